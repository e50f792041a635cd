//! Scenarios on the engine alone: every action, and what must hold after each.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod rig;

use mpdbg_model::{
    Action, DiscardReason, EndReason, Happening, MediaTime, RunTime, SeekMode, SeekTarget, Span,
    What, When,
};
use proptest::prelude::*;
use rig::{Clip, Told, after_step, at, exact, ms, run, seek, when_media};

fn presented(told: &Told) -> Vec<MediaTime> {
    told.iter()
        .filter_map(|(_, what)| match what {
            What::FramePresented { pts, .. } => Some(*pts),
            _ => None,
        })
        .collect()
}

fn numbers(told: &Told) -> Vec<i64> {
    presented(told)
        .iter()
        .map(|pts| pts.nanos() / 40_000_000)
        .collect()
}

fn moments(told: &Told, wanted: impl Fn(&What) -> bool) -> Vec<RunTime> {
    told.iter()
        .filter(|(_, what)| wanted(what))
        .map(|(now, _)| *now)
        .collect()
}

fn count(told: &Told, wanted: impl Fn(&What) -> bool) -> usize {
    moments(told, wanted).len()
}

fn end(told: &Told) -> Option<(RunTime, EndReason)> {
    told.last().and_then(|(now, what)| match what {
        What::PlayEnded { reason, .. } => Some((*now, *reason)),
        _ => None,
    })
}

/// A perfect device and a decoder that costs nothing leave nothing to be late: each picture is
/// presented when the master clock shows it, and no sound lacks.
fn is_in_sync(told: &Told) {
    let mut pauses = false;
    for (now, what) in told {
        match what {
            What::Paused { .. } => pauses = true,
            What::Resumed { .. } => pauses = false,
            What::ClocksRead {
                video: Some(video),
                master,
                ..
            } if !pauses => {
                let offset = master.since(*video);
                assert!(offset.abs() <= Span::from_nanos(8), "{offset} at {now}");
            }
            What::UnderrunOccurred { .. } => panic!("an underrun at {now}"),
            What::FrameDiscarded {
                reason: DiscardReason::Late,
                ..
            } => panic!("a late picture at {now}"),
            _ => {}
        }
    }
}

#[test]
fn a_pause_stops_media_time_and_nothing_else() {
    for (clip, pause) in [
        (Clip::new(100), ms(777)),
        (Clip::new(100).silent(), ms(777)),
        (Clip::new(100), Span::from_nanos(500_001)),
        (Clip::new(100).silent(), Span::from_nanos(500_001)),
    ] {
        for place in [1000, 1017, 3990] {
            let plain = clip.play(&[]);
            let resume = When::After {
                what: Happening::Step,
                wait: pause,
            };
            let paused = clip.play(&[(when_media(place), Action::Pause), (resume, Action::Resume)]);
            let from = moments(
                &paused,
                |w| matches!(w, What::Paused { position } if *position == at(place)),
            )[0];
            let to = moments(
                &paused,
                |w| matches!(w, What::Resumed { position } if *position == at(place)),
            )[0];
            assert_eq!(to.since(from), pause);
            let presents = |w: &What| matches!(w, What::FramePresented { .. });
            let shifted: Vec<_> = moments(&plain, presents)
                .into_iter()
                .map(|now| if now > from { now.plus(pause) } else { now })
                .collect();
            assert_eq!(moments(&paused, presents), shifted);
            let ends = [&plain, &paused].map(|told| end(told).map(|end| end.0).unwrap_or_default());
            assert_eq!(ends[1].since(ends[0]), pause);
            is_in_sync(&paused);
        }
    }
}

#[test]
fn a_pause_at_the_very_beginning_shows_the_first_picture_on_time() {
    let clip = Clip {
        picture_cost: ms(15),
        ..Clip::new(50)
    };
    let told = clip.play(&[
        (When::Run(Span::ZERO), Action::Pause),
        (after_step(300), Action::Resume),
    ]);
    let first = told.iter().find_map(|(now, w)| match w {
        What::FramePresented { pts, due, .. } => Some((*pts, now.since(*due))),
        _ => None,
    });
    assert_eq!(first, Some((at(0), Span::ZERO)));
    assert_eq!(numbers(&told), (0..50).collect::<Vec<_>>());
}

