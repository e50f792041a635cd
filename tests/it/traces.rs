//! Traces, profiles and the rows of the origin, read back by another program.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::harness::{Mpdbg, samples_with};

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

fn there(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null());
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|it| it.success())
}

/// What `traces.py` says of a file, or why it fails.
fn read_back(form: &str, file: &Path, events: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/traces.py");
    let mut python = Command::new("python3");
    python.arg(script).arg(form).args([file, events]);
    let read = python.output().unwrap();
    let why = String::from_utf8_lossy(&read.stderr);
    assert!(read.status.success(), "{form} {}: {why}", file.display());
    String::from_utf8(read.stdout).unwrap()
}

/// Writes each play in a form, and reads it back with the events beside it.
fn each_play(form: &str, arguments: &[&str]) {
    let (_samples, mpdbg) = session();
    let scratch = tempfile::tempdir().unwrap();
    for (sample, scenario) in PLAYS {
        let events = scratch.path().join("events");
        let all = mpdbg.run(&["report", sample, "all", "--scenario", scenario]);
        fs::write(&events, all.ends(0).out).unwrap();
        let file = scratch.path().join(format!("{scenario}-{sample}"));
        let path = file.to_str().unwrap();
        let timeline = ["timeline", sample, "--scenario", scenario, "--output", path];
        mpdbg.run(&[&timeline, arguments].concat()).ends(0);
        let said = read_back(form, &file, &events);
        assert!(said.starts_with("read "), "{said}");
    }
}

#[test]
fn a_trace_holds_each_event_once_in_slices_that_nest_and_arrows_that_end() {
    if !there("python3", &["--version"]) {
        println!("skipped: no python3");
        return;
    }
    each_play("perfetto", &["--format", "perfetto"]);
}

#[test]
fn a_trace_is_opened_and_queried_by_perfettos_trace_processor() {
    if !there("python3", &["-c", "import perfetto.trace_processor"]) {
        println!("skipped: Python has no module perfetto");
        return;
    }
    // The module would fetch it from the network.
    if !there("trace_processor_shell", &["--version"]) {
        println!("skipped: no trace_processor_shell");
        return;
    }
    each_play("processor", &["--format", "perfetto"]);
}

#[test]
fn a_profile_holds_each_event_once() {
    if !there("python3", &["--version"]) {
        println!("skipped: no python3");
        return;
    }
    each_play("firefox", &["--format", "firefox"]);
}

#[test]
fn the_rows_of_the_origin_are_the_pictures_that_were_presented() {
    if !there("python3", &["--version"]) {
        println!("skipped: no python3");
        return;
    }
    each_play("origin", &["--view", "origin", "--format", "csv"]);
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
