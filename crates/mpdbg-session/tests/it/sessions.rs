//! Sessions: made whole, found again, protected, written by one.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use mpdbg_model::{
    AudioRoute, Case, Clock, Configuration, Expectation, HashKind, Limits, Outcome, Profile,
    SampleName, SampleRecord, SamplesRecord, Scenario,
};
use mpdbg_session::{
    AttemptState, NewSession, Recorder, Session, SessionError, Store, seal, write_expected,
};

use crate::events::{header, hung};

pub fn configuration() -> Configuration {
    Configuration {
        format: 3,
        made_by: "mpdbg 0.1.0".to_owned(),
        created: "2026-01-02T03:04:05Z".to_owned(),
        samples_dir: "/samples".into(),
        recursive: false,
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        audio: AudioRoute::Device,
        limits: Limits::default(),
        scenarios: vec![Scenario::default()],
        machine: None,
        profile: Profile::default(),
        reference: false,
        repeats: 1,
        player: None,
        protect_raw_data: false,
        protect_reports: false,
        dev_debug: false,
    }
}

fn sample(text: &str) -> SampleName {
    SampleName::parse(text).unwrap()
}

fn plain(text: &str) -> Case {
    Case::plain(sample(text))
}

pub fn create_with(
    store: &Store,
    name: &str,
    configuration: &Configuration,
) -> Result<Session, SessionError> {
    let playlist = [
        sample("a/clip.mp4"),
        sample("two\\x0alines"),
        sample("-y.ts"),
    ];
    let record = |name: &SampleName| SampleRecord {
        name: name.clone(),
        size: 1,
        blake3: "00".to_owned(),
        opens: true,
        expects: vec![Expectation::from("picture::tail-missing")],
    };
    let samples = SamplesRecord {
        samples: playlist.iter().map(record).collect(),
        skipped: Vec::new(),
    };
    let new = NewSession {
        configuration,
        playlist: &playlist,
        samples: &samples,
        samples_version: Some("1.2\n"),
        revision: None,
        info: "mpdbg: mpdbg 0.1.0\n",
    };
    let session = store.create(name, &new)?;
    assert_eq!(session.playlist()?, playlist);
    assert_eq!(session.samples()?, samples);
    Ok(session)
}

fn create(store: &Store, name: &str) -> Session {
    create_with(store, name, &configuration()).unwrap()
}

fn names(store: &Store) -> Vec<String> {
    store
        .list()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

fn edit(session: &Session, from: &str, to: &str) {
    let path = session.dir().join("configuration.json");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(&path, text.replace(from, to)).unwrap();
}

/// Records an attempt at `name` that ended with `outcome`, or never.
fn attempt(session: &Session, name: &str, outcome: Option<&Outcome>) {
    let lock = session.lock().unwrap();
    let tried = &session.attempts(&[plain(name)]).unwrap()[0];
    let files = session.new_attempt(&lock, tried).unwrap();
    Recorder::create(&files.recording, &header())
        .unwrap()
        .finish()
        .unwrap();
    if let Some(outcome) = outcome {
        seal(&files.recording, outcome).unwrap();
    }
}

#[test]
fn a_session_is_made_listed_and_opened() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("new/sessions"));
    assert_eq!(names(&store), [""; 0]);
    create(&store, "b");
    create(&store, "a");
    std::fs::create_dir(store.dir().join("no session")).unwrap();
    assert_eq!(names(&store), ["a", "b"]);
    let session = store.open("b").unwrap();
    assert_eq!(session.configuration(), &configuration());
    assert_eq!(session.samples_version().unwrap().as_deref(), Some("1.2\n"));
    assert_eq!(session.revision().unwrap(), None);
    assert_eq!(session.crashes().unwrap(), None);
    assert!(session.info().unwrap().unwrap().starts_with("mpdbg"));
    assert!(session.reports_dir().is_dir());
    let mode = session.dir().metadata().unwrap().permissions().mode();
    assert_ne!(mode & 0o050, 0, "others may look at a session: {mode:o}");
}