#[test]
fn a_pause_that_nothing_ends_ends_the_play() {
    let told = Clip::new(50).play(&[(when_media(1000), Action::Pause)]);
    assert_eq!(end(&told), Some((run(1040), EndReason::ScenarioStopped)));
}

#[test]
fn a_key_frame_is_shown_in_a_pause_as_soon_as_it_is_there() {
    let clip = Clip {
        picture_cost: ms(30),
        ..Clip::new(100)
    };
    let told = clip.play(&[
        (when_media(1000), Action::Pause),
        (after_step(300), seek(2000, SeekMode::Key)),
        (after_step(300), Action::Resume),
    ]);
    let asked = moments(&told, |w| matches!(w, What::SeekAsked { .. }));
    let shown = moments(
        &told,
        |w| matches!(w, What::FramePresented { pts, .. } if *pts == at(2000)),
    );
    assert_eq!(shown, [asked[0].plus(ms(30))]);
}

#[test]
fn a_picture_that_stands_for_long_is_shown_at_once_with_the_sound_of_the_target() {
    let mut clip = Clip::new(100);
    clip.pictures.drain(21..90);
    let told = clip.play(&[(when_media(500), exact(3000))]);
    let behind: Vec<_> = told
        .iter()
        .skip_while(|(_, w)| !matches!(w, What::SeekAnswered { .. }))
        .collect();
    let answered = behind[0].0;
    let shown = behind.iter().find_map(|(now, w)| match w {
        What::FramePresented { pts, due, .. } => Some((*now, *pts, *due)),
        _ => None,
    });
    assert_eq!(shown, Some((answered, at(800), answered)));
    let heard = behind.iter().find_map(|(_, w)| match w {
        What::AudioWritten { pts, .. } => Some(*pts),
        _ => None,
    });
    assert_eq!(heard, Some(at(3000)));
}

#[test]
fn a_step_is_taken_at_exactly_its_moment() {
    let told = Clip::new(100).play(&[
        (
            When::Run(Span::from_nanos(123_456_789)),
            Action::Volume { percent: 50 },
        ),
        (when_media(1001), Action::Volume { percent: 10 }),
        (after_step(3), Action::Stop),
    ]);
    let taken = moments(&told, |w| matches!(w, What::StepTaken { .. }));
    assert_eq!(taken[0], RunTime::from_nanos(123_456_789));
    assert_eq!(
        taken[1],
        run(1001 + 40),
        "the clock starts as early as the sound needs"
    );
    assert_eq!(taken[2], run(1001 + 40 + 3));
    assert_eq!(end(&told), Some((taken[2], EndReason::ScenarioStopped)));
    assert_eq!(count(&told, |w| matches!(w, What::VolumeChanged { .. })), 2);
}

#[test]
fn an_exact_seek_shows_the_picture_of_its_moment_and_all_behind_it() {
    for clip in [Clip::new(100), Clip::new(100).silent()] {
        for (target, first) in [(0, 0), (39, 0), (40, 1), (2000, 50), (2379, 59), (3999, 99)] {
            let told = clip.play(&[(when_media(1000), exact(target))]);
            let expected: Vec<i64> = (0..=25).chain(first..100).collect();
            assert_eq!(numbers(&told), expected, "to {target} ms");
            is_in_sync(&told);
        }
    }
}

#[test]
fn what_is_decoded_on_the_way_is_accounted_for() {
    let told = Clip::new(100).play(&[(when_media(1000), exact(2379))]);
    let of = |wanted| {
        count(
            &told,
            |w| matches!(w, What::FrameDiscarded { reason, .. } if *reason == wanted),
        )
    };
    assert_eq!(of(DiscardReason::Skipped), 9, "50 to 58");
    let counters = told.iter().find_map(|(_, what)| match what {
        What::CountersReported(counters) => Some(*counters),
        _ => None,
    });
    let counters = counters.unwrap_or_default();
    assert_eq!(counters.presented as usize, presented(&told).len());
    assert_eq!(
        counters.decoded as usize,
        presented(&told).len() + of(DiscardReason::Skipped) + of(DiscardReason::Flushed)
    );
}

