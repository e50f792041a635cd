//! How fast a timeline is on the screen, against a program that reads the same recording and does nothing
//! with it: `./x bench`.
//!
//! Prints a table; asserts nothing about time, and that a page is not too large to be sent. The program is driven on a pseudo-terminal of 200 columns and
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
use crate::recordings::{Plan, Side, make};
use crate::screens::{Answer, OnTerminal};

const MPDBG: &str = env!("CARGO_BIN_EXE_mpdbg");
const SAMPLE: &str = "clip-00000.mp4";
/// In the last line of a timeline, and of nothing that is shown before it is there.
const THERE: &str = "n N defects";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["read", path] => {
            let read = Recording::open(Path::new(path)).unwrap();
            assert!(read.outcome().is_some(), "{path}");
        }
        ["list", session] => list(Path::new(session)),
        _ if arguments.contains(&"--bench") => bench(),
        // `cargo test --benches` runs this too; there is nothing to test in it.
        _ => {}
    }
}

fn bench() {
    let runs = runs();
    println!("{runs} times each; median [least .. most]\n");
    let both = [Side::Before, Side::After];
    let long = made("very-long", 1, 10_000_000, &both);
    first_opening(&long);
    first_screen(&long, runs);
    redraws(&long, "run axis", &[], "");
    redraws(&long, "media axis", &[], "x");
    redraws(&long, "--against", &["--against", "before"], "");
    page(&made("long", 1, 1_000_000, &[Side::After]));
    many(&made("wide", 100_000, 30, &[Side::After]), runs);
}

/// Sessions, made once; where they are.
fn made(name: &str, recordings: u64, events: u64, sides: &[Side]) -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/bench-sessions")
        .join(name);
    let plan = Plan {
        recordings,
        events,
        everywhere: false,
    };
    make(&dir, plan, sides).unwrap();
    dir
}

fn asked(sessions: &Path, more: &[&str]) -> OnTerminal {
    let asked = [&["--session", "after", "timeline", SAMPLE], more].concat();
    OnTerminal::start(MPDBG, sessions, &asked)
}

fn timeline(sessions: &Path, more: &[&str]) -> (OnTerminal, Answer) {
    let mut program = asked(sessions, more);
    let opened = program.opened(THERE);
    (program, opened)
}

/// Of a recording that nothing was found out about yet.
fn first_opening(sessions: &Path) {
    for side in [Side::Before, Side::After] {
        let overviews = sessions.join(side.name()).join("overviews");
        if overviews.exists() {
            std::fs::remove_dir_all(&overviews).unwrap();
        }
    }
    let one = first_time(sessions, &[], ["reading", THERE]);
    println!("first opening of a recording of 10 million events:{one}");
    std::fs::remove_dir_all(sessions.join("after/overviews")).unwrap();
    let over = ["--against", "before"];
    let both = first_time(sessions, &over, ["reading", THERE, "difference"]);
    println!("first opening of one over another, which judges both and aligns them:{both}");
    let both = first_time(sessions, &over, [THERE, "difference"]);
    println!("    the second time:{both}\n");
}

/// When each of the words came, and the memory that it took.
fn first_time<const N: usize>(sessions: &Path, more: &[&str], words: [&str; N]) -> String {
    let mut program = asked(sessions, more);
    let answers = program.opened_by(words);
    let came = answers.map(|it| it.first.as_secs_f64());
    let came = words
        .iter()
        .zip(came)
        .map(|(words, came)| format!("\n    `{words}` after {came:.3} s"));
    let came: String = came.collect();
    let peak = program.peak() / 1_000_000;
    program.end();
    format!("{came}\n    memory at most {peak} MB")
}

/// From the start of the program to its first picture, with what was found out earlier.
fn first_screen(sessions: &Path, runs: usize) {
    let mut peak = 0;
    let opened: Vec<Answer> = (0..runs)
        .map(|_| {
            let (program, opened) = timeline(sessions, &[]);
            peak = peak.max(program.peak());
            program.end();
            opened
        })
        .collect();
    let recording = sessions.join("after/dbg").join(format!("{SAMPLE}.dbg"));
    let reading = against("read", &recording, runs);
    let first = told(opened.iter().map(|it| it.first));
    println!("first screen of a recording of 10 million events: {first}");
    println!("    exact: {}", told(opened.iter().map(|it| it.last)));
    let median = sorted(opened.iter().map(|it| it.first.as_secs_f64()))[runs / 2];
    println!(
        "    ratio {:.3} against reading it, {reading:.3} s; memory at most {} MB\n",
        median / reading,
        peak / 1_000_000
    );
}

/// Seconds that a program takes which only reads something, in the middle.
fn against(how: &str, path: &Path, runs: usize) -> f64 {
    let reads = (0..runs).map(|_| {
        let mut read = Command::new(std::env::current_exe().unwrap());
        used(read.arg(how).arg(path)).took.as_secs_f64()
    });
    sorted(reads)[runs / 2]
}

/// From a key to the picture that it asks for, at every zoom from the whole to single pictures.
fn redraws(sessions: &Path, what: &str, more: &[&str], key: &str) {
    let (mut program, _) = timeline(sessions, more);
    if !key.is_empty() {
        program.press(key).unwrap();
    }
    let mut answers = Vec::new();
    for _ in 0..20 {
        for key in ["+", "\u{1b}[6~", "\u{1b}[5~", "\u{1b}[C"] {
            answers.extend(program.press(key));
        }
    }
    println!(
        "redraw at 20 zooms, {what}, {} keys: {}",
        answers.len(),
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
    assert!(bytes <= 4_000_000, "a page that can be sent: {bytes} bytes");
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
    let listing = against("list", &sessions.join("after"), runs);
    let median = sorted(opened.iter().map(|it| it.first.as_secs_f64()))[runs / 2];
    println!("list of a session of 100,000 samples: {first}");
    println!(
        "    ratio {:.3} against reading its lists and listing its recordings, {listing:.3} s",
        median / listing
    );
}

/// What has to be read before a session can be listed, and nothing is done with it.
fn list(session: &Path) {
    let dbg = session.join("dbg");
    let mut read = 0;
    for name in ["_session_playlist.txt", "_samples.json"] {
        read += std::fs::read(dbg.join(name)).unwrap().len();
    }
    for entry in std::fs::read_dir(&dbg).unwrap() {
        read += entry.unwrap().file_name().len();
    }
    assert!(read > 0);
}

/// Milliseconds: the median, the least, the most.
fn told(took: impl Iterator<Item = Duration>) -> String {
    let took = sorted(took.map(|it| it.as_secs_f64() * 1e3));
    let [least, most] = [took[0], took[took.len() - 1]];
    format!("{:.1} ms [{least:.1} .. {most:.1}]", took[took.len() / 2])
}
