//! How fast two sessions are compared, as ratios against reading their recordings and doing nothing with
//! them: `./x bench`.
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
use std::time::Instant;

use mpdbg_session::{Recording, Session};

use crate::child::{Used, used};
use crate::pairs::{pairs, runs, sorted};
use crate::recordings::{Plan, before_and_after};

const MPDBG: &str = env!("CARGO_BIN_EXE_mpdbg");
/// The exit code of a comparison or a diff that found something worse.
const DIFFERS: i32 = 1;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let [_, "make", dir, recordings, events] | ["make", dir, recordings, events, _] =
        arguments[..]
    {
        let (recordings, events) = (recordings.parse().unwrap(), events.parse().unwrap());
        before_and_after(Path::new(dir), Plan { recordings, events }).unwrap();
        return;
    }
    // `cargo test --benches` runs this too; there is nothing to test in it.
    if !arguments.contains(&"--bench") {
        return;
    }
    let runs = runs();
    println!("{runs} interleaved pairs each; median [least .. most]\n");
    let scratch = tempfile::tempdir().unwrap();
    let (dir, sessions) = made("many", 10_000, 1_000);
    measure("mpdbg compare", &sessions, runs, || {
        let mut command = mpdbg(&dir);
        command.args(["--session", "after", "compare", "before", "--reldir"]);
        command.arg(scratch.path());
        command
    });
    let (dir, sessions) = made("long", 1, 1_000_000);
    measure("mpdbg diff", &sessions, runs, || {
        let mut command = mpdbg(&dir);
        command.args(["diff", "before", "after", "clip-00000.mp4"]);
        command
    });
}

/// Two sessions, made once.
fn made(name: &str, recordings: u64, events: u64) -> (PathBuf, [Session; 2]) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("target/bench-sessions")
        .join(name);
    let sessions = before_and_after(&dir, Plan { recordings, events }).unwrap();
    (dir, sessions)
}

fn mpdbg(sessions: &Path) -> Command {
    let mut command = Command::new(MPDBG);
    command.arg("--quiet").arg("--sessions-dir").arg(sessions);
    command
}

/// Prints how long a command over two sessions takes against reading them, and what it uses.
fn measure(name: &str, sessions: &[Session; 2], runs: usize, command: impl Fn() -> Command) {
    let files: Vec<PathBuf> = sessions.iter().flat_map(recordings).collect();
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut all: Vec<Used> = Vec::new();
    let what = format!(
        "{name}, 2 x {} recordings / reading them on {threads} threads",
        files.len() / 2
    );
    let mut events = 0;
    pairs(
        &what,
        runs,
        || {
            let used = used(&mut command());
            assert_eq!(used.exit, Some(DIFFERS), "{name} finds what differs");
            let took = used.took;
            all.push(used);
            took
        },
        || {
            let begun = Instant::now();
            events = read(&files, threads);
            begun.elapsed()
        },
    );
    let cpu = sorted(all.iter().map(|it| it.cpu.as_secs_f64()));
    let memory = all.iter().map(|it| it.peak).max().unwrap_or_default();
    println!(
        "    {events} events; {:.2} s of CPU; at most {} MB of memory\n",
        cpu[cpu.len() / 2],
        memory / 1_000_000
    );
}

fn recordings(session: &Session) -> Vec<PathBuf> {
    let cases = session.cases().unwrap();
    let cases = cases.iter();
    cases
        .map(|case| session.attempt_files(case, 0).recording)
        .collect()
}

/// Decodes every recording; how many events there were.
fn read(files: &[PathBuf], threads: usize) -> usize {
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
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|it| it.join().unwrap()).sum()
    })
}
