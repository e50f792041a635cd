//! Scenarios on the project's own samples, on the virtual clock: what a seek shows is what plain
//! playing shows there.

use std::collections::BTreeMap;
use std::path::Path;

use mpdbg_model::{
    Action, ContentHash, Event, Happening, MediaTime, Place, Scenario, ScenarioName, ScenarioStep,
    SeekMode, SeekTarget, Span, What, When,
};
use mpdbg_player::{PlayOptions, play};

const SAMPLES: [&str; 7] = [
    "h264-aac.mp4",
    "h264-b-frames.mp4",
    "vp9-opus.webm",
    "mpeg2-mp2.ts",
    "vfr.mkv",
    "theora-vorbis.ogv",
    "av1-video-only.mkv",
];

fn events(name: &str, steps: &[(When, Action)]) -> Vec<Event> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../samples")
        .join(name);
    let mut options = PlayOptions::default();
    if !steps.is_empty() {
        let step = |&(when, action): &(When, Action)| ScenarioStep { when, action };
        options.scenario = Scenario {
            name: ScenarioName::parse("test").unwrap_or_default(),
            steps: steps.iter().map(step).collect(),
            ..Scenario::default()
        };
    }
    let mut told: Vec<Event> = Vec::new();
    assert!(play(&path, &options, &mut told).is_ok());
    told
}

fn ms(millis: i64) -> Span {
    Span::from_millis(millis)
}

const AFTER_PICTURE: When = When::After {
    what: Happening::Picture,
    wait: Span::ZERO,
};

fn seek(to: SeekTarget, mode: SeekMode) -> Action {
    Action::Seek { to, mode }
}

fn presented(told: &[Event]) -> Vec<(MediaTime, ContentHash)> {
    told.iter()
        .filter_map(|event| match event.what {
            What::FramePresented { pts, hash, .. } => Some((pts, hash)),
            _ => None,
        })
        .collect()
}

/// Targets of the seeks of a play, and what was presented after each, up to the next.
fn landings(told: &[Event]) -> Vec<(MediaTime, Vec<(MediaTime, ContentHash)>)> {
    let asked: Vec<usize> = (0..told.len())
        .filter(|n| matches!(told[*n].what, What::SeekAsked { .. }))
        .collect();
    asked
        .iter()
        .enumerate()
        .filter_map(|(nth, &from)| {
            let to = asked.get(nth + 1).copied().unwrap_or(told.len());
            let What::SeekAsked { target, .. } = told[from].what else {
                return None;
            };
            Some((target, presented(&told[from..to])))
        })
        .collect()
}

fn is_sound(name: &str, told: &[Event]) {
    for event in told {
        let is_bad = matches!(
            event.what,
            What::UnderrunOccurred { .. }
                | What::ReadFailed(_)
                | What::DecodeFailed(_)
                | What::DiscontinuityFound { .. }
                | What::FrameDiscarded {
                    reason: mpdbg_model::DiscardReason::Late,
                    ..
                }
        );
        assert!(!is_bad, "{name}: {event:?}");
    }
}

#[test]
fn an_exact_seek_shows_what_plain_playing_shows_then() {
    for name in SAMPLES {
        let plain = presented(&events(name, &[]));
        let first = plain[0].0;
        // Forwards and backwards in turn, over the whole sample and a little beyond.
        let targets = (0..20).map(|n| ms((n * 1013) % 4100));
        let steps: Vec<_> = targets
            .map(|target| {
                let to = SeekTarget::To(Place::Time(target));
                (AFTER_PICTURE, seek(to, SeekMode::Exact))
            })
            .collect();
        let told = events(name, &steps);
        is_sound(name, &told);
        assert_eq!(told, events(name, &steps), "{name}");
        let landings = landings(&told);
        assert_eq!(landings.len(), 20, "{name}");
        for (target, shown) in landings {
            let expected = plain
                .iter()
                .rev()
                .find(|(pts, _)| *pts <= target.max(first));
            assert_eq!(shown.first(), expected, "{name} to {target}");
        }
    }
}

#[test]
fn after_a_seek_everything_behind_it_is_shown() {
    for name in SAMPLES {
        let plain = presented(&events(name, &[]));
        for mode in [SeekMode::Exact, SeekMode::Key] {
            let to = SeekTarget::To(Place::Share(600_000));
            let told = events(
                name,
                &[(When::Media(Place::Share(100_000)), seek(to, mode))],
            );
            is_sound(name, &told);
            let landings = landings(&told);
            let (target, shown) = &landings[0];
            assert!(shown[0].0 <= *target, "{name}");
            let tail = plain.len() - shown.len();
            assert_eq!(&plain[tail..], &shown[..], "{name}");
        }
    }
}

#[test]
fn a_loop_shows_everything_again() {
    for name in SAMPLES {
        let plain = presented(&events(name, &[]));
        let told = events(name, &[(When::Run(Span::ZERO), Action::Loop { times: 2 })]);
        is_sound(name, &told);
        assert_eq!(presented(&told), plain.repeat(3), "{name}");
        let answered = told
            .iter()
            .filter(|event| matches!(event.what, What::SeekAnswered { .. }));
        assert_eq!(answered.count(), 2, "{name}");
    }
}

