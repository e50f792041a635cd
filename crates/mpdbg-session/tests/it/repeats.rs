//! A case that is played several times: each play has recordings and retries of its own.

use mpdbg_model::{Case, Outcome, RecordingHeader};
use mpdbg_session::{AttemptState, Recorder, Session, SessionError, Store, Telling, Untold, seal};

use crate::events::header;
use crate::golden::golden;
use crate::sessions::{configuration, create_with};

fn session(store: &Store, repeats: u32) -> Session {
    let mut configuration = configuration();
    configuration.repeats = repeats;
    create_with(store, "s", &configuration).unwrap()
}

/// Records an attempt at `case` by a player that says it is `of`, and ends it, or not.
fn attempt_of(session: &Session, case: &Case, of: &Case, outcome: Option<&Outcome>) {
    let lock = session.lock().unwrap();
    let tried = &session.attempts(std::slice::from_ref(case)).unwrap()[0];
    let files = session.new_attempt(&lock, tried).unwrap();
    let header = RecordingHeader {
        sample: of.sample.clone(),
        repeat: of.repeat,
        attempt: files.number,
        ..header()
    };
    let recorder = Recorder::create(&files.recording, &header).unwrap();
    recorder.finish().unwrap();
    if let Some(outcome) = outcome {
        seal(&files.recording, outcome).unwrap();
    }
}

fn attempt(session: &Session, case: &Case, outcome: Option<&Outcome>) {
    attempt_of(session, case, case, outcome);
}

/// What can be told of the case at this place of the session.
fn told(session: &Session, at: usize) -> Result<Telling, Untold> {
    session.read_telling(&session.case_files().unwrap()[at])
}

#[test]
fn all_cases_are_played_once_and_then_again() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), 2);
    let cases = session.cases().unwrap();
    let words: Vec<String> = cases.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        [
            "a/clip.mp4",
            "two\\x0alines",
            "-y.ts",
            "a/clip.mp4 #2",
            "two\\x0alines #2",
            "-y.ts #2"
        ]
    );
    attempt(&session, &cases[0], Some(&Outcome::Finished));
    attempt(&session, &cases[3], Some(&Outcome::Exited { code: 1 }));
    attempt(&session, &cases[3], Some(&Outcome::Finished));
    for file in [
        "a/clip.mp4.dbg",
        "_repeat/2/a/clip.mp4.dbg",
        "_repeat/2/a/clip.mp4.retry-1.dbg",
    ] {
        assert!(session.dbg_dir().join(file).is_file(), "{file}");
    }
    let lock = session.lock().unwrap();
    let crashes = session.write_crashes(&lock).unwrap();
    assert_eq!(crashes.sometimes_crashed, cases[3..4]);
    assert_eq!(session.crashes().unwrap().unwrap(), crashes);
    let report = session.case_report_path(&cases[3], "all");
    assert!(report.ends_with("reports/_repeat/2/a/clip.mp4.all.txt"));
    let shared = session.expected_path(&cases[3].sample);
    assert!(shared.ends_with("dbg/a/clip.mp4.expected"));
}

#[test]
fn the_newest_attempt_that_tells_something_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), 1);
    let cases = session.cases().unwrap();
    let case = &cases[0];
    assert_eq!(told(&session, 0), Err(Untold::NeverPlayed));
    let crash = Outcome::Exited { code: 1 };
    attempt(&session, case, Some(&crash));
    attempt(&session, case, Some(&Outcome::Finished));
    attempt(&session, case, Some(&Outcome::Interrupted));
    attempt(&session, case, None);
    let telling = told(&session, 0).unwrap();
    assert_eq!((telling.attempt, &telling.outcome), (1, &Outcome::Finished));
    assert_eq!(
        (telling.header.case(), telling.events.len()),
        (case.clone(), 1)
    );
    let files = session.case_files().unwrap();
    let known = session.attempts_at(&files[0], Some(&telling));
    assert_eq!(known, session.attempts(&cases).unwrap()[0]);
    assert_eq!(known.judged().unwrap().number, telling.attempt);
}

