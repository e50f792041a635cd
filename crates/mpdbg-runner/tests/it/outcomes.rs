//! Every end of a player is named, recorded, and leaves nothing behind.

use std::fs;
use std::io::Read;
use std::sync::mpsc;
use std::time::Duration;

use mpdbg_model::{Hang, Limits, Outcome};
use mpdbg_session::Recording;

use crate::stage::{PATIENT, Stage};

const GOOD: &str = "cp \"$1/good\" \"$4\"";

/// The outcome of playing one sample with `script`; it is also what the sealed recording says.
fn outcome(script: &str, limits: Limits) -> Outcome {
    let stage = Stage::new(&["a"], limits);
    let totals = stage.play(script);
    assert_eq!(totals.all(), 1);
    let told = stage.outcomes().remove(0);
    let case = &stage.session.cases().unwrap()[0];
    let files = stage.session.attempt_files(case, 0);
    let recording = Recording::open(&files.recording).unwrap();
    assert_eq!(recording.outcome(), Some(&told), "{recording:?}");
    told
}

#[test]
fn players_that_end_by_themselves() {
    assert_eq!(outcome(GOOD, PATIENT), Outcome::Finished);
    let failed = "cp \"$1/failed\" \"$4\"";
    assert_eq!(outcome(failed, PATIENT), Outcome::OpenFailed);
    let refused = Outcome::NotApplicable {
        reason: "it cannot seek".to_owned(),
    };
    assert_eq!(outcome("cp \"$1/refused\" \"$4\"", PATIENT), refused);
    assert_eq!(outcome("exit 3", PATIENT), Outcome::Exited { code: 3 });
    let stopped = "cp \"$1/stopped\" \"$4\"";
    assert_eq!(outcome(stopped, PATIENT), Outcome::Interrupted);
    let killed = Outcome::Signaled {
        signal: 11,
        name: "SIGSEGV".to_owned(),
    };
    assert_eq!(outcome(&format!("{GOOD}; kill -SEGV $$"), PATIENT), killed);
    let full = Outcome::RecordingFailed {
        reason: "disk full".to_owned(),
    };
    assert_eq!(outcome("echo disk full >&2; exit 74", PATIENT), full);
}

#[test]
fn players_that_hang_are_told_apart_by_their_cpu() {
    let limits = Limits {
        hang_ms: 600,
        ..PATIENT
    };
    let hung = |script: &str| match outcome(script, limits) {
        Outcome::Hung { how, silent_ms } => {
            assert!(silent_ms >= 600, "{silent_ms} ms");
            how
        }
        other => panic!("{other}"),
    };
    assert_eq!(hung(&format!("{GOOD}; exec sleep 1000")), Hang::Waiting);
    assert_eq!(hung("while :; do :; done"), Hang::Spinning);
}

#[test]
fn a_player_that_still_reads_its_sample_before_it_plays_does_not_hang() {
    if !std::path::Path::new("/proc/self/io").exists() {
        return;
    }
    let limits = Limits {
        hang_ms: 600,
        ..PATIENT
    };
    let reads = "for i in 1 2 3 4 5 6 7 8; do sleep 0.2; read line <\"$3\"; done";
    assert_eq!(
        outcome(&format!("{reads}; {GOOD}"), limits),
        Outcome::Finished
    );
    let late = outcome(&format!("{GOOD}; {reads}; {reads}"), limits);
    assert!(matches!(late, Outcome::Hung { .. }), "{late}");
}

#[test]
fn players_that_take_too_long_or_write_too_much_are_ended() {
    let limits = Limits {
        timeout_ms: 300,
        ..PATIENT
    };
    let slow = Outcome::TimedOut { limit_ms: 300 };
    assert_eq!(outcome("exec sleep 1000", limits), slow);
    let limits = Limits {
        recording_bytes: 1 << 20,
        ..PATIENT
    };
    let flood =
        format!("{GOOD}; head -c 2000000 /dev/zero | tr '\\0' A >> \"$4\"; exec sleep 1000");
    let flooded = Outcome::Flooded { limit: 1 << 20 };
    assert_eq!(outcome(&flood, limits), flooded);
}

#[test]
fn a_player_that_cannot_be_started_is_a_failed_recording() {
    let stage = Stage::new(&["a", "b"], PATIENT);
    let mut player = stage.script(GOOD);
    player.program = stage.dir.path().join("missing");
    let totals = stage.run(&player, 1, |run| run.play().unwrap());
    assert_eq!((totals.recording_failed, totals.not_started), (1, 1));
    assert!(totals.failure.unwrap().contains("missing"));
    assert!(totals.stopped);
}