#[test]
fn a_failed_new_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path().join("a/b/sessions"));
    std::fs::create_dir(dir.path().join("a")).unwrap();
    let mut unstorable = configuration();
    let bytes = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xff");
    unstorable.samples_dir = Path::new(bytes).into();
    assert!(create_with(&store, "x", &unstorable).is_err());
    assert!(dir.path().join("a").exists() && !dir.path().join("a/b").exists());
    create(&store, "x");
    assert!(matches!(
        create_with(&store, "x", &configuration()),
        Err(SessionError::Exists(_))
    ));
    assert!(matches!(
        create_with(&store, "../y", &configuration()),
        Err(SessionError::Name(_))
    ));
    assert_eq!(std::fs::read_dir(store.dir()).unwrap().count(), 1);
}

#[test]
fn test_runs_are_numbered() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    create(&store, "testrun_00");
    std::fs::write(dir.path().join("testrun_01"), "").unwrap();
    assert_eq!(store.next_test_run(), "testrun_02");
}

#[test]
fn a_configuration_that_mpdbg_did_not_write_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let cases = [
        ("\"format\": 3", "\"format\": 4", "format 4"),
        ("\"clock\"", "\"klock\"", "klock"),
        ("{", "", "damaged"),
    ];
    for (number, (from, to, expected)) in cases.into_iter().enumerate() {
        let session = create(&store, &format!("s{number}"));
        edit(&session, from, to);
        let error = store.open(session.name().as_str()).unwrap_err().to_string();
        assert!(
            error.contains(expected) && error.contains("configuration.json"),
            "{error}"
        );
    }
    assert!(matches!(
        store.open("gone"),
        Err(SessionError::Unknown { .. })
    ));
    assert!(matches!(
        store.open("../s1"),
        Err(SessionError::Unknown { .. })
    ));
}

#[test]
fn a_playlist_with_a_bad_line_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let path = session.dbg_dir().join("_session_playlist.txt");
    std::fs::write(path, "ok.mp4\n../outside\n").unwrap();
    let error = session.playlist().unwrap_err().to_string();
    assert!(
        error.contains("line 2") && error.contains("_session_playlist.txt"),
        "{error}"
    );
}

#[test]
fn the_active_session_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    assert!(store.open_active().unwrap().is_none());
    create(&store, "a");
    assert!(store.activate("b").is_err());
    store.activate("a").unwrap();
    assert_eq!(store.open_active().unwrap().unwrap().name().as_str(), "a");
    assert!(store.deactivate().unwrap());
    assert!(!store.deactivate().unwrap());
    assert!(store.open_active().unwrap().is_none());
}

#[test]
fn an_activation_that_leads_nowhere_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let cases = [
        ("{\"session\": \"gone\"}", "`gone` is gone"),
        ("{\"session\": \"../other\"}", "does not name a session"),
        ("{\"session\": \"/etc\"}", "does not name a session"),
        ("{\"session\": \"a\", \"x\": 1}", "unknown field"),
        ("{\"ses", "damaged"),
    ];
    for (text, expected) in cases {
        std::fs::write(dir.path().join("activation.json"), text).unwrap();
        let error = store.open_active().unwrap_err().to_string();
        assert!(
            error.contains(expected) && error.contains("activation.json"),
            "{error}"
        );
    }
}

#[test]
fn raw_data_is_protected_and_dev_debug_lifts_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let mut session = create(&store, "s");
    edit(&session, "120000", "5000");
    session.protect_raw_data().unwrap();
    assert!(matches!(
        session.lock(),
        Err(SessionError::RawDataProtected(_))
    ));
    let opened = store.open("s").unwrap();
    assert!(matches!(
        opened.lock(),
        Err(SessionError::RawDataProtected(_))
    ));
    assert_eq!(
        opened.configuration().limits.timeout_ms,
        5000,
        "edits by hand are kept"
    );
    edit(&session, "\"dev_debug\": false", "\"dev_debug\": true");
    assert!(store.open("s").unwrap().lock().is_ok());
}

#[test]
fn protected_reports_are_added_but_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let mut session = create(&store, "s");
    let summary = session.report_path("00_summary.txt");
    let clip = session.case_report_path(&plain("a/clip.mp4"), "all");
    assert!(clip.ends_with("reports/a/clip.mp4.all.txt"));
    session.write_report(&summary, b"one").unwrap();
    session.write_report(&summary, b"two").unwrap();
    session.protect_reports().unwrap();
    let refused = session.write_report(&summary, b"three").unwrap_err();
    assert!(
        refused.to_string().contains("`00_summary.txt`"),
        "{refused}"
    );
    assert_eq!(std::fs::read(&summary).unwrap(), b"two");
    session.write_report(&clip, b"new").unwrap();
    assert!(session.write_report(&clip, b"newer").is_err());
    edit(&session, "\"dev_debug\": false", "\"dev_debug\": true");
    store
        .open("s")
        .unwrap()
        .write_report(&clip, b"newer")
        .unwrap();
    assert_eq!(std::fs::read(&clip).unwrap(), b"newer");
}

