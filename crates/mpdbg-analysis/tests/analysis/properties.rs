//! Perfect plays have no defect, and one fault is found by one rule.

use mpdbg_analysis::{Judgement, Known, Profile, judge};
use mpdbg_model::{MediaTime, What};
use proptest::prelude::*;

use crate::course::{Act, Deed};
use crate::edit::Edit;
use crate::scene::{Audio, Scene, Video};
use crate::script::Script;

fn any_video() -> impl Strategy<Value = Video> {
    let rate = prop_oneof![
        Just(1_u32),
        Just(12),
        Just(24),
        Just(25),
        Just(30),
        Just(60)
    ];
    let holds = proptest::collection::vec((0..200_usize, 0.0..8.0_f64), 0..5);
    (
        1..200_usize,
        rate,
        -2.0..20_000.0_f64,
        holds,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(count, rate, start, holds, made_up, open_end)| Video {
            count,
            rate,
            start,
            holds,
            times: Vec::new(),
            made_up,
            declared: None,
            open_end,
            undecodable: 0,
            first_key: 0,
            keys: 0,
        })
}

fn any_audio() -> impl Strategy<Value = Audio> {
    let packet = prop_oneof![
        Just(0.0025),
        Just(0.02),
        Just(0.021_333),
        Just(0.026_122),
        Just(0.093)
    ];
    let gaps = proptest::collection::vec((1..300_usize, 0.2..5.0_f64), 0..3);
    (
        5..300_usize,
        packet,
        0.0..4.0_f64,
        gaps,
        0.0..2.0_f64,
        0.0..2.0_f64,
    )
        .prop_map(|(packets, packet, start, gaps, priming, padding)| Audio {
            packets,
            packet,
            start,
            gaps,
            priming: priming * packet,
            padding: padding * packet,
            made_up: false,
            declared: None,
        })
}

pub(crate) fn any_scene() -> impl Strategy<Value = Scene> {
    let (video, audio) = (
        proptest::option::of(any_video()),
        proptest::option::of(any_audio()),
    );
    (video, audio, any::<bool>()).prop_map(|(video, audio, unprobed)| {
        let start = video.as_ref().map_or(0.0, |video| video.start);
        let audio = audio.map(|audio| Audio {
            start: start + audio.start,
            ..audio
        });
        Scene {
            video,
            audio,
            unprobed,
            ..Scene::default()
        }
    })
}

fn play(scene: &Scene, edits: &[Edit]) -> Judgement {
    let mut script = Script::of(scene);
    for edit in edits {
        edit.apply(&mut script);
    }
    let expected = scene.expected();
    let known = Known {
        expected: expected.as_ref(),
        ..Known::default()
    };
    judge(&script.events(), known, &Profile::default())
}

/// Four seconds of picture and sound.
pub(crate) fn plain() -> Scene {
    toml::from_str("video = { count = 100, rate = 25, declared = 4.0 }\naudio = { packets = 200, declared = 4.0 }\ndeclared = 4.0").unwrap()
}

/// A fault in the pictures from `first` to `last`, and the one rule that names it.
pub(crate) fn any_fault() -> impl Strategy<Value = (Edit, &'static str, u64)> {
    let frames = (1..80_usize, 0..10_usize).prop_map(|(first, more)| (first, first + more));
    (frames, 0..10_u8).prop_map(|(frames, kind)| {
        let count = (frames.1 - frames.0 + 1) as u64;
        match kind {
            0 => (Edit::Late { frames, by: 0.03 }, "picture::late", count),
            1 => (Edit::Late { frames, by: -0.025 }, "picture::early", count),
            2 => (Edit::Lose { frames }, "picture::missing", count),
            3 => (
                Edit::Undecode { frames },
                "picture::dropped-by-decoder",
                count,
            ),
            4 => (
                Edit::Discard { frames, by: 0.05 },
                "picture::dropped-late",
                count,
            ),
            5 => (Edit::Null { frames }, "picture::null", count),
            6 => (Edit::Mark { frames, errors: 2 }, "picture::corrupt", count),
            7 => (
                Edit::Lose {
                    frames: (frames.0, 99),
                },
                "picture::tail-missing",
                100 - frames.0 as u64,
            ),
            8 => (
                Edit::Mute {
                    pieces: (frames.0 + 2, frames.1 + 2),
                },
                "sound::gap",
                1,
            ),
            _ => (
                Edit::MarkSound {
                    pieces: frames,
                    errors: 1,
                },
                "sound::corrupt",
                count,
            ),
        }
    })
}

