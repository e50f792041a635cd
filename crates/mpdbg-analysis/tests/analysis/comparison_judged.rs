//! Comparisons of plays that were judged.

use mpdbg_analysis::{ComparedPlay, DefectChange, Known, Profile, Standing, Turn, judge};
use mpdbg_model::{Clock, Outcome, Span, What};
use proptest::prelude::*;
use serde::Deserialize;

use crate::comparison_sides::{of_play, of_plays};
use crate::edit::Edit;
use crate::properties::{any_course, any_fault, conducted, plain};
use crate::scene::Scene;
use crate::script::Script;

/// The play of `scene` with these faults, judged.
pub(crate) fn played(scene: &Scene, edits: &[Edit]) -> ComparedPlay {
    let mut script = Script::of(scene);
    for edit in edits {
        edit.apply(&mut script);
    }
    let (events, expected) = (script.events(), scene.expected());
    let known = Known {
        expected: expected.as_ref(),
        ..Known::default()
    };
    let caps = events.iter().find_map(|event| match event.what {
        What::CapsReported(caps) => Some(caps),
        _ => None,
    });
    ComparedPlay {
        outcome: scene.outcome.clone().unwrap_or(Outcome::Finished),
        clock: Clock::Virtual,
        caps,
        judgement: judge(&events, known, &Profile::default()),
        events,
        length: Span::from_secs(4),
        load: None,
    }
}

/// `comparisons.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    case: Vec<ToldCase>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldCase {
    name: String,
    scene: Scene,
    #[serde(default)]
    before: Vec<Edit>,
    #[serde(default)]
    after: Vec<Edit>,
    standing: String,
    same: u64,
    #[serde(default)]
    changes: Vec<ToldChange>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ToldChange {
    rule: String,
    turn: String,
    at: Option<f64>,
}

impl From<&DefectChange> for ToldChange {
    fn from(change: &DefectChange) -> Self {
        let place = change.shown().and_then(|it| it.media);
        let millis = place.map(|it| (it.from.nanos() as f64 / 1e6).round());
        Self {
            rule: change.rule.to_string(),
            turn: format!("{:?}", change.turn).to_lowercase(),
            at: millis.map(|it| it / 1e3),
        }
    }
}

#[test]
fn every_told_case_compares_so() {
    let told: Told = toml::from_str(include_str!("comparisons.toml")).unwrap();
    for told in told.case {
        let sides = [&told.before, &told.after].map(|edits| [played(&told.scene, edits)]);
        let case = of_plays(&sides[0], &sides[1]);
        let changes: Vec<ToldChange> = case.changes.iter().map(ToldChange::from).collect();
        let stands = case.standing.words();
        let found = (stands, case.same, changes);
        let wanted = (&*told.standing, told.same, told.changes);
        assert_eq!(found, wanted, "{}", told.name);
        let mirror = of_plays(&sides[1], &sides[0]);
        assert_eq!(mirror.standing, case.standing.mirrored(), "{}", told.name);
    }
}

fn crashed() -> Outcome {
    Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    }
}

/// Faults of pictures within these frames and of sound beside them.
fn faults_within(first: usize, last: usize) -> impl Strategy<Value = Vec<Edit>> {
    let one = (first..=last, 0..5_usize, 0..7_u8).prop_map(move |(frame, more, kind)| {
        let frames = (frame, (frame + more).min(last));
        let pieces = (frames.0 * 2, frames.1 * 2);
        match kind {
            0 => Edit::Late { frames, by: 0.03 },
            1 => Edit::Lose { frames },
            2 => Edit::Undecode { frames },
            3 => Edit::Discard { frames, by: 0.05 },
            4 => Edit::Mark { frames, errors: 2 },
            5 => Edit::Mute { pieces },
            _ => Edit::MarkSound { pieces, errors: 1 },
        }
    });
    proptest::collection::vec(one, 0..4)
}

