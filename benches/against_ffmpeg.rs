//! How fast mpdbg is, as ratios against named peers, interleaved in one run: `./x bench`.
//!
//! Prints a table; asserts nothing, since a figure depends on the machine and on what else it does.
//! Media: the `large` set, generated once into `target/bench-media`, and `../shared/corpus` (or
//! `samples/` where that is absent).

#![expect(
    clippy::print_stdout,
    reason = "a benchmark's output is what it prints"
)]
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot run says so by ending"
)]

mod pairs;

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mpdbg_analysis::{Known, Profile, judge};
use mpdbg_media::generate::{Set, generate};
use mpdbg_model::{
    Clock, Event, HashKind, Listener, Outcome, RecordingHeader, SampleName, ScenarioName,
};
use mpdbg_player::{PlayOptions, play};
use mpdbg_session::{Recorder, Recording, seal};

use crate::pairs::{pairs, sorted};

const MPDBG: &str = env!("CARGO_BIN_EXE_mpdbg");
const CLIPS: [&str; 3] = ["h264-360p.mp4", "h264-1080p.mp4", "vp9-360p.webm"];

fn main() {
    // `cargo test --benches` runs this too; there is nothing to test in it.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let media = media();
    let scratch = tempfile::tempdir().unwrap();
    let runs = pairs::runs();
    println!("{runs} interleaved pairs each; median [least .. most]; wall time\n");
    for clip in CLIPS {
        let mut turn = Turn::new(scratch.path());
        let sample = media.join(clip);
        pairs(
            &format!("mpdbg play {clip} / ffmpeg -threads 1 -f null -"),
            runs,
            || turn.session(&[&sample], 1),
            || ffmpeg(&sample),
        );
    }
    for clip in CLIPS {
        let sample = media.join(clip);
        recording_on_and_off(&sample, runs, scratch.path());
    }
    whole_corpus(runs.min(5), scratch.path());
    for clip in CLIPS {
        sizes_and_judging(&media.join(clip), scratch.path());
    }
}

/// The large set, generated once.
fn media() -> PathBuf {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench-media");
    if !dir.join("manifest.toml").exists() {
        let _ = std::fs::remove_dir_all(&dir);
        println!("generating the large set into target/bench-media (some minutes, once)");
        generate(Set::Large, &dir, |_| ()).unwrap();
    }
    dir
}

fn time(command: &mut Command) -> Duration {
    let begun = Instant::now();
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    begun.elapsed()
}

fn ffmpeg(sample: &Path) -> Duration {
    time(
        Command::new("ffmpeg")
            .args(["-v", "error", "-threads", "1", "-i"])
            .arg(sample)
            .args(["-f", "null", "-"]),
    )
}

/// Sessions one after the other, each new.
struct Turn<'a> {
    scratch: &'a Path,
    count: u32,
}

impl<'a> Turn<'a> {
    fn new(scratch: &'a Path) -> Self {
        Self { scratch, count: 0 }
    }

    /// The time of `mpdbg play` over these samples, everything included but `mpdbg new`.
    fn session(&mut self, samples: &[&Path], jobs: usize) -> Duration {
        self.count += 1;
        let sessions = self
            .scratch
            .join(format!("sessions-{}-{}", samples.len(), self.count));
        let dir = samples[0].parent().unwrap();
        let playlist = self.scratch.join("playlist.txt");
        let names: Vec<String> = samples
            .iter()
            .map(|s| {
                SampleName::from_path(s.strip_prefix(dir).unwrap())
                    .unwrap()
                    .to_string()
            })
            .collect();
        std::fs::write(&playlist, names.join("\n")).unwrap();
        let mpdbg = || {
            let mut command = Command::new(MPDBG);
            command
                .arg("--samples-dir")
                .arg(dir)
                .arg("--sessions-dir")
                .arg(&sessions);
            command
        };
        time(mpdbg().arg("new").arg("bench").arg(&playlist));
        let took = time(mpdbg().args(["play", "--jobs", &jobs.to_string()]));
        let recordings = std::fs::read_dir(sessions.join("bench/dbg"))
            .unwrap()
            .flatten();
        let sealed = recordings
            .filter(|f| f.path().extension().is_some_and(|e| e == "dbg"))
            .count();
        assert_eq!(sealed, samples.len(), "every sample was recorded");
        std::fs::remove_dir_all(&sessions).unwrap();
        took
    }
}

/// A recorder, and how long it took of the play.
struct Timed {
    recorder: Recorder,
    spent: Duration,
}

