//! Where two plays part: cases as data, and what holds for any two plays.

use std::time::Instant;

use mpdbg_analysis::{Divergence, DivergenceSide, Divergences, Strand, Tolerance, diverge};
use mpdbg_model::{ContentHash, DecodeMarks, Event, MediaTime, Outcome, RunTime, Span, What};
use proptest::prelude::*;
use serde::Deserialize;

use crate::edit::Edit;
use crate::properties::{any_course, any_fault, any_scene, conducted, plain};
use crate::scene::Scene;
use crate::script::Script;

/// Two plays of a scene that differ in edits, and the differences that nothing else explains.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Another scene than four seconds of picture and sound.
    scene: Option<Scene>,
    /// What the second play has instead of it.
    after_scene: Option<Scene>,
    #[serde(default)]
    before: Vec<Edit>,
    #[serde(default)]
    after: Vec<Edit>,
    /// `kind`, `kind -` where the second play lacks it, `kind +` where the first one does; then how many
    /// events it takes in, where that is more than one.
    roots: Vec<String>,
    /// By how much the first root differs, milliseconds.
    by: Option<f64>,
    /// Media time of the first root, seconds.
    media: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

fn events(scene: &Scene, edits: &[Edit]) -> Vec<Event> {
    let mut script = Script::of(scene);
    // A play that goes elsewhere at once has too little to put a fault into.
    let edits = if script.pictures.len() < 100 || script.sounds.len() < 200 {
        &[]
    } else {
        edits
    };
    for edit in edits {
        edit.apply(&mut script);
    }
    script.events()
}

fn between(before: &[Event], after: &[Event], tolerance: Tolerance) -> Divergences {
    let whole = |events: &[Event]| {
        let last = events.last().map(|it| &it.what);
        matches!(last, Some(What::AttemptEnded(_)))
    };
    let strand = |events| Strand {
        events,
        whole: whole(events),
    };
    diverge(strand(before), strand(after), tolerance)
}

fn root(it: &Divergence) -> String {
    let side = match it.lacks {
        Some(DivergenceSide::After) => " -",
        Some(DivergenceSide::Before) => " +",
        None => "",
    };
    let count = match it.count {
        1 => String::new(),
        count => format!(" {count}"),
    };
    format!("{}{side}{count}", it.kind.name())
}

fn listed(found: &Divergences) -> String {
    let line = |it: &Divergence| {
        let (at, follows) = (it.begins(), it.follows);
        format!("\n{at} {} {:?} {:?} {follows:?}", root(it), it.media, it.by)
    };
    found.list.iter().map(line).collect()
}

#[test]
fn cases() {
    let text = include_str!("divergences.toml");
    let cases: Cases = toml::from_str(text).unwrap();
    for case in cases.case {
        let scene = case.scene.unwrap_or_else(plain);
        let before = events(&scene, &case.before);
        let after = events(case.after_scene.as_ref().unwrap_or(&scene), &case.after);
        let found = between(&before, &after, Tolerance::EXACT);
        let roots: Vec<String> = found.roots().map(root).collect();
        assert_eq!(roots, case.roots, "{}{}", case.name, listed(&found));
        let first = found.first();
        if let Some(by) = case.by {
            let found = first.and_then(|it| it.by).map(Span::as_millis_f64);
            assert_eq!(found, Some(by), "{}", case.name);
        }
        if let Some(media) = case.media {
            let found = first.and_then(|it| it.media).map(MediaTime::as_secs_f64);
            assert_eq!(found, Some(media), "{}", case.name);
        }
    }
}

fn mirrored(found: &Divergences) -> Vec<Divergence> {
    found.list.iter().map(Divergence::mirrored).collect()
}