#[test]
fn a_seek_to_a_key_frame_lands_on_the_one_before_the_target() {
    for target in [2000, 2379] {
        let told = Clip::new(100).play(&[(when_media(1000), seek(target, SeekMode::Key))]);
        let expected: Vec<i64> = (0..=25).chain(50..100).collect();
        assert_eq!(numbers(&told), expected);
        is_in_sync(&told);
    }
}

#[test]
fn a_seek_past_the_end_shows_the_last_picture_and_ends() {
    let told = Clip::new(100).play(&[(when_media(1000), exact(60_000))]);
    let expected: Vec<i64> = (0..=25).chain([99]).collect();
    assert_eq!(numbers(&told), expected);
    assert!(
        told.iter()
            .any(|(_, w)| matches!(w, What::SeekAsked { target, .. } if *target == at(4000)))
    );
    assert_eq!(end(&told).map(|e| e.1), Some(EndReason::EndOfStream));
}

#[test]
fn sound_alone_goes_on_at_the_piece_of_the_target() {
    let mut clip = Clip::new(100);
    clip.pictures.clear();
    let told = clip.play(&[(when_media(1000), exact(2391))]);
    let answered = told.iter().find_map(|(_, w)| match w {
        What::SeekAnswered { position } => Some(*position),
        _ => None,
    });
    assert_eq!(answered, Some(at(2380).minus(rig::LATENCY)));
    let written: Vec<MediaTime> = told
        .iter()
        .skip_while(|(_, w)| !matches!(w, What::SeekAnswered { .. }))
        .filter_map(|(_, w)| match w {
            What::AudioWritten { pts, .. } => Some(*pts),
            _ => None,
        })
        .collect();
    assert_eq!(written, (119..200).map(|n| at(n * 20)).collect::<Vec<_>>());
}

/// As Vorbis in Ogg does where its blocks become shorter: one time is late, the next one is right.
#[test]
fn the_first_sound_behind_a_seek_may_have_a_late_time() {
    let mut clip = Clip::new(100);
    clip.sounds[118] = at(2370);
    let told = clip.play(&[(when_media(1000), exact(2379))]);
    let behind = told
        .iter()
        .skip_while(|(_, w)| !matches!(w, What::SeekAnswered { .. }));
    let written: Vec<MediaTime> = behind
        .filter_map(|(_, w)| match w {
            What::AudioWritten { pts, .. } => Some(*pts),
            _ => None,
        })
        .collect();
    assert_eq!(written, (118..200).map(|n| at(n * 20)).collect::<Vec<_>>());
    assert_eq!(
        count(&told, |w| matches!(w, What::SilenceWritten { .. })),
        0
    );
    is_in_sync(&told);
}

#[test]
fn a_seek_in_a_pause_shows_its_picture_at_once_and_stays_paused() {
    for clip in [Clip::new(100), Clip::new(100).silent()] {
        let told = clip.play(&[
            (when_media(1000), Action::Pause),
            (after_step(100), exact(2379)),
            (after_step(500), Action::Resume),
        ]);
        let expected: Vec<i64> = (0..=25).chain(59..100).collect();
        assert_eq!(numbers(&told), expected);
        let asked = moments(&told, |w| matches!(w, What::SeekAsked { .. }));
        let shown = moments(
            &told,
            |w| matches!(w, What::FramePresented { pts, due, .. } if *pts == at(2360) && *due == asked[0]),
        );
        assert_eq!(shown, asked);
        let next = moments(
            &told,
            |w| matches!(w, What::FramePresented { pts, .. } if *pts == at(2400)),
        );
        assert!(next[0] > asked[0].plus(ms(500)));
        is_in_sync(&told);
    }
}