#[test]
fn what_a_player_does_to_its_own_recording_does_not_stop_the_others() {
    let stage = Stage::new(&["a", "b", "c", "d", "e", "f"], PATIENT);
    let old = stage.dir.path().join("old");
    fs::copy(stage.dir.path().join("good"), &old).unwrap();
    mpdbg_session::seal(&old, &Outcome::Finished).unwrap();
    let script = format!(
        "case $3 in
        */a) echo garbage > \"$4\";;
        */b) head -c 20 \"$1/good\" > \"$4\";;
        */c) mkdir \"$4\";;
        */d) cp \"$1/old\" \"$4\";;
        */e) echo 'it is there already' >&2; exit 74;;
        *) {GOOD};; esac"
    );
    let totals = stage.play(&script);
    assert_eq!((totals.recording_failed, totals.finished), (5, 1));
    assert_eq!((totals.not_started, totals.stopped), (0, false));
    // Evidence is not thrown away: what could not be sealed lies where the player left it.
    let files = stage
        .session
        .attempt_files(&stage.session.cases().unwrap()[0], 0);
    assert_eq!(fs::read(files.recording).unwrap(), b"garbage\n");
}

#[test]
fn a_disk_that_refuses_stops_the_run() {
    let stage = Stage::new(&["a", "b", "c"], PATIENT);
    let full = rustix::io::Errno::NOSPC;
    let said = std::io::Error::from(full);
    let totals = stage.play(&format!("echo 'x: {said}' >&2; exit 74"));
    assert_eq!((totals.recording_failed, totals.not_started), (1, 2));
    assert!(totals.stopped);
}

#[test]
fn what_a_player_writes_is_kept_and_silence_leaves_no_file() {
    let stage = Stage::new(&["a"], PATIENT);
    stage.play(&format!("echo oops >&2; {GOOD}"));
    let case = &stage.session.cases().unwrap()[0];
    let files = stage.session.attempt_files(case, 0);
    assert_eq!(fs::read(&files.stderr).unwrap(), b"oops\n");
    assert!(!files.stdout.exists());
}

#[test]
fn nothing_is_left_behind_even_after_an_orderly_end() {
    let stage = Stage::new(&["a"], PATIENT);
    let pipe = stage.dir.path().join("pipe");
    let mode = rustix::fs::Mode::from(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let (send, all_gone) = mpsc::channel();
    std::thread::spawn(move || {
        // The pipe ends when the last process that holds it has ended.
        let mut text = String::new();
        fs::File::open(pipe)
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        send.send(text).unwrap();
    });
    stage.play(&format!(
        "exec 8>\"$1/pipe\"; {GOOD}; sleep 1000 & echo begun >&8"
    ));
    assert_eq!(stage.outcomes(), [Outcome::Finished]);
    let text = all_gone.recv_timeout(Duration::from_secs(30));
    assert_eq!(text.as_deref(), Ok("begun\n"));
}

#[test]
fn samples_that_vanished_or_changed_are_not_recorded_and_the_rest_is() {
    let stage = Stage::new(&["a", "b", "c"], PATIENT);
    let samples = stage.dir.path().join("samples");
    fs::write(samples.join("a"), "other").unwrap();
    fs::remove_file(samples.join("b")).unwrap();
    let totals = stage.play(GOOD);
    assert_eq!((totals.finished, totals.all()), (1, 3));
    let reasons: Vec<_> = totals
        .not_recorded
        .iter()
        .map(|it| (it.case.sample.as_str(), it.reason.as_str()))
        .collect();
    assert!(
        matches!(reasons[..], [("a", a), ("b", b)] if a.contains("changed") && b.contains("vanished"))
    );
    assert_eq!(stage.told.not_recorded.lock().unwrap().len(), 2);
    assert_eq!(stage.told.started.lock().unwrap().len(), 1);
}

#[test]
fn a_second_play_does_only_what_is_missing() {
    let stage = Stage::new(&["a", "b"], PATIENT);
    let sometimes = format!("case $3 in */a) {GOOD};; *) cp \"$1/stopped\" \"$4\";; esac");
    let first = stage.play(&sometimes);
    assert_eq!((first.finished, first.interrupted), (1, 1));
    let second = stage.play(GOOD);
    assert_eq!((second.finished, second.all()), (1, 1));
    let started = stage.told.started.lock().unwrap().clone();
    let named = |name: &str, attempt| (name.to_owned(), attempt);
    assert_eq!(started, [named("a", 0), named("b", 0), named("b", 1)]);
    drop(started);
    assert_eq!(stage.play(GOOD).all(), 0);
}