/// The kind of divergence that it is when an event is there on one side only.
fn kinds_of(what: &What) -> &'static [&'static str] {
    match what {
        What::FramePresented { .. } => &[
            "picture-lacking",
            "picture-twice",
            "picture-stale",
            "seek-landing",
        ],
        What::FrameDecoded { .. } | What::AudioDecoded { .. } => &["decoding"],
        What::AudioWritten { .. } => &["sound-lacking", "sound-twice"],
        What::ClocksRead { .. } => &["clock"],
        What::StreamFound(_) | What::Opened(_) => &["streams"],
        What::CapsReported(_) | What::DeviceOpened(_) => &["device"],
        What::PlayStarted { .. } => &["start"],
        What::PlayEnded { .. } | What::AttemptEnded(_) => &["ending"],
        What::SeekAsked { .. }
        | What::SeekAnswered { .. }
        | What::Paused { .. }
        | What::Resumed { .. }
        | What::RateChanged { .. }
        | What::Restarted { .. }
        | What::AudioTrackSelected { .. } => &["control"],
        _ => &["scheduling"],
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn swapping_the_recordings_mirrors_what_differs(
        course in any_course(),
        other in any_course(),
        faults in proptest::collection::vec(any_fault(), 0..4),
        more in proptest::collection::vec(any_fault(), 0..4),
        same in any::<bool>(),
        cut in proptest::option::of(0.1..9.0_f64),
    ) {
        let edits = |faults: Vec<(Edit, &str, u64)>| -> Vec<Edit> {
            faults.into_iter().map(|(edit, _, _)| edit).collect()
        };
        let other = if same { course.clone() } else { other };
        let before = events(&conducted(course), &edits(faults));
        let scene = Scene { cut_at: cut, unsealed: cut.is_some(), ..conducted(other) };
        let after = events(&scene, &edits(more));
        for tolerance in [Tolerance::EXACT, Tolerance { run: Span::from_millis(25), real: true }] {
            let forth = between(&before, &after, tolerance);
            let back = between(&after, &before, tolerance);
            let forth = Divergences { list: mirrored(&forth) };
            prop_assert_eq!(listed(&forth), listed(&back));
            prop_assert_eq!(forth, back);
        }
    }

    #[test]
    fn a_play_does_not_differ_from_itself(scene in any_scene(), course in any_course()) {
        for scene in [scene, conducted(course)] {
            let events = events(&scene, &[]);
            prop_assert_eq!(between(&events, &events, Tolerance::EXACT), Divergences::default());
        }
    }

    #[test]
    fn whatever_differs_is_found(
        (edit, _, _) in any_fault(),
    ) {
        let before = events(&plain(), &[]);
        let after = events(&plain(), &[edit]);
        prop_assert_eq!(before == after, between(&before, &after, Tolerance::EXACT).is_empty());
    }

    #[test]
    fn an_event_that_is_gone_is_one_difference_at_its_place(
        course in any_course(),
        at in any::<proptest::sample::Index>(),
    ) {
        let before = events(&conducted(course), &[]);
        let at = at.index(before.len() - 1);
        let mut after = before.clone();
        let gone = after.remove(at);
        let found = between(&before, &after, Tolerance::EXACT);
        let roots: Vec<&Divergence> = found.roots().collect();
        prop_assert_eq!(roots.len(), 1, "{:?}: {:#?}", gone, roots);
        let root = roots[0];
        prop_assert!(kinds_of(&gone.what).contains(&root.kind.name()), "{:?}: {:#?}", gone, root);
        // Of two events that are alike it cannot be told which one is gone.
        let place = &before[root.before.event as usize];
        prop_assert_eq!(place.at, gone.at, "{:?}: {:#?}", gone, root);
    }

    #[test]
    fn any_order_of_events_is_compared_without_a_panic(
        scene in any_scene(),
        seed in proptest::collection::vec(any::<proptest::sample::Index>(), 0..50),
    ) {
        let before = events(&scene, &[]);
        let mut after = before.clone();
        for index in seed {
            let (a, length) = (index.index(after.len()), after.len());
            after.swap(a, (a * 7 + 3) % length);
        }
        let found = between(&before, &after, Tolerance::EXACT);
        prop_assert_eq!(before == after, found.is_empty());
        prop_assert_eq!(mirrored(&found), between(&after, &before, Tolerance::EXACT).list);
    }
}

#[test]
fn a_recording_without_an_end_is_compared_as_far_as_it_goes() {
    let before = events(&plain(), &[]);
    for cut in [0, 1, before.len() / 2, before.len() - 1] {
        let found = between(&before, &before[..cut], Tolerance::EXACT);
        assert_eq!(found.list, [], "cut at {cut}");
    }
}

#[test]
fn a_crash_is_one_difference() {
    let before = events(&plain(), &[]);
    let crashed = Scene {
        cut_at: Some(1.0),
        outcome: Some(Outcome::Signaled {
            signal: 11,
            name: "SIGSEGV".to_owned(),
        }),
        ..plain()
    };
    let found = between(&before, &events(&crashed, &[]), Tolerance::EXACT);
    let roots: Vec<String> = found.roots().map(root).collect();
    assert_eq!(roots, ["crash"], "{}", listed(&found));
}

#[test]
fn small_delays_on_the_real_clock_are_none() {
    let real = Tolerance {
        run: Span::from_millis(25),
        real: true,
    };
    let before = events(&plain(), &[]);
    let late = |by| Edit::Late {
        frames: (10, 12),
        by,
    };
    assert!(between(&before, &events(&plain(), &[late(0.02)]), real).is_empty());
    let found = between(&before, &events(&plain(), &[late(0.035)]), real);
    let roots: Vec<String> = found.roots().map(root).collect();
    assert_eq!(roots, ["picture-late 3"]);
}

/// Pictures, each `late` by so many nanoseconds, and sound: three events a picture and two a piece of sound.
fn million(late: impl Fn(u64) -> u64) -> Vec<Event> {
    let pictures = 200_000_u64;
    let each = (0..pictures).flat_map(|number| {
        let due = RunTime::from_nanos(number * 40_000_000);
        let at = RunTime::from_nanos(due.nanos() + late(number));
        let pts = MediaTime::from_nanos(due.nanos() as i64);
        let hash = ContentHash::Xxh3(number);
        let duration = Span::from_millis(40);
        [
            (
                due,
                What::AudioWritten {
                    pts,
                    samples: 1920,
                    duration,
                    hash,
                },
            ),
            (due, What::AudioPlayed { position: pts }),
            (
                due,
                What::FrameDecoded {
                    stream: 0,
                    pts: Some(pts),
                    duration,
                    marks: DecodeMarks::default(),
                },
            ),
            (at, What::FramePresented { pts, due, hash }),
            (
                at,
                What::ClocksRead {
                    audio: Some(pts),
                    video: Some(pts),
                    master: pts,
                },
            ),
        ]
    });
    each.map(|(at, what)| Event { at, what }).collect()
}

#[test]
#[ignore = "a measurement, not a test"]
#[expect(clippy::print_stdout, reason = "a measurement is shown")]
fn a_million_events_a_side() {
    let before = million(|_| 0);
    let took = |what, late: &dyn Fn(u64) -> u64| {
        let after = million(late);
        let mut best = f64::INFINITY;
        for _ in 0..5 {
            let begin = Instant::now();
            let found = between(&before, &after, Tolerance::EXACT);
            best = best.min(begin.elapsed().as_secs_f64());
            assert!(!found.is_empty(), "{what}");
        }
        println!(
            "{} events a side, {what}: {:.1} ms",
            before.len(),
            best * 1e3
        );
    };
    took("one picture late", &|number| {
        if number == 100_000 { 7_000_000 } else { 0 }
    });
    took("every picture late by 7 ms", &|_| 7_000_000);
    took("every picture late by another time", &|number| {
        (number * 7 % 13 + 1) * 1_000_000
    });
    took("ever later", &|number| 1_000 * (1 + number / 8));
}