/// What may be done within eight seconds; a play that is paused goes on at last.
pub(crate) fn any_course() -> impl Strategy<Value = Vec<Act>> {
    let deed = (0..8_u8, 0..110_u32, 0..5_usize).prop_map(|(kind, tenth, rate)| match kind {
        0 => Deed::Pause,
        1 => Deed::Resume,
        2 => Deed::Rate([250, 500, 1000, 2000, 4000][rate]),
        3 | 4 => Deed::Seek(f64::from(tenth) * 0.1),
        5 => Deed::KeySeek(f64::from(tenth) * 0.1),
        6 => Deed::Restart,
        _ => Deed::Track(1 + (tenth % 2) as u16),
    });
    proptest::collection::vec((deed, 1..40_u32), 0..12).prop_map(|deeds| {
        let (mut at, mut paused) = (0.1, false);
        let mut course = Vec::new();
        let steps = deeds.into_iter().chain([(Deed::Resume, 5)]);
        for (deed, pause) in steps {
            let allowed = match deed {
                Deed::Pause => !std::mem::replace(&mut paused, true),
                Deed::Resume => std::mem::replace(&mut paused, false),
                Deed::Restart => {
                    paused = false;
                    true
                }
                _ => true,
            };
            if allowed {
                let takes = 0.01;
                course.push(Act {
                    at,
                    deed,
                    takes,
                    before: 0.0,
                });
                at += f64::from(pause) * 0.03;
            }
        }
        course
    })
}

/// Eleven seconds in which this is done; the play does not come to its end before.
pub(crate) fn conducted(course: Vec<Act>) -> Scene {
    let toml = "video = { count = 275, rate = 25, declared = 11.0, keys = 30 }\naudio = { packets = 550, declared = 11.0 }\ndeclared = 11.0\ntracks = 1";
    Scene {
        course,
        ..toml::from_str(toml).unwrap()
    }
}

/// True when nothing is done behind the end of the sample.
fn comes_to_its_deeds(script: &Script) -> bool {
    let end = MediaTime::from_nanos(11_000_000_000);
    script.more.iter().all(|(_, what)| match what {
        What::Paused { position }
        | What::Resumed { position }
        | What::RateChanged { position, .. }
        | What::AudioTrackSelected { position, .. } => *position < end,
        What::SeekAsked { from, .. } | What::Restarted { from } => *from < end,
        _ => true,
    })
}

proptest! {
    #[test]
    fn whatever_is_done_well_has_no_defect(course in any_course()) {
        let scene = conducted(course);
        let script = Script::of(&scene);
        prop_assume!(comes_to_its_deeds(&script));
        let judgement = play(&scene, &[]);
        prop_assert_eq!(judgement.defects, []);
    }

    #[test]
    fn fates_add_up_over_all_stretches(
        course in any_course(),
        lost in proptest::collection::vec(any::<proptest::sample::Index>(), 0..20),
        cut in proptest::option::of(0.1..9.0_f64),
    ) {
        let scene = Scene { cut_at: cut, unsealed: cut.is_some(), ..conducted(course) };
        let count = Script::of(&scene).pictures.len();
        let edits: Vec<_> = lost.into_iter().map(|index| {
            let frame = index.index(count);
            Edit::Lose { frames: (frame, frame) }
        }).collect();
        let counters = play(&scene, &edits).counters;
        let fates = counters.shown + counters.discarded + counters.not_returned
            + counters.undecoded
            + counters.undecodable + counters.missing + counters.unreached;
        prop_assert_eq!(fates, counters.expected);
        prop_assert_eq!(counters.shown + counters.extra, counters.presented);
    }

    #[test]
    fn a_perfect_play_has_no_defect(scene in any_scene()) {
        let judgement = play(&scene, &[]);
        prop_assert_eq!(judgement.defects, []);
    }

    #[test]
    fn a_fault_is_found_by_one_rule((edit, rule, count) in any_fault()) {
        let defects = play(&plain(), &[edit]).defects;
        let found: Vec<_> = defects.iter().map(|one| (one.rule.0, one.count)).collect();
        prop_assert_eq!(found, [(rule, count)]);
    }

    #[test]
    fn every_expected_picture_has_one_fate(
        scene in any_scene(),
        faults in proptest::collection::vec(any_fault(), 0..4),
        cut in proptest::option::of(0.1..3.0_f64),
    ) {
        let scene = if scene.unprobed { plain() } else { scene };
        let mut scene = Scene { cut_at: cut, unsealed: cut.is_some(), ..scene };
        scene.video = scene.video.map(|video| Video { count: 100, ..video });
        scene.audio = scene.audio.map(|audio| Audio { packets: 200, gaps: Vec::new(), ..audio });
        let both = scene.video.is_some() && scene.audio.is_some();
        let edits: Vec<_> = faults.into_iter().filter(|_| both).map(|(edit, _, _)| edit).collect();
        let counters = play(&scene, &edits).counters;
        let fates = counters.shown + counters.discarded + counters.not_returned
            + counters.undecoded
            + counters.undecodable + counters.missing + counters.unreached;
        prop_assert_eq!(fates, counters.expected);
        prop_assert_eq!(counters.shown + counters.extra, counters.presented);
    }

    #[test]
    fn any_order_of_events_is_judged_without_a_panic(
        scene in any_scene(),
        seed in proptest::collection::vec(any::<proptest::sample::Index>(), 0..50),
    ) {
        let mut events = Script::of(&scene).events();
        for index in seed {
            let (a, length) = (index.index(events.len()), events.len());
            events.swap(a, (a * 7 + 3) % length);
        }
        let expected = scene.expected();
        let known = Known { expected: expected.as_ref(), ..Known::default() };
        let judgement = judge(&events, known, &Profile::default());
        prop_assert_eq!(judgement.counters.events, events.len() as u64);
    }
}