impl Listener for Timed {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        let begun = Instant::now();
        let kept = self.recorder.event(event);
        self.spent += begun.elapsed();
        kept
    }

    fn settle(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        let kept = self.recorder.settle();
        self.spent += begun.elapsed();
        kept
    }
}

fn header(sample: &str) -> RecordingHeader {
    RecordingHeader {
        sample: SampleName::parse(sample).unwrap(),
        scenario: ScenarioName::default(),
        repeat: 0,
        machine: None,
        player: "bench".into(),
        clock: Clock::Virtual,
        hash: HashKind::Xxh3,
        attempt: 0,
        started: String::new(),
    }
}

/// A play with recording against the same play without the time that recording took: two plays in
/// turn differ by more than what is measured here.
fn recording_on_and_off(sample: &Path, runs: usize, scratch: &Path) {
    let path = scratch.join("on-and-off.dbg");
    let ratios = sorted((0..runs).map(|_| {
        let _ = std::fs::remove_file(&path);
        let begun = Instant::now();
        let recorder = Recorder::create(&path, &header("clip")).unwrap();
        let mut timed = Timed {
            recorder,
            spent: Duration::ZERO,
        };
        play(sample, &PlayOptions::default(), &mut timed).unwrap();
        let whole = begun.elapsed();
        timed.recorder.finish().unwrap();
        whole.as_secs_f64() / whole.checked_sub(timed.spent).unwrap().as_secs_f64()
    }));
    let name = sample.file_name().unwrap().to_string_lossy().into_owned();
    println!(
        "recording on / off, {name}\n    ratio {:.4} [{:.4} .. {:.4}]",
        ratios[runs / 2],
        ratios[0],
        ratios[runs - 1]
    );
    let _ = std::fs::remove_file(&path);
}

fn whole_corpus(runs: usize, scratch: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("../shared/corpus");
    let dir = if corpus.is_dir() {
        corpus
    } else {
        root.join("samples")
    };
    let mut samples: Vec<PathBuf> = std::fs::read_dir(&dir)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            !path
                .extension()
                .is_some_and(|e| e == "txt" || e == "toml" || e == "dbg")
        })
        .collect();
    samples.sort();
    let list: Vec<&Path> = samples.iter().map(PathBuf::as_path).collect();
    let mut turn = Turn::new(scratch);
    pairs(
        &format!(
            "mpdbg play --jobs 2, {} samples / two ffmpeg side by side",
            list.len()
        ),
        runs,
        || turn.session(&list, 2),
        || {
            let begun = Instant::now();
            let next = std::sync::atomic::AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for _ in 0..2 {
                    scope.spawn(|| {
                        while let Some(sample) =
                            list.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                        {
                            ffmpeg(sample);
                        }
                    });
                }
            });
            begun.elapsed()
        },
    );
}

/// Bytes an event of the sealed recording, and how many events a second are read and judged.
fn sizes_and_judging(sample: &Path, scratch: &Path) {
    let name = sample.file_name().unwrap().to_string_lossy().into_owned();
    let path = scratch.join(format!("{name}.dbg"));
    let mut recorder = Recorder::create(&path, &header("clip")).unwrap();
    play(sample, &PlayOptions::default(), &mut recorder).unwrap();
    recorder.finish().unwrap();
    let sealed = seal(&path, &Outcome::Finished).unwrap();
    let expected = mpdbg_media::probe(sample).unwrap();
    let begun = Instant::now();
    let rounds = 50;
    let mut events = Vec::new();
    for _ in 0..rounds {
        if let Recording::Sealed { events: read, .. } = Recording::open(&path).unwrap() {
            events = read;
        }
    }
    let reading = begun.elapsed().as_secs_f64() / f64::from(rounds) / events.len() as f64;
    let begun = Instant::now();
    let mut defects = 0;
    let known = Known {
        expected: Some(&expected),
        ..Known::default()
    };
    for _ in 0..rounds {
        defects += judge(&events, known, &Profile::default()).defects.len();
    }
    let judging = begun.elapsed().as_secs_f64() / f64::from(rounds) / events.len() as f64;
    println!(
        "{name}: {} events, {:.2} bytes an event sealed, read {:.1} ns an event, judged {:.1} ns an event ({:.1} million a second), {} defects",
        events.len(),
        sealed.bytes as f64 / sealed.events as f64,
        reading * 1e9,
        judging * 1e9,
        1e-6 / judging,
        defects / rounds as usize,
    );
}