#[test]
fn a_case_that_nothing_can_be_told_of_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), 1);
    let cases = session.cases().unwrap();
    attempt(&session, &cases[0], Some(&Outcome::Interrupted));
    attempt(&session, &cases[0], None);
    attempt_of(&session, &cases[1], &cases[2], Some(&Outcome::Finished));
    let last = |at| match told(&session, at) {
        Err(Untold::Void { last, events }) => (last.number, last.state, events),
        other => panic!("{other:?}"),
    };
    assert_eq!(last(0), (1, AttemptState::Unfinished, 0));
    let (_, state, _) = last(1);
    let AttemptState::Damaged { what } = state else {
        panic!("{state:?}")
    };
    assert_eq!(what, "it is a recording of `-y.ts`");
    let file = session.attempt_files(&cases[2], 0).recording;
    std::fs::write(&file, "no recording").unwrap();
    assert!(matches!(last(2).1, AttemptState::Damaged { .. }));
}

#[test]
fn the_number_of_plays_can_be_raised_until_the_session_is_protected() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let mut session = session(&store, 2);
    let lock = session.lock().unwrap();
    session.raise_repeats(&lock, 3).unwrap();
    assert_eq!(session.cases().unwrap().len(), 9);
    assert_eq!(store.open("s").unwrap().configuration().repeats, 3);
    for wrong in [0, 2, 1001] {
        let error = session.raise_repeats(&lock, wrong).unwrap_err();
        assert!(matches!(error, SessionError::Repeats { present: 3, .. }));
    }
    session.protect(&lock).unwrap();
    drop(lock);
    assert!(session.lock().is_err());
}

#[test]
fn configurations_of_earlier_formats_are_read_and_written_as_the_newest() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let path = session(&store, 1).dir().join("configuration.json");
    for (format, scenarios, late) in [(1, 1, 20), (2, 2, 21)] {
        let file = golden(&format!("configuration-{format}.json"));
        std::fs::write(&path, std::fs::read(file).unwrap()).unwrap();
        let mut session = store.open("s").unwrap();
        let before = session.configuration().clone();
        assert_eq!((before.format, before.repeats), (format, 1));
        assert_eq!(before.scenarios.len(), scenarios);
        assert_eq!(
            (before.profile.late_ms, before.player.clone()),
            (late, None)
        );
        session.protect_reports().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("{\n  \"format\": 3,"), "{text}");
        let after = store.open("s").unwrap().configuration().clone();
        assert_eq!(after, *session.configuration());
        assert_eq!(after.scenarios, before.scenarios);
    }
}

#[test]
fn figures_that_are_not_possible_are_told_with_their_place() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let path = session(&store, 1).dir().join("configuration.json");
    let whole = std::fs::read_to_string(golden("configuration-2.json")).unwrap();
    for (from, to, words) in [
        (
            "\"late_ms\": 21",
            "\"late_ms\": -1",
            "profile.late_ms: late_ms is negative",
        ),
        (
            "\"for_ms\": 50",
            "\"for_ms\": 0",
            "machine.stalls.0.for_ms: for_ms is not between 1 and 600000",
        ),
        (
            "\"format\": 2",
            "\"format\": 3, \"repeats\": 0",
            "repeats is not between 1 and 1000",
        ),
        (
            "\"format\": 2",
            "\"format\": 3, \"player\": {\"program\": \"x\", \"version\": \"\"}",
            "player.program: not an absolute path",
        ),
    ] {
        assert!(whole.contains(from), "{from}");
        std::fs::write(&path, whole.replace(from, to)).unwrap();
        let error = store.open("s").unwrap_err().to_string();
        assert!(error.contains("configuration.json"), "{error}");
        assert!(error.ends_with(words), "{error}");
    }
}
