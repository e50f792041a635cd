//! A play that is looked at while it is recorded, and one that is damaged.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use mpdbg_analysis::{Counters, Judgement, Limits, Overview, Profile};
use mpdbg_model::{Event, Listener, LogLevel, LogLine, Outcome, RunTime, SampleRecord, What};
use mpdbg_session::{Blocks, Following, Recorder, seal};

use super::fixture::{header, sounds};
use super::{Everything, Identity, LookedAt};

fn identity(caution: &str) -> Identity {
    Identity {
        session: "s".to_owned(),
        dev_debug: false,
        header: header(),
        sample: PathBuf::new(),
        record: SampleRecord {
            name: header().sample,
            size: 1,
            blake3: String::new(),
            opens: true,
            expects: Vec::new(),
        },
        caution: caution.to_owned(),
        profile: Profile::default(),
    }
}

fn live(path: &Path) -> LookedAt {
    let mut following = Following::new(path.to_path_buf());
    following.begin().unwrap();
    let again = Box::new(|| {
        let everything = Everything {
            events: Vec::new(),
            expected: None,
        };
        Some(LookedAt::in_memory(identity("judged"), None, everything))
    });
    LookedAt::live(identity("live"), following, PathBuf::new(), again)
}

#[test]
fn a_play_grows_while_it_is_recorded_and_is_judged_when_it_is_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut play = live(&path);
    assert!(!play.poll() && play.is_live());
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let events = sounds(500);
    for part in events.chunks(100) {
        part.iter().try_for_each(|it| recorder.event(it)).unwrap();
        recorder.settle().unwrap();
        let before = play.timeline.overview().events();
        assert!(play.poll() && play.is_live());
        let after = play.timeline.overview().events();
        assert_eq!((after - before) as usize, part.len());
        assert!(play.defects().is_empty());
    }
    assert_eq!(play.event(499), None, "it stays in the file");
    assert!(play.reach(499));
    assert_eq!(play.event(499), events.get(499));
    assert!(play.report().unwrap().events == events);
    let limits = Limits::of(&Profile::default());
    assert_eq!(play.timeline.overview(), &Overview::of(&events, limits));
    recorder.finish().unwrap();
    seal(&path, &Outcome::Finished).unwrap();
    while play.is_live() {
        play.poll();
    }
    assert_eq!(play.caution, "judged");
}

#[test]
fn a_section_that_cannot_be_read_is_told_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let events = sounds(70_000);
    events.iter().try_for_each(|it| recorder.event(it)).unwrap();
    recorder.finish().unwrap();
    seal(&path, &Outcome::Finished).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[1000] ^= 1;
    let damaged = dir.path().join("damaged.dbg");
    std::fs::write(&damaged, bytes).unwrap();
    let blocks = Blocks::open(&damaged).unwrap().unwrap();
    let overview = Overview::of(&events, Limits::of(&Profile::default()));
    let judgement = Judgement {
        defects: Vec::new(),
        unknown: Vec::new(),
        not_asked: Vec::new(),
        counters: Counters::default(),
    };
    let missing = dir.path().join("none");
    let mut play = LookedAt::on_disk(identity(""), judgement, overview, blocks, missing).prove();
    while play.is_being_proven() {
        play.take_proof();
    }
    assert!(
        play.caution
            .starts_with("what is shown was found out before")
            && play.caution.ends_with("block 0: its checksum is wrong"),
        "{}",
        play.caution
    );
    play.caution.clear();
    assert!(play.reach(0));
    assert!(
        play.caution.ends_with("block 0: its checksum is wrong"),
        "{}",
        play.caution
    );
    assert!(!play.reach(0) && play.event(0).is_none());
    assert!(play.reach(66_000));
    assert_eq!(play.event(66_000), events.get(66_000));
    assert!(play.report().is_err());
}

/// What the overview counts, which is what was taken in.
fn taken(play: &LookedAt) -> usize {
    play.timeline.overview().events() as usize
}

#[test]
fn catching_up_goes_on_behind_a_frame_that_is_longer_than_a_piece() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let long = What::LogWritten(Box::new(LogLine {
        level: LogLevel::Error,
        component: "h264".to_owned(),
        message: "x".repeat(700_000),
    }));
    let long = Event {
        at: RunTime::ZERO,
        what: long,
    };
    let events: Vec<Event> = [long].into_iter().chain(sounds(500)).collect();
    events.iter().try_for_each(|it| recorder.event(it)).unwrap();
    recorder.settle().unwrap();
    let mut play = live(&path);
    assert!(!play.poll(), "the frame is not whole yet");
    play.catch_up();
    assert_eq!(taken(&play), events.len());
    assert!(play.report().unwrap().events == events);
}

#[test]
fn catching_up_goes_on_in_the_sealed_recording_that_took_the_place() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let events = sounds(500);
    events.iter().try_for_each(|it| recorder.event(it)).unwrap();
    recorder.settle().unwrap();
    let mut play = live(&path);
    play.catch_up();
    assert_eq!(taken(&play), events.len());
    recorder.finish().unwrap();
    seal(&path, &Outcome::Finished).unwrap();
    play.catch_up();
    assert_eq!(taken(&play), events.len() + 1, "how the attempt ended");
}
