//! How fast two sessions are compared, as ratios against a program that reads their recordings and does
//! nothing with them: `./x bench`.
//!
//! Prints a table; asserts nothing about time. The sessions are made once by the generator of recordings,
//! into `target/bench-sessions`. It can be used alone:
//! `cargo bench --bench against_reading -- make DIR RECORDINGS EVENTS` makes the sessions `before` and
//! `after` in `DIR`.

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's output is what it prints"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot run says so by ending"
)]

mod child;
mod pairs;
mod recordings;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use mpdbg_session::{Recording, Session, Store};

use crate::child::{Used, used};
use crate::pairs::{pairs, runs, sorted};
use crate::recordings::{Plan, Side, make};

const MPDBG: &str = env!("CARGO_BIN_EXE_mpdbg");
/// The exit code of a comparison or a diff that found something worse.
const DIFFERS: i32 = 1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        [_, "make", dir, recordings, events] | ["make", dir, recordings, events, _] => {
            let plan = Plan {
                recordings: recordings.parse().unwrap(),
                events: events.parse().unwrap(),
                everywhere: false,
            };
            make(Path::new(dir), plan, &[Side::Before, Side::After]).unwrap();
        }
        ["read", dir] => {
            read(Path::new(dir));
        }
        _ if arguments.contains(&"--bench") => bench(),
        // `cargo test --benches` runs this too; there is nothing to test in it.
        _ => {}
    }
}

fn bench() {
    let runs = runs();
    println!("{runs} interleaved pairs each; median [least .. most]\n");
    let scratch = tempfile::tempdir().unwrap();
    let plan = |recordings, events, everywhere| Plan {
        recordings,
        events,
        everywhere,
    };
    let compare = |dir: &Path| {
        let mut command = mpdbg(dir);
        command.args(["--session", "after", "compare", "before", "--reldir"]);
        command.arg(scratch.path());
        command
    };
    let diff = |dir: &Path| {
        let mut command = mpdbg(dir);
        command.args(["diff", "before", "after", "clip-00000.mp4"]);
        command
    };
    let dir = made("many", plan(10_000, 1_000, false));
    measure("mpdbg compare", &dir, runs, compare);
    let dir = made("long", plan(1, 1_000_000, false));
    measure("mpdbg diff", &dir, runs, diff);
    let dir = made("late", plan(1, 1_000_000, true));
    measure("mpdbg diff, every picture late", &dir, runs, diff);
    let started: Vec<Used> = (0..runs)
        .map(|_| used(Command::new(MPDBG).arg("--version")))
        .collect();
    let took = sorted(started.iter().map(|it| it.took.as_secs_f64()));
    println!(
        "the start of mpdbg, which is part of each of these\n    {:.3} s, {:.2} s of CPU",
        took[runs / 2],
        cpu(&started)
    );
}

/// The sessions `before` and `after`, made once; where they are.
fn made(name: &str, plan: Plan) -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/bench-sessions")
        .join(name);
    make(&dir, plan, &[Side::Before, Side::After]).unwrap();
    dir
}

fn mpdbg(sessions: &Path) -> Command {
    let mut command = Command::new(MPDBG);
    command.arg("--quiet").arg("--sessions-dir").arg(sessions);
    command
}

/// This program as one that starts, reads all recordings of two sessions, and ends.
fn reading(sessions: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("read").arg(sessions);
    command
}

/// Prints how long a command over two sessions takes against reading them, and what both use.
fn measure(name: &str, dir: &Path, runs: usize, command: impl Fn(&Path) -> Command) {
    let (mut ours, mut reads) = (Vec::new(), Vec::new());
    let run = |command: &mut Command, exit, kept: &mut Vec<Used>| {
        let used = used(command);
        assert_eq!(used.exit, Some(exit), "{command:?}");
        kept.push(used);
        used.took
    };
    let (recordings, events) = read(dir);
    let threads = threads();
    let what = format!(
        "{name}, {recordings} recordings, {events} events / reading them, both on {threads} threads"
    );
    pairs(
        &what,
        runs,
        || run(&mut command(dir), DIFFERS, &mut ours),
        || run(&mut reading(dir), 0, &mut reads),
    );
    let peak = |of: &[Used]| of.iter().map(|it| it.peak).max().unwrap_or_default() / 1_000_000;
    println!(
        "    CPU: ratio {:.3}   {:.2} s against {:.2} s; memory at most {} MB against {} MB\n",
        cpu(&ours) / cpu(&reads),
        cpu(&ours),
        cpu(&reads),
        peak(&ours),
        peak(&reads),
    );
}

/// CPU time of a run, seconds: the mean, since each one is known to 10 ms only.
fn cpu(of: &[Used]) -> f64 {
    let all: Duration = of.iter().map(|it| it.cpu).sum();
    all.as_secs_f64() / of.len() as f64
}

fn recordings(session: &Session) -> Vec<PathBuf> {
    let cases = session.cases().unwrap();
    let cases = cases.iter();
    cases
        .map(|case| session.attempt_files(case, 0).recording)
        .collect()
}

fn threads() -> usize {
    thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Decodes every recording of both sessions; how many there were, and how many events.
fn read(dir: &Path) -> (usize, usize) {
    let store = Store::new(dir);
    let sides = [Side::Before, Side::After];
    let sessions = sides.map(|side| store.open(side.name()).unwrap());
    let files: Vec<PathBuf> = sessions.iter().flat_map(recordings).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut events = 0;
        while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            match Recording::open(file).unwrap() {
                Recording::Sealed { events: read, .. } => events += read.len(),
                other => panic!("{}: {other:?}", file.display()),
            }
        }
        events
    };
    let events = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads()).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|it| it.join().unwrap()).sum()
    });
    (files.len(), events)
}
