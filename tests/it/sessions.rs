//! Which session is meant, and what may be done to it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::{Mpdbg, edit, samples_with};

/// Sets a field of a session's configuration.
fn configure(session: &Path, field: &str, value: Value) {
    edit(&session.join("configuration.json"), |content| {
        let mut json: Value = serde_json::from_slice(content).unwrap();
        json[field] = value;
        *content = serde_json::to_vec(&json).unwrap();
    });
}

#[test]
fn one_session_is_active_and_another_can_be_named() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "one"]).ends(0);
    mpdbg.run(&["new", "two"]).ends(0);
    mpdbg.run(&["status"]).ends(0).shows(&["two (active)"]);
    mpdbg.run(&["activate", "one"]).ends(0);
    mpdbg.run(&["list"]).ends(0).shows(&["* one", "  two"]);
    mpdbg.run(&["play", "--session", "two"]).ends(0);
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["one (active)", "0 of 1"]);
    mpdbg.run(&["status", "two"]).ends(0).shows(&["1 of 1"]);
    mpdbg.run(&["deactivate"]).ends(0);
    mpdbg
        .run(&["status"])
        .fails(2, &["no session is active", "mpdbg activate"]);
    mpdbg.run(&["status", "--session", "one"]).ends(0);
    mpdbg
        .run(&["deactivate"])
        .ends(0)
        .shows(&["no session was active"]);
}

#[test]
fn a_session_needs_only_itself() {
    let samples = samples_with(&["tone.mp3", "empty.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let list = samples.path().join("list.txt");
    fs::write(&list, "# the good one\n\ntone.mp3\n").unwrap();
    fs::write(samples.path().join("_version.txt"), "corpus 7\n").unwrap();
    mpdbg
        .run(&["new", "one", list.to_str().unwrap()])
        .ends(0)
        .shows(&["1 sample\n"]);
    fs::remove_file(&list).unwrap();
    mpdbg.run(&["run"]).ends(0).shows(&["corpus 7"]);
    // Moved away and judged without its samples.
    fs::rename(mpdbg.session("one"), mpdbg.session("moved")).unwrap();
    drop(samples);
    mpdbg
        .run(&["summarize", "--session", "moved"])
        .ends(0)
        .shows(&["AS EXPECTED", "stay as they were"]);
    mpdbg
        .run(&["report", "tone.mp3", "counter", "--session", "moved"])
        .ends(0);
}

#[test]
fn sessions_may_lie_among_the_samples() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let inside = samples.path().to_str().unwrap();
    for name in ["one", "two"] {
        let made = mpdbg.run(&["new", name, "--sessions-dir", inside, "--recursive"]);
        made.ends(0).shows(&["1 sample\n"]);
        mpdbg.run(&["run", "--sessions-dir", inside]).ends(0);
    }
    assert!(samples.path().join("two/dbg/tone.mp3.dbg").exists());
}

#[test]
fn samples_in_subdirectories_record_into_subdirectories() {
    let samples = tempfile::tempdir().unwrap();
    let inner = samples.path().join("a");
    fs::create_dir(&inner).unwrap();
    fs::copy(
        crate::harness::own_samples().join("tone.mp3"),
        inner.join("b.mp3"),
    )
    .unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "flat"])
        .fails(2, &["no sample in", "a: directory", "--recursive"]);
    mpdbg.run(&["new", "deep", "--recursive"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    assert!(mpdbg.session("deep/dbg/a/b.mp3.dbg").exists());
    mpdbg.run(&["report", "a/b.mp3", "frames"]).ends(0);
}

#[test]
fn protection_holds() {
    let samples = samples_with(&["corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "kept"]).ends(0);
    mpdbg.run(&["protect", "raw-data"]).ends(0);
    for command in ["play", "retry-crashed", "run"] {
        mpdbg
            .run(&[command])
            .fails(2, &["raw data is protected", "mpdbg new"]);
    }
    mpdbg.run(&["new", "two"]).ends(0);
    mpdbg.run(&["play"]).ends(1);
    mpdbg.run(&["protect", "reports"]).ends(0);
    // What is not there yet may be added, what is there stays.
    mpdbg.run(&["summarize"]).ends(1).shows(&["reports are in"]);
    let summary = mpdbg.session("two/reports/00_summary.txt");
    fs::write(&summary, "as it was").unwrap();
    mpdbg
        .run(&["summarize"])
        .ends(1)
        .shows(&["are protected", "NOT AS EXPECTED"]);
    assert_eq!(fs::read_to_string(&summary).unwrap(), "as it was");
}

#[test]
fn dev_debug_lifts_protection_and_says_so() {
    let samples = samples_with(&["corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "dev"]).ends(0);
    mpdbg.run(&["run"]).ends(1);
    configure(&mpdbg.session("dev"), "dev_debug", true.into());
    mpdbg.run(&["run"]).ends(1).shows(&["DEV DEBUG"]);
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["dev_debug lifts it"]);
    for report in fs::read_dir(mpdbg.session("dev/reports")).unwrap() {
        let path = report.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let says = text.starts_with("DEV DEBUG") || text.contains("\"dev_debug\": true");
        assert!(says, "{}", path.display());
    }
}

#[test]
fn a_second_writer_is_refused_with_the_pid_of_the_first() {
    let samples = samples_with(&["empty.mp4", "tone.wav"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "shared", "--clock", "real", "--audio", "null"])
        .ends(0);
    let mut first = mpdbg
        .command(&["play", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut lines = BufReader::new(first.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    let pid = format!("pid {}", first.id());
    mpdbg
        .run(&["play"])
        .fails(4, &["another mpdbg", &pid, "--session"]);
    mpdbg.run(&["status"]).ends(0).shows(&["1 of 2"]);
    for _ in 0..2 {
        kill_process(Pid::from_raw(first.id() as i32).unwrap(), Signal::TERM).unwrap();
    }
    assert_eq!(first.wait().unwrap().code(), Some(4));
}

#[test]
fn another_version_is_warned_of() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "old"]).ends(0);
    configure(&mpdbg.session("old"), "made_by", "mpdbg 0.0.1".into());
    edit(&mpdbg.session("old/dbg/_mpdbg_info.txt"), |content| {
        *content = String::from_utf8_lossy(content)
            .replace("libavcodec ", "libavcodec 1")
            .into();
    });
    mpdbg.run(&["run"]).fails(
        0,
        &[
            "warning: session `old` was made by mpdbg 0.0.1",
            "libavcodec 1",
        ],
    );
    mpdbg.run(&["status"]).ends(0).shows(&[
        "differs      made by mpdbg 0.0.1",
        "differs      made with libavcodec 1",
    ]);
}