fn found(changes: &[DefectChange]) -> Vec<(&'static str, Turn)> {
    changes.iter().map(|it| (it.rule.0, it.turn)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_fault_more_is_one_regression_and_one_less_an_improvement((edit, rule, _) in any_fault()) {
        let (clean, faulty) = (played(&plain(), &[]), played(&plain(), &[edit]));
        let worse = of_play(&clean, &faulty);
        prop_assert_eq!(found(&worse.changes), [(rule, Turn::New)]);
        prop_assert_eq!(worse.standing, Standing::Regressed);
        let better = of_play(&faulty, &clean);
        prop_assert_eq!(found(&better.changes), [(rule, Turn::Fixed)]);
        prop_assert_eq!(better.standing, Standing::Improved);
    }

    #[test]
    fn a_play_against_itself_is_the_same(
        faults in proptest::collection::vec(any_fault(), 0..6),
        course in any_course(),
    ) {
        let edits: Vec<Edit> = faults.into_iter().map(|(edit, _, _)| edit).collect();
        for play in [played(&plain(), &edits), played(&conducted(course), &[])] {
            let case = of_play(&play, &play);
            prop_assert_eq!((case.standing, case.changes.len()), (Standing::Same, 0));
            prop_assert_eq!(case.same, play.judgement.defects.len() as u64);
            prop_assert_eq!(case.content, None);
        }
    }

    #[test]
    fn what_both_show_before_a_crash_is_the_same_and_nothing_behind_it_counts(
        early in faults_within(5, 35),
        late in faults_within(60, 95),
        cut in 1.7..2.2_f64,
    ) {
        let edits: Vec<Edit> = early.into_iter().chain(late).collect();
        let whole = played(&plain(), &edits);
        let scene = Scene { cut_at: Some(cut), outcome: Some(crashed()), ..plain() };
        let cut = played(&scene, &edits);
        let worse = of_play(&whole, &cut);
        prop_assert_eq!(found(&worse.changes), [("life::crash", Turn::New)]);
        prop_assert_eq!(worse.standing, Standing::Regressed);
        let better = of_play(&cut, &whole);
        prop_assert_eq!(found(&better.changes), [("life::crash", Turn::Fixed)]);
        prop_assert_eq!(better.standing, Standing::Improved);
    }

    #[test]
    fn a_crash_in_a_play_that_was_moved_is_one_regression(course in any_course(), cut in 0.5..8.0_f64) {
        let whole = played(&conducted(course.clone()), &[]);
        let scene = Scene { cut_at: Some(cut), outcome: Some(crashed()), ..conducted(course) };
        let case = of_plays(&[whole], &[played(&scene, &[])]);
        prop_assert_eq!(found(&case.changes), [("life::crash", Turn::New)]);
        prop_assert_eq!(case.standing, Standing::Regressed);
    }

    #[test]
    fn plays_of_two_builds_that_differ_in_the_same_way_are_no_regression(
        faults in proptest::collection::vec(any_fault(), 2..6),
        order in any::<prop::sample::Index>(),
    ) {
        let plays: Vec<ComparedPlay> =
            faults.into_iter().map(|(edit, _, _)| played(&plain(), &[edit])).collect();
        let mut turned = plays.clone();
        turned.rotate_left(order.index(plays.len()));
        let case = of_plays(&plays, &turned);
        prop_assert!(matches!(case.standing, Standing::Same | Standing::Flaky), "{:?}", case);
        prop_assert!(case.changes.iter().all(|it| it.turn == Turn::Moved), "{:?}", case);
    }
}

#[test]
fn plays_on_the_virtual_clock_that_differ_are_a_defect_of_their_own() {
    let (clean, late) = (
        played(&plain(), &[]),
        played(
            &plain(),
            &[Edit::Late {
                frames: (50, 50),
                by: 0.03,
            }],
        ),
    );
    let case = of_plays(&[clean.clone(), clean.clone()], &[clean, late]);
    assert_eq!(
        found(&case.changes),
        [("life::nondeterministic", Turn::New)]
    );
    let rates: Vec<_> = case.rates.iter().map(|it| it.rule.0).collect();
    assert_eq!(rates, ["picture::late"]);
    assert_eq!(case.standing, Standing::Regressed);
}

#[test]
fn what_a_loop_shows_again_is_found_again() {
    let scene = Scene {
        loops: 1,
        ..plain()
    };
    let late = |frame| Edit::Late {
        frames: (frame, frame),
        by: 0.03,
    };
    let both = played(&scene, &[late(20), late(120)]);
    let first = played(&scene, &[late(20)]);
    assert_eq!(both.judgement.defects.len(), 2);
    let case = of_play(&both, &first);
    assert_eq!(found(&case.changes), [("picture::late", Turn::Fixed)]);
    assert_eq!(case.same, 1);
    assert_eq!(case.content, None);
}
