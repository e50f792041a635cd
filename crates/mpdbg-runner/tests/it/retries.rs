//! Crashed samples are played again until they are clean or their retries are used up.

use std::fs;

use mpdbg_model::{Case, SampleName};

use crate::stage::{PATIENT, Stage};

/// `clean` plays at once, `second` at its second retry, `never` never.
const PLAYER: &str = "case \"$4\" in
    */clean.dbg | */second.retry-2.dbg) cp \"$1/good\" \"$4\";;
    *) kill -SEGV $$;;
esac";

fn case(name: &str) -> Case {
    Case::plain(SampleName::parse(name).unwrap())
}

#[test]
fn retries_end_when_clean_or_used_up() {
    let stage = Stage::new(&["clean", "never", "second"], PATIENT);
    let player = stage.script(PLAYER);
    let first = stage.run(&player, 2, |run| run.play().unwrap());
    assert_eq!((first.finished, first.crashed), (1, 2));

    let retried = stage.run(&player, 2, |run| run.retry_crashed(3, false).unwrap());
    assert_eq!(
        (retried.finished, retried.crashed, retried.all()),
        (1, 1, 2)
    );
    let crashes = stage.session.crashes().unwrap().unwrap();
    assert_eq!(crashes.total_retries, 5);
    assert_eq!(crashes.sometimes_crashed, [case("second")]);
    assert_eq!(crashes.always_crashed, [case("never")]);

    let again = stage.run(&player, 2, |run| run.retry_crashed(3, false).unwrap());
    assert_eq!(again.all(), 0, "the retries are used up");
    let anew = stage.run(&player, 2, |run| run.retry_crashed(1, true).unwrap());
    assert_eq!((anew.crashed, anew.all()), (1, 1));
    let attempts = stage.session.attempts(&[case("never")]).unwrap();
    assert_eq!(attempts[0].attempts.len(), 5, "every attempt is kept");
}

#[test]
fn each_play_of_a_case_has_retries_of_its_own() {
    let mut stage = Stage::new(&["a", "b"], PATIENT);
    let lock = stage.session.lock().unwrap();
    stage.session.raise_repeats(&lock, 2).unwrap();
    drop(lock);
    let player = stage.script(
        "case \"$4\" in
            */_repeat/2/a.dbg | */_repeat/2/a.retry-1.dbg) exit 1;;
            *) cp \"$1/good\" \"$4\";;
        esac",
    );
    let first = stage.run(&player, 1, |run| run.play().unwrap());
    assert_eq!((first.finished, first.crashed), (3, 1));
    let told = stage.told.started.lock().unwrap().clone();
    let order: Vec<&str> = told.iter().map(|(case, _)| case.as_str()).collect();
    assert_eq!(order, ["a", "b", "a #2", "b #2"]);
    let retried = stage.run(&player, 1, |run| run.retry_crashed(5, false).unwrap());
    assert_eq!((retried.finished, retried.all()), (1, 1));
    let cases = stage.session.cases().unwrap();
    let attempts = stage.session.attempts(&cases).unwrap();
    let counts: Vec<usize> = attempts.iter().map(|it| it.attempts.len()).collect();
    assert_eq!(counts, [1, 1, 3, 1]);
    let crashes = stage.session.crashes().unwrap().unwrap();
    assert_eq!(crashes.sometimes_crashed, cases[2..3]);
}

#[test]
fn a_missing_recording_or_sample_does_not_end_the_retry() {
    let stage = Stage::new(&["gone", "never", "second"], PATIENT);
    let player = stage.script(PLAYER);
    stage.run(&player, 1, |run| run.play().unwrap());
    fs::remove_file(stage.session.attempt_files(&case("never"), 0).recording).unwrap();
    fs::remove_file(stage.dir.path().join("samples/gone")).unwrap();
    let retried = stage.run(&player, 1, |run| run.retry_crashed(5, false).unwrap());
    assert_eq!((retried.finished, retried.all()), (1, 2));
    assert_eq!(retried.not_recorded.len(), 1);
}

#[test]
fn a_failed_recording_stops_the_run_and_is_in_the_totals() {
    let stage = Stage::new(&["a", "b", "c"], PATIENT);
    let totals =
        stage.play("case \"$3\" in */a) exit 1;; *) echo 'No space left on device (os error 28)' >&2; exit 74;; esac");
    assert_eq!(
        (totals.crashed, totals.recording_failed, totals.not_started),
        (1, 1, 1)
    );
    assert_eq!(
        totals.failure.as_deref(),
        Some("No space left on device (os error 28)")
    );
}
