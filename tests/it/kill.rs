//! `kill -9` of the player, of mpdbg and of both, at random moments: what was written is readable,
//! the session opens, and `mpdbg play` completes it.

use std::path::{Path, PathBuf};

use mpdbg_model::{Event, Listener, RecordingHeader, What};
use mpdbg_session::{Recorder, Recording, Session, Store};
use rustix::process::{Signal, kill_process};

use crate::harness::{Mpdbg, children, samples_with};

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
    let (mut killed, mut begun) = (0, 0);
    for moment in 0..MOMENTS {
        let victim = [Victim::Player, Victim::Mpdbg, Victim::Both][(moment % 3) as usize];
        let name = format!("kill-{moment}");
        mpdbg.run(&["new", &name]);
        let session = Store::new(mpdbg.sessions()).open(&name).unwrap();
        let which = (random.next() % SAMPLES.len() as u64) as usize;
        let size = random.next() % (whole[which].bytes + 1);
        let how = format!("{victim:?} at {size} bytes of {}", SAMPLES[which]);
        let cut = kill_when(&mpdbg, &session, which, size, victim);
        for (n, reference) in whole.iter().enumerate() {
            let before = cut.as_ref().filter(|_| n == which);
            let before = before.map_or_else(Vec::new, |file| told(file, &how));
            check(&recording(&session, n), &before, reference, &how);
            begun += u32::from(!before.is_empty());
        }
        killed += u32::from(cut.is_some());
        mpdbg.run(&["play", "--session", &name]);
        let cases = session.cases().unwrap();
        let attempts = session.attempts(&cases).unwrap();
        assert!(
            attempts.iter().all(|sample| sample.judged().is_some()),
            "{name}: `mpdbg play` completes it"
        );
    }
    assert!(
        killed > MOMENTS as u32 / 2,
        "only {killed} of {MOMENTS} were killed while they played"
    );
    assert!(
        begun > MOMENTS as u32 / 3,
        "only {begun} of {MOMENTS} had events when they were killed"
    );
    println!(
        "{killed} of {MOMENTS} processes were killed in the middle of a play, {begun} after the first events"
    );
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
    let cases = session.cases().unwrap();
    let case = cases
        .iter()
        .find(|case| case.sample.as_str() == SAMPLES[which])
        .unwrap();
    session.attempt_files(case, 0).recording
}

/// Starts `mpdbg play` and kills when the recording has grown to `size`. The recording as it was just
/// before; none when the play was over by then.
fn kill_when(
    mpdbg: &Mpdbg,
    session: &Session,
    which: usize,
    size: u64,
    victim: Victim,
) -> Option<Vec<u8>> {
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
    let before = reached.then(|| std::fs::read(&path).unwrap());
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
    before
}

/// After the kill the recording tells the same as the whole one, and all that was told before.
fn check(path: &Path, before: &[Event], whole: &Whole, how: &str) {
    // The player may still be dying when mpdbg was killed alone: its parent's death ends it.
    let Ok(file) = std::fs::read(path) else {
        assert!(before.is_empty(), "{how}: the recording is gone");
        return;
    };
    let told = told(&file, how);
    assert!(
        told.len() >= before.len(),
        "{how}: {} events are left of {}",
        told.len(),
        before.len()
    );
    assert_eq!(Some(&told[..]), whole.events.get(..told.len()), "{how}");
}

/// What the player said, from a recording that is sealed, or of which every byte is accounted for.
fn told(file: &[u8], how: &str) -> Vec<Event> {
    match Recording::from_bytes(file) {
        Recording::Sealed { mut events, .. } => {
            let last = events.pop();
            let ended = last.is_some_and(|last| matches!(last.what, What::AttemptEnded(_)));
            assert!(ended, "{how}: sealed without an end");
            events
        }
        Recording::Unsealed {
            header,
            events,
            torn,
        } => {
            account(file, &header, &events, torn, how);
            events
        }
        // Killed before the header was whole: nothing was recorded.
        Recording::Damaged { header: None, .. } if frames(file).is_none() => Vec::new(),
        Recording::Damaged { what, .. } => panic!("{how}: damaged: {what}"),
        Recording::NewerFormat { version } => panic!("{how}: newer format {version}"),
    }
}

/// Walks the frames by their lengths alone, as `docs/session-format.md` says, and holds them against the
/// events that were read: written again, these are as many bytes.
fn account(file: &[u8], header: &RecordingHeader, events: &[Event], torn: bool, how: &str) {
    let (framed, rest) = payload(file);
    assert_eq!(torn, rest > 0, "{how}: {rest} bytes after the last frame");
    let dir = tempfile::tempdir().unwrap();
    let again = dir.path().join("again");
    let mut recorder = Recorder::create(&again, header).unwrap();
    for event in events {
        recorder.event(event).unwrap();
    }
    recorder.finish().unwrap();
    let (expected, _) = payload(&std::fs::read(&again).unwrap());
    assert_eq!(framed, expected, "{how}: {} events", events.len());
}

/// Bytes of events in whole frames, and bytes behind the last whole frame.
fn payload(file: &[u8]) -> (usize, usize) {
    const CHECKSUM: usize = 4;
    let mut rest = frames(file).unwrap();
    let mut events = 0;
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = u32::from_le_bytes(*length) as usize;
        let Some((_, after)) = after.split_at_checked(CHECKSUM + length) else {
            break;
        };
        events += length;
        rest = after;
    }
    (events, rest.len())
}

/// What follows the two lines of the header; none when they are not whole.
fn frames(file: &[u8]) -> Option<&[u8]> {
    let mut ends = (0..file.len()).filter(|&at| file[at] == b'\n');
    ends.nth(1).map(|end| &file[end + 1..])
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