#[test]
fn a_second_writer_is_told_who_holds_the_session() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let lock = session.lock().unwrap();
    let refused = session.lock().unwrap_err().to_string();
    assert!(
        refused.contains(&format!("(pid {})", std::process::id())),
        "{refused}"
    );
    drop(lock);
    assert!(session.lock().is_ok());
}

#[test]
fn what_is_opened_before_a_protection_is_bound_by_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let mut session = create(&store, "s");
    let early = store.open("s").unwrap();
    let lock = session.lock().unwrap();
    session.protect(&lock).unwrap();
    let tried = &early.attempts(&[plain("-y.ts")]).unwrap()[0];
    assert!(matches!(
        early.new_attempt(&lock, tried),
        Err(SessionError::RawDataProtected(_))
    ));
    drop(lock);
    assert!(matches!(
        early.lock(),
        Err(SessionError::RawDataProtected(_))
    ));
    let configuration = store.open("s").unwrap().configuration().clone();
    assert!(configuration.protect_raw_data && configuration.protect_reports);
}

#[test]
fn nothing_is_protected_while_another_records() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    let mut session = create(&store, "s");
    let lock = store.open("s").unwrap().lock().unwrap();
    for refused in [session.protect_raw_data(), session.protect_reports()] {
        assert!(
            matches!(refused, Err(SessionError::Locked { pid: Some(pid), .. }) if pid == std::process::id()),
            "{refused:?}"
        );
    }
    assert_eq!(store.open("s").unwrap().configuration(), &configuration());
    drop(lock);
    session.protect_raw_data().unwrap();
    session.protect_reports().unwrap();
}

#[test]
fn a_lock_that_leads_elsewhere_is_refused_and_nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let precious = dir.path().join("precious");
    std::fs::write(&precious, "work of years").unwrap();
    let lock = session.dir().join("lock");
    let refused = |how: &str| {
        let error = session.lock().unwrap_err().to_string();
        assert!(
            error.contains("lock: damaged: it is a link"),
            "{how}: {error}"
        );
        std::fs::remove_file(&lock).unwrap();
    };
    symlink(&precious, &lock).unwrap();
    refused("a link");
    symlink(dir.path().join("nothing"), &lock).unwrap();
    refused("a link to nothing");
    let mode = rustix::fs::Mode::from(0o600);
    let pipe = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, &lock, pipe, mode, 0).unwrap();
    refused("a pipe");
    assert_eq!(std::fs::read_to_string(&precious).unwrap(), "work of years");
    assert!(!dir.path().join("nothing").exists());
    assert!(session.lock().is_ok());
}

#[test]
fn directories_that_lead_elsewhere_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::new(dir.path());
    for part in ["dbg", "reports"] {
        let session = create(&store, part);
        let real = session.dir().join(part);
        let moved = dir.path().join("moved");
        std::fs::rename(&real, &moved).unwrap();
        for number in 0..2 {
            if number == 0 {
                symlink(&moved, &real).unwrap();
            } else {
                std::fs::write(&real, "").unwrap();
            }
            let error = store.open(part).unwrap_err().to_string();
            assert!(
                error.contains(&format!("{part}: damaged: it is a link or no directory")),
                "{error}"
            );
            std::fs::remove_file(&real).unwrap();
        }
        std::fs::rename(&moved, &real).unwrap();
        assert!(store.open(part).is_ok());
    }
}

/// Makes a file, or a directory, look as if it was left behind long ago.
fn age(path: &Path) {
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
    let file = std::fs::File::open(path).unwrap();
    file.set_modified(long_ago).unwrap();
}

