//! How fast a timeline is on the screen, against a program that reads the same recording and does nothing
//! with it: `./x bench`.
//!
//! Prints a table; asserts nothing about time. The program is driven on a pseudo-terminal of 200 columns and
//! 60 lines, so that what is measured is what a person waits for. The recording is made once by the generator
//! of recordings, into `target/bench-sessions`.

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's output is what it prints"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot run says so by ending"
)]
#![expect(
    dead_code,
    reason = "the generator can do more than what is asked of it here"
)]

mod child;
mod pairs;
mod recordings;
mod screens;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use mpdbg_session::Recording;

use crate::child::used;
use crate::pairs::{runs, sorted};
use crate::recordings::{Plan, Side, before_and_after};
use crate::screens::{Answer, OnTerminal};

const MPDBG: &str = env!("CARGO_BIN_EXE_mpdbg");
const SAMPLE: &str = "clip-00000.mp4";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["read", path] => {
            let read = Recording::open(Path::new(path)).unwrap();
            assert!(read.outcome().is_some(), "{path}");
        }
        _ if arguments.contains(&"--bench") => bench(),
        // `cargo test --benches` runs this too; there is nothing to test in it.
        _ => {}
    }
}

fn bench() {
    let runs = runs();
    println!("{runs} times each; median [least .. most]\n");
    let long = made("very-long", 1, 10_000_000);
    first_screen(&long, runs);
    redraws(&long);
    page(&made("long", 1, 1_000_000));
    many(&made("wide", 100_000, 30), runs);
}

/// The sessions `before` and `after`, made once; where they are.
fn made(name: &str, recordings: u64, events: u64) -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/bench-sessions")
        .join(name);
    let plan = Plan {
        recordings,
        events,
        everywhere: false,
    };
    before_and_after(&dir, plan).unwrap();
    dir
}

fn timeline(sessions: &Path) -> (OnTerminal, Answer) {
    let asked = ["--session", "after", "timeline", SAMPLE];
    let mut program = OnTerminal::start(MPDBG, sessions, &asked);
    let opened = program.opened(SAMPLE);
    (program, opened)
}

/// From the start of the program to its first picture, with what was found out earlier and without.
fn first_screen(sessions: &Path, runs: usize) {
    let overviews = sessions.join("after/overviews");
    if overviews.exists() {
        std::fs::remove_dir_all(&overviews).unwrap();
    }
    let (program, cold) = timeline(sessions);
    program.end();
    let mut peak = 0;
    let opened: Vec<Answer> = (0..runs)
        .map(|_| {
            let (program, opened) = timeline(sessions);
            peak = peak.max(program.peak());
            program.end();
            opened
        })
        .collect();
    let recording = sessions.join("after/dbg").join(format!("{SAMPLE}.dbg"));
    let reads: Vec<Duration> = (0..runs)
        .map(|_| {
            let mut read = Command::new(std::env::current_exe().unwrap());
            used(read.arg("read").arg(&recording)).took
        })
        .collect();
    let reading = sorted(reads.iter().map(Duration::as_secs_f64))[runs / 2];
    let first = told(opened.iter().map(|it| it.first));
    println!("first screen of a recording of 10 million events: {first}");
    println!("    exact: {}", told(opened.iter().map(|it| it.last)));
    let median = sorted(opened.iter().map(|it| it.first.as_secs_f64()))[runs / 2];
    println!(
        "    ratio {:.3} against reading it, {reading:.3} s; {:.3} s when it is opened for the first time",
        median / reading,
        cold.first.as_secs_f64()
    );
    println!("    memory at most {} MB\n", peak / 1_000_000);
}

/// From a key to the picture that it asks for, at every zoom from the whole to single pictures.
fn redraws(sessions: &Path) {
    let (mut program, _) = timeline(sessions);
    let mut answers = Vec::new();
    for _ in 0..20 {
        for key in ["+", "\u{1b}[6~", "\u{1b}[5~", "\u{1b}[C"] {
            answers.push(program.press(key));
        }
    }
    println!(
        "redraw at 20 zooms, 80 keys: {}",
        told(answers.iter().map(|it| it.first))
    );
    println!(
        "    exact, with what had to be read: {}",
        told(answers.iter().map(|it| it.last))
    );
    println!("    memory at most {} MB\n", program.peak() / 1_000_000);
    program.end();
}

/// The page of a million events.
fn page(sessions: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("timeline.html");
    let mut command = Command::new(MPDBG);
    command.arg("--sessions-dir").arg(sessions).args([
        "--session",
        Side::After.name(),
        "timeline",
        SAMPLE,
        "--format",
        "html",
        "--output",
    ]);
    let used = used(command.arg(&path));
    assert_eq!(used.exit, Some(0));
    let bytes = path.metadata().unwrap().len();
    println!(
        "page of a million events: {:.2} MB in {:.3} s, memory at most {} MB\n",
        bytes as f64 / 1e6,
        used.took.as_secs_f64(),
        used.peak / 1_000_000
    );
}

/// From the start to the list of a large session.
fn many(sessions: &Path, runs: usize) {
    let opened: Vec<Answer> = (0..runs)
        .map(|_| {
            let mut program = OnTerminal::start(MPDBG, sessions, &["browse", "after"]);
            let opened = program.opened(SAMPLE);
            program.end();
            opened
        })
        .collect();
    let first = told(opened.iter().map(|it| it.first));
    println!("list of a session of 100,000 samples: {first}");
}

/// Milliseconds: the median, the least, the most.
fn told(took: impl Iterator<Item = Duration>) -> String {
    let took = sorted(took.map(|it| it.as_secs_f64() * 1e3));
    let [least, most] = [took[0], took[took.len() - 1]];
    format!("{:.1} ms [{least:.1} .. {most:.1}]", took[took.len() / 2])
}