#[test]
fn pauses_and_rates_show_every_picture_once() {
    let steps = [
        (When::Media(Place::Share(200_000)), Action::Pause),
        (
            When::After {
                what: Happening::Step,
                wait: ms(300),
            },
            Action::Resume,
        ),
        (
            When::Media(Place::Share(300_000)),
            Action::Rate { thousandths: 1500 },
        ),
        (
            When::Media(Place::Share(500_000)),
            Action::Rate { thousandths: 250 },
        ),
        (
            When::Media(Place::Share(600_000)),
            Action::Rate { thousandths: 4000 },
        ),
    ];
    for name in SAMPLES {
        let told = events(name, &steps);
        is_sound(name, &told);
        assert_eq!(presented(&told), presented(&events(name, &[])), "{name}");
    }
}

/// Some decoders (AAC, MP2) add noise that goes on from piece to piece, so that only the others give
/// the same bytes again.
#[test]
fn the_sound_of_a_seek_goes_with_its_picture() {
    for (name, repeats) in [
        ("h264-aac.mp4", false),
        ("vp9-opus.webm", true),
        ("mpeg2-mp2.ts", false),
        ("theora-vorbis.ogv", true),
    ] {
        let plain: BTreeMap<MediaTime, ContentHash> =
            sounds(&events(name, &[])).into_iter().collect();
        let to = SeekTarget::To(Place::Time(ms(2345)));
        let at = When::Media(Place::Time(ms(500)));
        let told = events(name, &[(at, seek(to, SeekMode::Exact))]);
        let from = told
            .iter()
            .position(|event| matches!(event.what, What::SeekAnswered { .. }))
            .unwrap_or(told.len());
        let behind = sounds(&told[from..]);
        let picture = presented(&told[from..])[0].0;
        let first = behind[0].0;
        assert!(
            first <= picture && picture.since(first) < ms(130),
            "{name}: {first} for {picture}"
        );
        let times: Vec<MediaTime> = behind.iter().map(|(pts, _)| *pts).collect();
        let expected: Vec<MediaTime> = plain.range(first..).map(|(pts, _)| *pts).collect();
        assert_eq!(times, expected, "{name}");
        let all_repeat = behind
            .iter()
            .all(|(pts, hash)| plain.get(pts) == Some(hash));
        assert!(all_repeat || !repeats, "{name}");
    }
}

/// Steps by chance: seeks, pauses, speeds and restarts.
fn by_chance(seed: u64) -> Vec<(When, Action)> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut draw = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % below).unwrap_or(0)
    };
    let mut steps = Vec::new();
    for _ in 0..12 {
        let wait = ms(draw(500));
        let what = Happening::Step;
        let when = When::After { what, wait };
        let mode = [SeekMode::Exact, SeekMode::Key][usize::from(draw(3) == 0)];
        let action = match draw(6) {
            0 => Action::Rate {
                thousandths: [250, 777, 1000, 2000, 4000][usize::try_from(draw(5)).unwrap_or(0)],
            },
            1 => {
                steps.push((when, Action::Pause));
                Action::Resume
            }
            2 => Action::Restart,
            3 => seek(SeekTarget::By(ms(draw(2000) - 1000)), mode),
            _ => seek(SeekTarget::To(Place::Time(ms(draw(4200)))), mode),
        };
        steps.push((when, action));
    }
    steps
}

#[test]
fn scenarios_by_chance_stay_in_sync_and_end_in_order() {
    for (name, seed) in SAMPLES
        .iter()
        .flat_map(|name| (0..2).map(move |n| (name, n)))
    {
        let told = events(name, &by_chance(seed));
        is_sound(name, &told);
        let mut is_paused = false;
        for event in &told {
            match event.what {
                What::Paused { .. } => is_paused = true,
                What::Resumed { .. } => is_paused = false,
                What::ClocksRead {
                    video: Some(video),
                    master,
                    ..
                } if !is_paused => {
                    let offset = master.since(video);
                    assert!(
                        offset.abs() < Span::from_nanos(20),
                        "{name} {seed}: {offset}"
                    );
                }
                _ => {}
            }
        }
        let decoded = told
            .iter()
            .filter(|e| matches!(e.what, What::FrameDecoded { .. }));
        let discarded = told
            .iter()
            .filter(|e| matches!(e.what, What::FrameDiscarded { .. }));
        assert_eq!(
            decoded.count(),
            presented(&told).len() + discarded.count(),
            "{name} {seed}"
        );
        assert!(
            matches!(told.last().map(|e| &e.what), Some(What::PlayEnded { .. })),
            "{name} {seed}"
        );
    }
}

#[test]
fn what_cannot_apply_is_refused_before_playing() {
    let beyond = (When::Media(Place::Time(Span::from_secs(60))), Action::Pause);
    let told = events("h264-aac.mp4", &[beyond]);
    let tail: Vec<&What> = told.iter().rev().take(4).map(|event| &event.what).collect();
    assert!(matches!(
        tail[..],
        [
            What::PlayEnded { .. },
            What::CountersReported(_),
            What::ScenarioRefused { .. },
            What::ScenarioBegun(_)
        ]
    ));
}

fn sounds(told: &[Event]) -> Vec<(MediaTime, ContentHash)> {
    told.iter()
        .filter_map(|event| match event.what {
            What::AudioWritten { pts, hash, .. } => Some((pts, hash)),
            _ => None,
        })
        .collect()
}
