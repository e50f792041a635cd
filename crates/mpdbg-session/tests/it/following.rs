//! Who follows a recording sees every event once, however it is written.

use mpdbg_model::{Event, Listener, Outcome};
use mpdbg_session::{Following, Recorder, Recording, RecordingError, seal};
use proptest::prelude::*;
use std::fs::OpenOptions;
use std::io::Write;

use crate::events::{every_kind, header, hung};
use crate::realistic::realistic;
use crate::round_trip::{events, record};

/// Takes in everything that is there.
fn drain(following: &mut Following, seen: &mut Vec<Event>) -> Option<Outcome> {
    loop {
        let news = following.poll().unwrap();
        seen.extend(news.events);
        if news.outcome.is_some() || !news.more {
            return news.outcome;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn every_event_is_seen_once_whatever_the_cuts(
        events in events(),
        cuts in proptest::collection::vec(0.0..1.0_f64, 0..12),
        last in 0.0..=1.0_f64,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.dbg");
        let written = dir.path().join("written.dbg");
        record(&written, &events);
        let bytes = std::fs::read(&written).unwrap();
        let mut cuts: Vec<usize> = cuts.iter().map(|it| (bytes.len() as f64 * it) as usize).collect();
        cuts.sort_unstable();
        let end = if last < 0.5 { bytes.len() } else { (bytes.len() as f64 * last) as usize };
        let head = bytes.iter().enumerate().filter(|it| *it.1 == b'\n').nth(1).unwrap().0 + 1;
        let end = end.max(head);

        let mut following = Following::new(path.clone());
        let mut seen = Vec::new();
        prop_assert_eq!(drain(&mut following, &mut seen), None);
        let mut file = OpenOptions::new().create_new(true).append(true).open(&path).unwrap();
        let mut at = 0;
        for cut in cuts.into_iter().filter(|it| *it < end).chain([end]) {
            file.write_all(&bytes[at..cut]).unwrap();
            at = cut;
            prop_assert_eq!(drain(&mut following, &mut seen), None);
            let there = Recording::from_bytes(&bytes[..cut]);
            prop_assert_eq!(&seen[..], there.events());
            prop_assert!(!following.is_over());
            let (first, count) = (seen.len() / 3, seen.len() / 2);
            let again = following.range(first as u64, count as u64).unwrap();
            prop_assert_eq!(&again[..], &seen[first..first + count]);
        }
        // What is written last is seen only after it is sealed.
        file.write_all(&bytes[at..]).unwrap();
        seal(&path, &hung()).unwrap();
        prop_assert_eq!(drain(&mut following, &mut seen), Some(hung()));
        prop_assert!(following.is_over());
        prop_assert_eq!(following.header(), Some(&header()));
        let sealed = Recording::open(&path).unwrap();
        prop_assert_eq!(&seen[..], sealed.events());
        prop_assert_eq!(drain(&mut following, &mut seen), None);
        prop_assert_eq!(seen.len(), sealed.events().len());
    }
}

#[test]
fn a_recorder_is_followed_frame_by_frame() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let mut following = Following::new(path);
    let mut seen = Vec::new();
    for (count, event) in (1..).zip(&every_kind()) {
        recorder.event(event).unwrap();
        recorder.settle().unwrap();
        drain(&mut following, &mut seen);
        assert_eq!(seen.len(), count);
    }
    assert_eq!(seen, every_kind());
}

#[test]
fn a_large_sealed_recording_is_told_in_pieces() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &realistic(400, 0));
    seal(&path, &hung()).unwrap();
    let mut following = Following::new(path.clone());
    let mut seen = Vec::new();
    let mut pieces = 0;
    while !following.is_over() {
        let news = following.poll().unwrap();
        assert!(news.events.len() <= 65_536);
        seen.extend(news.events);
        pieces += 1;
    }
    assert!(pieces > 2, "{pieces}");
    assert!(seen == Recording::open(&path).unwrap().events());
}

#[test]
fn what_was_told_can_be_read_again_while_it_grows() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let events = realistic(200, 0);
    let mut recorder = Recorder::create(&path, &header()).unwrap();
    let mut following = Following::new(path.clone());
    let mut seen = Vec::new();
    for part in events.chunks(9_000) {
        part.iter().try_for_each(|it| recorder.event(it)).unwrap();
        recorder.settle().unwrap();
        drain(&mut following, &mut seen);
        let end = seen.len() as u64;
        for first in [0, end / 2, end.saturating_sub(10), end] {
            let again = following.range(first, 12_000).unwrap();
            let wanted = &seen[first as usize..(first as usize + 12_000).min(seen.len())];
            assert!(again == wanted, "{first} of {end}");
        }
    }
    assert!(seen == events && events.len() > 50_000);
    recorder.finish().unwrap();
    seal(&path, &hung()).unwrap();
    assert!(following.range(100, 40_000).unwrap() == events[100..40_100]);
    while !following.is_over() {
        following.poll().unwrap();
    }
    assert!(following.range(100, 40_000).unwrap() == events[100..40_100]);
}

#[test]
fn damage_and_other_recordings_in_its_place_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &every_kind());
    let mut following = Following::new(path.clone());
    drain(&mut following, &mut Vec::new());
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(following.poll(), Err(RecordingError::Io { .. })));
    // It lacks an event that was seen already.
    record(&path, &every_kind()[1..2]);
    seal(&path, &hung()).unwrap();
    assert!(matches!(
        following.poll(),
        Err(RecordingError::Damaged { .. })
    ));

    let damaged = dir.path().join("damaged.dbg");
    record(&damaged, &every_kind());
    let mut bytes = std::fs::read(&damaged).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&damaged, bytes).unwrap();
    let mut following = Following::new(damaged);
    assert!(matches!(
        following.poll(),
        Err(RecordingError::Damaged { .. })
    ));
}