#[test]
fn the_rate_changes_how_long_pictures_last_and_not_which_are_shown() {
    for clip in [Clip::new(100), Clip::new(100).silent()] {
        for thousandths in [250, 333, 500, 1500, 2000, 4000] {
            let told = clip.play(&[(when_media(1000), Action::Rate { thousandths })]);
            assert_eq!(numbers(&told), (0..100).collect::<Vec<_>>());
            is_in_sync(&told);
            let changed = told.iter().find_map(|(now, w)| match w {
                What::RateChanged { position, .. } => Some((*now, *position)),
                _ => None,
            });
            let (now, position) = changed.unwrap();
            assert_eq!(position, at(1000));
            let took = end(&told).unwrap().0.since(now).nanos();
            let expected = 3_000_000_000 * 1000 / i64::from(thousandths);
            assert!(
                (took - expected).abs() <= 20,
                "{took} instead of {expected} ns"
            );
        }
    }
}

#[test]
fn the_rate_stays_through_pauses_and_seeks() {
    let told = Clip::new(100).play(&[
        (when_media(500), Action::Rate { thousandths: 2000 }),
        (when_media(1000), Action::Pause),
        (after_step(100), Action::Resume),
        (when_media(1500), exact(3000)),
    ]);
    is_in_sync(&told);
    let answered = moments(&told, |w| matches!(w, What::SeekAnswered { .. }));
    let left = end(&told).unwrap().0.since(answered[0]);
    let expected = ms(1040).half();
    assert!(left.minus(expected).abs() < Span::from_nanos(100), "{left}");
}

#[test]
fn a_loop_presents_everything_again() {
    for clip in [Clip::new(30), Clip::new(30).silent()] {
        let told = clip.play(&[(when_media(0), Action::Loop { times: 2 })]);
        let expected: Vec<i64> = (0..30).chain(0..30).chain(0..30).collect();
        assert_eq!(numbers(&told), expected);
        let left: Vec<u32> = told
            .iter()
            .filter_map(|(_, w)| match w {
                What::Looped { left } => Some(*left),
                _ => None,
            })
            .collect();
        assert_eq!(left, [1, 0]);
        is_in_sync(&told);
        assert_eq!(end(&told).map(|e| e.1), Some(EndReason::EndOfStream));
    }
}

#[test]
fn a_restart_begins_again_playing() {
    let told = Clip::new(50).play(&[
        (when_media(1000), Action::Pause),
        (after_step(100), Action::Restart),
    ]);
    assert_eq!(numbers(&told), (0..=25).chain(0..50).collect::<Vec<_>>());
    let order: Vec<&str> = told
        .iter()
        .filter_map(|(_, w)| match w {
            What::Paused { .. } => Some("paused"),
            What::Resumed { .. } => Some("resumed"),
            What::Restarted { .. } => Some("restarted"),
            What::SeekAnswered { .. } => Some("answered"),
            _ => None,
        })
        .collect();
    assert_eq!(order, ["paused", "resumed", "restarted", "answered"]);
}

#[test]
fn another_audio_stream_repeats_no_picture() {
    let clip = Clip {
        tracks: 2,
        ..Clip::new(100)
    };
    let told = clip.play(&[(when_media(1010), Action::SelectAudio { track: 2 })]);
    assert_eq!(numbers(&told), (0..100).collect::<Vec<_>>());
    is_in_sync(&told);
    assert!(
        told.iter()
            .any(|(_, w)| matches!(w, What::AudioTrackSelected { stream: 2, .. }))
    );
}

#[test]
fn the_play_waits_at_its_end_for_a_step_that_waits_for_it() {
    let at_end = When::After {
        what: Happening::End,
        wait: ms(250),
    };
    let told = Clip::new(30).play(&[(at_end, exact(400))]);
    assert_eq!(numbers(&told), (0..30).chain(10..30).collect::<Vec<_>>());
    let asked = told.iter().find_map(|(now, w)| match w {
        What::SeekAsked { from, .. } => Some((*now, *from)),
        _ => None,
    });
    assert_eq!(asked, Some((run(1200 + 40 + 250), at(1200))));
}

#[test]
fn steps_that_the_play_did_not_come_to_are_told() {
    let mut clip = Clip::new(30);
    clip.length = Some(Span::from_secs(60));
    let told = clip.play(&[
        (when_media(500), Action::Volume { percent: 1 }),
        (when_media(9000), Action::Stop),
    ]);
    let tail: Vec<&What> = told.iter().rev().take(3).map(|(_, w)| w).collect();
    assert!(matches!(
        tail[..],
        [
            What::PlayEnded {
                reason: EndReason::EndOfStream,
                ..
            },
            What::StepsLeft { first: 1 },
            What::CountersReported(_)
        ]
    ));
}

