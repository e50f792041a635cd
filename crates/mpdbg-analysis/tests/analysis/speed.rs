//! How fast judging and comparing are. Printed, never asserted:
//! `cargo test --release -p mpdbg-analysis -- --ignored --nocapture a_second`.

use std::time::Instant;

use mpdbg_analysis::{Circumstances, Comparison, Known, Profile, Terms, compare_case, judge};

use crate::comparison_judged::played;
use crate::comparison_sides::{case, side};
use crate::edit::Edit;
use crate::properties::plain;
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

#[test]
#[ignore = "a measurement, not a test"]
fn comparisons_a_second() {
    let faulty = [Edit::Late {
        frames: (20, 40),
        by: 0.03,
    }];
    let dropped = [Edit::Lose { frames: (10, 10) }];
    let plays = [&[][..], &faulty, &dropped].map(|edits| played(&plain(), edits));
    let sides = plays.map(|play| side(case(0), vec![Ok(play)]));
    let terms = Terms::default();
    for (name, after) in [("the same", 0), ("a defect more", 1), ("a picture less", 2)] {
        let begin = Instant::now();
        let compared = (0..10_000).map(|number| {
            let mut compared = compare_case(Some(&sides[0]), Some(&sides[after]), &terms);
            compared.case = case(number);
            compared
        });
        let compared: Vec<_> = compared.collect();
        let cases = begin.elapsed().as_secs_f64();
        let names = ("before".to_owned(), "after".to_owned());
        let whole = Comparison::of(names, Circumstances::default(), compared, &terms);
        assert_eq!(whole.failing().is_empty(), after == 0);
        let all = begin.elapsed().as_secs_f64();
        #[expect(clippy::print_stdout, reason = "a measurement is printed")]
        {
            let events = plays_events(&sides[after]);
            println!(
                "{name}: 10,000 cases of {events} events in {cases:.3} s, verdict in {all:.3} s"
            );
        }
    }
}

fn plays_events(side: &mpdbg_analysis::CaseSide) -> usize {
    side.plays
        .iter()
        .flatten()
        .map(|play| play.events.len())
        .sum()
}
