//! How fast judging is. Printed, never asserted:
//! `cargo test --release -p mpdbg-analysis -- --ignored --nocapture events_a_second`.

use std::time::Instant;

use mpdbg_analysis::{Known, Profile, judge};

use crate::edit::Edit;
use crate::scene::{Audio, Scene, Video};
use crate::script::Script;

fn long_play(edits: &[Edit]) -> (Scene, Vec<mpdbg_model::Event>) {
    let toml = "video = { count = 3000, rate = 25 }\naudio = { packets = 6000 }";
    let scene: Scene = toml::from_str(toml).unwrap();
    let video = scene.video.map(|video| Video {
        count: 30_000,
        ..video
    });
    let audio = scene.audio.map(|audio| Audio {
        packets: 60_000,
        ..audio
    });
    let scene = Scene {
        video,
        audio,
        ..Scene::default()
    };
    let mut script = Script::of(&scene);
    for edit in edits {
        edit.apply(&mut script);
    }
    (scene, script.events())
}

#[test]
#[ignore = "a measurement, not a test"]
fn events_a_second() {
    let faults = [
        Edit::Late {
            frames: (1000, 5000),
            by: 0.03,
        },
        Edit::Lose {
            frames: (6000, 6100),
        },
        Edit::Mute {
            pieces: (20_000, 20_100),
        },
        Edit::Mark {
            frames: (7000, 9000),
            errors: 4,
        },
    ];
    for (name, edits) in [("clean", &faults[..0]), ("faulty", &faults[..])] {
        let (scene, events) = long_play(edits);
        let expected = scene.expected();
        let mut best = f64::INFINITY;
        for _ in 0..20 {
            let begin = Instant::now();
            let known = Known {
                expected: expected.as_ref(),
                ..Known::default()
            };
            let judgement = judge(&events, known, &Profile::default());
            best = best.min(begin.elapsed().as_secs_f64());
            assert_eq!(judgement.counters.events, events.len() as u64);
            assert_eq!(judgement.defects.is_empty(), edits.is_empty());
        }
        let (million, nanos) = (
            events.len() as f64 / best / 1e6,
            best * 1e9 / events.len() as f64,
        );
        let events = events.len();
        #[expect(clippy::print_stdout, reason = "a measurement is printed")]
        {
            println!("{name}: {events} events, {million:.1} million a second, {nanos:.1} ns each");
        }
    }
}