#[test]
fn what_a_dead_process_left_in_a_session_is_removed() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let at = |path: &str| session.dir().join(path);
    std::fs::create_dir_all(at("dbg/.unfinished-abcdef")).unwrap();
    std::fs::create_dir_all(at("reports/a")).unwrap();
    let gone = [
        ".unfinished-abc123",
        "dbg/.unfinished-Abc123",
        "dbg/.unfinished-abcdef/.unfinished-abc123",
        "reports/a/.unfinished-abc123",
    ];
    let kept = [
        // Someone may be writing a report.
        "reports/.unfinished-abc123",
        // Files of samples.
        "dbg/.unfinished-abc123.dbg",
        "dbg/.unfinished-abcdef/x.dbg",
        "dbg/.unfinished-",
    ];
    for file in gone.iter().chain(&kept) {
        std::fs::write(at(file), "").unwrap();
    }
    age(&at(gone[3]));
    drop(session.lock().unwrap());
    assert!(gone.iter().all(|file| !at(file).exists()));
    assert!(kept.iter().all(|file| at(file).exists()));
}

#[test]
fn sessions_that_were_never_finished_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    let at = |path: &str| dir.path().join(path);
    for session in [
        ".unfinished-dead00",
        ".unfinished-live00",
        ".unfinished-sample",
        ".unfinished-",
    ] {
        std::fs::create_dir_all(at(session).join("dbg/a")).unwrap();
    }
    std::fs::write(at(".unfinished-sample/clip.mp4"), "").unwrap();
    std::fs::write(at(".unfinished-file00"), "").unwrap();
    for old in [
        ".unfinished-dead00",
        ".unfinished-sample",
        ".unfinished-",
        ".unfinished-file00",
    ] {
        age(&at(old));
    }
    create(&Store::new(dir.path()), "s");
    let mut left: Vec<_> = std::fs::read_dir(dir.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(
        left,
        [
            ".unfinished-",
            ".unfinished-live00",
            ".unfinished-sample",
            "s"
        ]
    );
}

#[test]
fn attempts_are_what_lies_on_disk() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let clip = plain("a/clip.mp4");
    attempt(&session, "a/clip.mp4", Some(&hung()));
    attempt(&session, "a/clip.mp4", None);
    attempt(&session, "a/clip.mp4", Some(&Outcome::Interrupted));
    let seventh = session.attempt_files(&clip, 7);
    std::fs::write(&seventh.recording, "nonsense").unwrap();
    std::fs::write(session.attempt_files(&clip, 9).stderr, "no recording").unwrap();
    write_expected(
        &session.expected_path(&clip.sample),
        &clip.sample,
        &mpdbg_model::ExpectedTimeline::default(),
    )
    .unwrap();

    let all = session.attempts(&session.cases().unwrap()).unwrap();
    let found = &all[0];
    let numbers: Vec<u32> = found
        .attempts
        .iter()
        .map(|attempt| attempt.number)
        .collect();
    assert_eq!(numbers, [0, 1, 2, 7, 9]);
    assert_eq!(found.attempts[1].state, AttemptState::Unfinished);
    assert!(matches!(
        found.attempts[3].state,
        AttemptState::Damaged { .. }
    ));
    assert_eq!(found.attempts[4].state, AttemptState::Unfinished);
    assert_eq!((found.next(), found.judged().unwrap().number), (10, 0));
    assert_eq!(found.outcome(), Some(&hung()));
    assert!(all[1].judged().is_none() && all[1].next() == 0);

    attempt(&session, "a/clip.mp4", Some(&Outcome::Finished));
    let lock = session.lock().unwrap();
    let crashes = session.write_crashes(&lock).unwrap();
    assert_eq!(crashes.sometimes_crashed, [clip]);
    assert_eq!(crashes.total_retries, 1);
    assert_eq!(session.crashes().unwrap(), Some(crashes));
}

#[test]
fn odd_sample_names_record_under_their_own_bytes_or_a_short_name() {
    let dir = tempfile::tempdir().unwrap();
    let session = create(&Store::new(dir.path()), "s");
    let long = "x".repeat(251) + ".mp4";
    let odd = [
        "-y.ts",
        "two\\x0alines \"quoted\"",
        "not \\xff utf-8",
        "_samples.json",
        &long,
    ];
    for name in odd {
        attempt(&session, name, Some(&Outcome::Finished));
        let found = &session.attempts(&[plain(name)]).unwrap()[0];
        assert_eq!(found.outcome(), Some(&Outcome::Finished), "{name}");
    }
    assert!(
        session
            .dbg_dir()
            .join("two\nlines \"quoted\".dbg")
            .is_file()
    );
    assert!(
        session.samples().is_ok(),
        "a sample cannot take the place of a session's own file"
    );
}
