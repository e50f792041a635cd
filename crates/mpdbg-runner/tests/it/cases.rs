//! Each sample is played under each scenario of the session, and counted as often.

use mpdbg_model::Outcome;
use mpdbg_session::Recording;

use crate::stage::{PATIENT, Stage};

const GOOD: &str = "cp \"$1/good\" \"$4\"";

/// `loop-twice` is refused, `seek-back` crashes unless it is retried.
const PLAYER: &str = "case \"$4\" in
    */loop-twice/*) cp \"$1/refused\" \"$4\";;
    */seek-back/*.retry-1.dbg) cp \"$1/good\" \"$4\";;
    */seek-back/*) exit 1;;
    *) cp \"$1/good\" \"$4\";;
esac";

fn stage(scenarios: &[&str]) -> Stage {
    Stage::with_scenarios(&["a", "b"], PATIENT, scenarios)
}

#[test]
fn a_refused_case_has_its_own_bucket_and_is_not_played_again() {
    let stage = stage(&["play", "loop-twice", "seek-back"]);
    let player = stage.script(PLAYER);
    let totals = stage.run(&player, 2, |run| run.play().unwrap());
    assert_eq!(
        (totals.finished, totals.not_applicable, totals.crashed),
        (2, 2, 2)
    );
    assert_eq!(totals.all(), 6);
    let again = stage.run(&player, 2, |run| run.play().unwrap());
    assert_eq!(again.all(), 0, "nothing is left to play");
    let retried = stage.run(&player, 2, |run| run.retry_crashed(3, false).unwrap());
    assert_eq!((retried.finished, retried.all()), (2, 2));
    let crashes = stage.session.crashes().unwrap().unwrap();
    let names: Vec<String> = crashes
        .sometimes_crashed
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(names, ["a [seek-back]", "b [seek-back]"]);
    assert_eq!(
        (crashes.total_retries, crashes.always_crashed.len()),
        (2, 0)
    );
}

#[test]
fn a_recording_says_which_case_it_is_of() {
    let stage = stage(&["seek-back"]);
    stage.play("exit 3");
    for case in stage.session.cases().unwrap() {
        let files = stage.session.attempt_files(&case, 0);
        let recording = Recording::open(&files.recording).unwrap();
        let header = recording.header().unwrap();
        assert_eq!(header.case(), case);
    }
}

#[test]
fn a_run_that_was_stopped_goes_on_with_the_cases_that_are_left() {
    let stage = stage(&["play", "loop-twice"]);
    let sometimes =
        format!("case \"$4\" in */loop-twice/*) cp \"$1/stopped\" \"$4\";; *) {GOOD};; esac");
    let first = stage.play(&sometimes);
    assert_eq!((first.finished, first.interrupted), (2, 2));
    let second = stage.play(GOOD);
    assert_eq!((second.finished, second.all()), (2, 2));
    let started = stage.told.started.lock().unwrap();
    let last: Vec<_> = started.iter().rev().take(2).cloned().collect();
    let named = |name: &str| (format!("{name} [loop-twice]"), 1);
    assert_eq!(last, [named("b"), named("a")]);
}

#[test]
fn a_player_is_told_its_scenario() {
    let stage = stage(&["play", "seek-back"]);
    let totals = stage.play(&format!(
        "case \"$2\" in *'\"name\":\"seek-back\"'*) exit 9;; *) {GOOD};; esac"
    ));
    assert_eq!((totals.finished, totals.crashed), (2, 2));
    let crash = Outcome::Exited { code: 9 };
    assert_eq!(
        stage.outcomes().iter().filter(|it| **it == crash).count(),
        2
    );
}
