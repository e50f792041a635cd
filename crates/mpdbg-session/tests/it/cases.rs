//! One sample under several scenarios: each has recordings of its own, and they share what is the
//! sample's.

use mpdbg_model::{
    Case, ContentHash, ExpectedTimeline, Outcome, Reference, ReferencePicture, SampleName,
    Scenario, ScenarioName,
};
use mpdbg_session::{
    AttemptState, Recorder, RecordingError, Session, Store, read_expected, read_reference, seal,
    write_expected, write_reference,
};

use crate::events::{header, media};
use crate::sessions::{configuration, create_with};

fn session(store: &Store, scenarios: &[&str]) -> Session {
    let mut configuration = configuration();
    configuration.scenarios = scenarios
        .iter()
        .map(|name| Scenario {
            name: ScenarioName::parse(name).unwrap(),
            ..Scenario::default()
        })
        .collect();
    create_with(store, "s", &configuration).unwrap()
}

fn attempt(session: &Session, case: &Case, outcome: &Outcome) {
    let lock = session.lock().unwrap();
    let tried = &session.attempts(std::slice::from_ref(case)).unwrap()[0];
    let files = session.new_attempt(&lock, tried).unwrap();
    let recorder = Recorder::create(&files.recording, &header()).unwrap();
    recorder.finish().unwrap();
    seal(&files.recording, outcome).unwrap();
}

#[test]
fn every_sample_has_every_scenario_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), &["seek-back", "play"]);
    let cases: Vec<String> = session
        .cases()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        cases,
        [
            "a/clip.mp4 [seek-back]",
            "a/clip.mp4",
            "two\\x0alines [seek-back]",
            "two\\x0alines",
            "-y.ts [seek-back]",
            "-y.ts",
        ]
    );
}

#[test]
fn scenarios_of_a_sample_do_not_touch_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), &["play", "loop-twice"]);
    let cases = session.cases().unwrap();
    let (plain, looped) = (&cases[0], &cases[1]);
    let refused = Outcome::NotApplicable {
        reason: "it cannot seek".to_owned(),
    };
    attempt(&session, looped, &Outcome::Exited { code: 1 });
    attempt(&session, looped, &refused);
    attempt(&session, plain, &Outcome::Finished);
    let dbg = session.dbg_dir();
    for file in [
        "a/clip.mp4.dbg",
        "_scenario/loop-twice/a/clip.mp4.dbg",
        "_scenario/loop-twice/a/clip.mp4.retry-1.dbg",
    ] {
        assert!(dbg.join(file).is_file(), "{file}");
    }
    let found = session.attempts(&cases).unwrap();
    assert_eq!((found[0].attempts.len(), found[1].attempts.len()), (1, 2));
    assert_eq!(found[1].attempts[1].state, AttemptState::Ended(refused));
    let lock = session.lock().unwrap();
    let crashes = session.write_crashes(&lock).unwrap();
    assert_eq!(crashes.sometimes_crashed, cases[1..2]);
    let report = session.case_report_path(looped, "all");
    assert!(report.ends_with("reports/_scenario/loop-twice/a/clip.mp4.all.txt"));
}

#[test]
fn what_a_sample_promises_is_there_for_all_its_scenarios() {
    let dir = tempfile::tempdir().unwrap();
    let session = session(&Store::new(dir.path()), &["loop-twice"]);
    let case = &session.cases().unwrap()[0];
    attempt(&session, case, &Outcome::Finished);
    let timeline = ExpectedTimeline::default();
    let path = session.expected_path(&case.sample);
    assert!(path.ends_with("dbg/a/clip.mp4.expected"));
    write_expected(&path, &case.sample, &timeline).unwrap();
    assert_eq!(read_expected(&path).unwrap(), timeline);
}

#[test]
fn a_configuration_whose_scenarios_share_files_is_damaged() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let session = session(&store, &["play", "loop-twice"]);
    let path = session.dir().join("configuration.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let none = text.find("\"scenarios\": [").unwrap();
    let behind = text[none..].find("\"machine\"").unwrap() + none;
    let without = format!("{}\"scenarios\": [], {}", &text[..none], &text[behind..]);
    let twice = text.replace("\"loop-twice\"", "\"play\"");
    for (bad, what) in [(without, "no scenario"), (twice, "a scenario twice")] {
        std::fs::write(&path, bad).unwrap();
        let error = store.open("s").unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_session_from_before_there_were_scenarios_just_plays() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let session = session(&store, &["loop-twice"]);
    let path = session.dir().join("configuration.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&text).unwrap();
    for field in ["scenarios", "machine", "profile", "reference"] {
        old.as_object_mut().unwrap().remove(field).unwrap();
    }
    std::fs::write(&path, old.to_string()).unwrap();
    let crashes = r#"{"total_retries":1,"sometimes_crashed":["a/clip.mp4"],"always_crashed":[]}"#;
    std::fs::write(session.dbg_dir().join("_crashes.json"), crashes).unwrap();
    let session = store.open("s").unwrap();
    let cases = session.cases().unwrap();
    assert_eq!(cases.len(), 3);
    assert!(cases.iter().all(|case| case.scenario.is_play()));
    let crashes = session.crashes().unwrap().unwrap();
    assert_eq!(crashes.sometimes_crashed, cases[..1]);
}

fn reference() -> Reference {
    let picture = |number: u32| ReferencePicture {
        pts: Some(media(i64::from(number) * 40_000_000)),
        hash: ContentHash::Xxh3(u64::from(number) << 40),
    };
    Reference {
        pictures: (0..50).map(picture).collect(),
        ..Reference::default()
    }
}

#[test]
fn a_reference_comes_back_and_of_two_writers_one_wins() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.reference");
    let sample = SampleName::parse("x").unwrap();
    write_reference(&path, &sample, &reference()).unwrap();
    let second = write_reference(&path, &sample, &Reference::default()).unwrap_err();
    assert!(
        matches!(&second, RecordingError::Io { source, .. } if source.kind() == std::io::ErrorKind::AlreadyExists),
        "{second}"
    );
    assert_eq!(read_reference(&path).unwrap(), reference());
    assert!(read_expected(&path).is_err(), "another kind of file");
    let file = std::fs::read(&path).unwrap();
    let bad = dir.path().join("bad");
    for at in 0..file.len() {
        let mut flipped = file.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&bad, flipped).unwrap();
        assert!(read_reference(&bad).is_err(), "byte {at}");
    }
}
