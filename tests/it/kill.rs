//! `kill -9` of the player, of mpdbg and of both, at random moments: what was written is readable,
//! the session opens, and `mpdbg play` completes it.

use std::path::{Path, PathBuf};
use std::process::Child;

use mpdbg_model::{Event, What};
use mpdbg_session::{Recording, Session, Store};
use rustix::process::{Pid, Signal, kill_process};

use crate::harness::{Mpdbg, samples_with};

const MOMENTS: u64 = 200;
const SAMPLES: [&str; 2] = ["h264-aac.mp4", "vp9-opus.webm"];

#[derive(Clone, Copy, Debug)]
enum Victim {
    Player,
    Mpdbg,
    Both,
}

#[test]
fn nothing_written_is_lost_when_anyone_is_killed_at_any_moment() {
    if !Path::new("/proc/self/stat").exists() {
        println!("skipped: the test finds the player's process through /proc, which is not here");
        return;
    }
    let samples = samples_with(&SAMPLES);
    let mpdbg = Mpdbg::over(samples.path());
    let whole = reference(&mpdbg);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut killed = 0;
    for moment in 0..MOMENTS {
        let victim = [Victim::Player, Victim::Mpdbg, Victim::Both][(moment % 3) as usize];
        let name = format!("kill-{moment}");
        mpdbg.run(&["new", &name]);
        let session = Store::new(mpdbg.sessions()).open(&name).unwrap();
        let which = (random.next() % SAMPLES.len() as u64) as usize;
        let size = random.next() % (whole[which].bytes + 1);
        killed += u32::from(kill_when(&mpdbg, &session, which, size, victim));
        for (n, reference) in whole.iter().enumerate() {
            check_prefix(
                &session,
                n,
                reference,
                &format!("{victim:?} at {size} bytes of {}", SAMPLES[which]),
            );
        }
        mpdbg.run(&["play", "--session", &name]);
        let playlist = session.playlist().unwrap();
        let attempts = session.attempts(&playlist).unwrap();
        assert!(
            attempts.iter().all(|sample| sample.judged().is_some()),
            "{name}: `mpdbg play` completes it"
        );
    }
    assert!(
        killed > MOMENTS as u32 / 2,
        "only {killed} of {MOMENTS} were killed while they played"
    );
    println!("{killed} of {MOMENTS} processes were killed in the middle of a play");
}

/// A whole recording of each sample, to hold the cut ones against.
struct Whole {
    events: Vec<Event>,
    /// About what the recording grows to before it is sealed.
    bytes: u64,
}

fn reference(mpdbg: &Mpdbg) -> Vec<Whole> {
    mpdbg.run(&["new", "whole"]);
    mpdbg.run(&["play"]);
    let session = Store::new(mpdbg.sessions()).open("whole").unwrap();
    (0..SAMPLES.len())
        .map(|n| {
            let events = Recording::open(&recording(&session, n))
                .unwrap()
                .events()
                .to_vec();
            let bytes = 13 * events.len() as u64;
            Whole { events, bytes }
        })
        .collect()
}

fn recording(session: &Session, which: usize) -> PathBuf {
    let playlist = session.playlist().unwrap();
    let name = playlist
        .iter()
        .find(|name| name.as_str() == SAMPLES[which])
        .unwrap();
    session.attempt_files(name, 0).recording
}

/// Starts `mpdbg play` and kills when the recording has grown to `size`; false when the play was
/// over before that.
fn kill_when(mpdbg: &Mpdbg, session: &Session, which: usize, size: u64, victim: Victim) -> bool {
    let path = recording(session, which);
    let mut run = mpdbg.spawn(&["play", "--jobs", "1", "--session", session.name().as_str()]);
    let reached = loop {
        if std::fs::metadata(&path).is_ok_and(|file| file.len() >= size) {
            break run.try_wait().unwrap().is_none();
        }
        if run.try_wait().unwrap().is_some() {
            break false;
        }
        std::thread::yield_now();
    };
    if reached {
        let players = children(&run);
        if matches!(victim, Victim::Mpdbg | Victim::Both) {
            run.kill().unwrap();
        }
        if matches!(victim, Victim::Player | Victim::Both) {
            for player in players {
                // It may have ended by itself in between.
                let _ = kill_process(player, Signal::KILL);
            }
        }
    }
    run.wait().unwrap();
    reached
}

fn children(of: &Child) -> Vec<Pid> {
    let tasks = format!("/proc/{}/task", of.id());
    std::fs::read_dir(tasks)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|text| {
            text.split_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<i32>>()
        })
        .filter_map(Pid::from_raw)
        .collect()
}

/// Whatever is there is sealed or a readable prefix, and tells the same as the whole recording.
fn check_prefix(session: &Session, which: usize, whole: &Whole, how: &str) {
    let path = recording(session, which);
    if !path.exists() {
        return;
    }
    // The player may still be dying when mpdbg was killed alone: its parent's death ends it.
    let recording = Recording::open(&path).unwrap();
    let events = match &recording {
        Recording::Sealed { events, .. } | Recording::Unsealed { events, .. } => events,
        // Created and killed before the header was whole: nothing was recorded.
        Recording::Damaged { events, .. } if events.is_empty() && is_short(&path) => return,
        Recording::Damaged { what, .. } => panic!("{how}: damaged: {what}"),
        Recording::NewerFormat { version } => panic!("{how}: newer format {version}"),
    };
    let told: Vec<&Event> = events
        .iter()
        .filter(|e| !matches!(e.what, What::AttemptEnded(_)))
        .collect();
    for (event, expected) in told.iter().zip(&whole.events) {
        assert_eq!(*event, expected, "{how}");
    }
    assert!(
        told.len() <= whole.events.len(),
        "{how}: more events than the whole recording"
    );
}

fn is_short(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.len() < 1024)
}

/// xorshift64: moments that differ, and are the same in every run of the test.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