#[test]
fn a_storm_of_seeks_ends_where_the_last_one_goes() {
    let targets = [3000, 400, 2000, 3500, 120];
    for cost in [0, 5, 30] {
        let clip = Clip {
            picture_cost: ms(cost),
            ..Clip::new(100)
        };
        let mut steps = vec![(when_media(1000), exact(2500))];
        steps.extend(targets.map(|target| (after_step(11), exact(target))));
        let told = clip.play(&steps);
        assert_eq!(count(&told, |w| matches!(w, What::SeekAsked { .. })), 6);
        let last = told
            .iter()
            .rposition(|(_, w)| matches!(w, What::SeekAnswered { .. }))
            .unwrap();
        let behind = told[last..].to_vec();
        assert_eq!(numbers(&behind)[0], 3, "cost {cost}");
        assert_eq!(numbers(&behind).last(), Some(&99));
        let decoded =
            presented(&told).len() + count(&told, |w| matches!(w, What::FrameDiscarded { .. }));
        let counters = told.iter().find_map(|(_, what)| match what {
            What::CountersReported(counters) => Some(counters.decoded as usize),
            _ => None,
        });
        assert_eq!(counters, Some(decoded), "cost {cost}");
    }
}

#[test]
fn a_source_that_lands_too_late_is_asked_again() {
    for late in [1, 2, 3, 20] {
        let clip = Clip {
            lands_late: late,
            ..Clip::new(300)
        };
        let told = clip.play(&[(when_media(1000), exact(7000))]);
        assert_eq!(numbers(&told)[26], 175, "{late} key frames late");
        is_in_sync(&told);
    }
}

#[test]
fn pictures_that_lean_on_what_was_not_decoded_are_not_shown() {
    let mut clip = Clip::new(100);
    // An open group: the key frame comes out behind two pictures that lean on the group before.
    for n in [48, 49] {
        clip.pictures[n].marks.corrupt = true;
    }
    clip.leading = 2;
    for (action, first) in [
        (seek(2100, SeekMode::Key), 50),
        (exact(2100), 52),
        (exact(1930), 48),
    ] {
        let told = clip.play(&[(when_media(1000), action)]);
        assert_eq!(numbers(&told)[26], first);
        is_in_sync(&told);
    }
}

proptest! {
    /// Whatever is done, the play ends, time goes on, and every picture is accounted for.
    #[test]
    fn every_scenario_ends_in_order(
        steps in proptest::collection::vec((0_i64..400, 0_u8..8, 0_i64..4500, 250_u32..4000), 0..20),
        cost in 0_i64..30, silent: bool)
    {
        let mut clip = Clip { picture_cost: ms(cost), tracks: 2, ..Clip::new(100) };
        if silent {
            clip = clip.silent();
        }
        let mut taken = Vec::new();
        for (wait, action, place, thousandths) in steps {
            let action = match action {
                0 => {
                    taken.push((after_step(wait), Action::Pause));
                    Action::Resume
                }
                1 => exact(place),
                2 => seek(place, SeekMode::Key),
                3 => Action::Rate { thousandths },
                4 => Action::SelectAudio { track: u16::from(place % 2 == 0) + 1 },
                5 => Action::Restart,
                6 => Action::Loop { times: 1 },
                _ => Action::Seek { to: SeekTarget::By(ms(place - 2000)), mode: SeekMode::Exact },
            };
            taken.push((after_step(wait), action));
        }
        let told = clip.play(&taken);
        prop_assert!(told.is_sorted_by_key(|(now, _)| *now));
        prop_assert!(end(&told).is_some());
        let asked = count(&told, |w| matches!(w, What::SeekAsked { .. } | What::Restarted { .. }
            | What::Looped { .. } | What::AudioTrackSelected { .. }));
        let answered = count(&told, |w| matches!(w, What::SeekAnswered { .. }));
        prop_assert!(answered <= asked);
        if cost == 0 {
            is_in_sync(&told);
        }
    }
}
