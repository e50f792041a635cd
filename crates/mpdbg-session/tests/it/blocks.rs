//! A recording that is read block by block is the same recording.

use mpdbg_model::{Event, LogLevel, LogLine, What};
use mpdbg_session::{Blocks, EventsHash, Recording, RecordingError, seal};
use proptest::prelude::*;
use std::path::Path;

use crate::events::{every_kind, header, hung, run};
use crate::realistic::realistic;
use crate::round_trip::{events, record};

fn sealed(path: &Path, events: &[Event]) -> (Vec<Event>, EventsHash) {
    record(path, events);
    seal(path, &hung()).unwrap();
    match Recording::open(path).unwrap() {
        Recording::Sealed { events, hash, .. } => (events, hash),
        other => panic!("{other:?}"),
    }
}

fn all(blocks: &Blocks) -> Result<Vec<Event>, RecordingError> {
    let read: Result<Vec<_>, _> = (0..blocks.len()).map(|it| blocks.read(it)).collect();
    Ok(read?.concat())
}

/// Events so long that a block is full before it holds 65,536 of them.
fn long_winded() -> Vec<Event> {
    let line = |number: u64| LogLine {
        level: LogLevel::Warning,
        component: "x".to_owned(),
        message: format!("{number:0>2000}"),
    };
    let event = |number| Event {
        at: run(number),
        what: What::LogWritten(Box::new(line(number))),
    };
    (0..5000).map(event).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn blocks_hold_the_events_of_the_recording(events in events(), first in 0_u64..50, count in 0_u64..50) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.dbg");
        let (events, hash) = sealed(&path, &events);
        let blocks = Blocks::open(&path).unwrap().unwrap();
        prop_assert_eq!(blocks.header(), &header());
        prop_assert_eq!(blocks.outcome(), &hung());
        prop_assert_eq!((blocks.events(), blocks.hash()), (events.len() as u64, hash));
        prop_assert_eq!(&all(&blocks).unwrap(), &events);
        let begin = (first as usize).min(events.len());
        let end = (begin + count as usize).min(events.len());
        prop_assert_eq!(&blocks.range(first, count).unwrap(), &events[begin..end]);
    }
}

#[test]
fn a_range_may_lie_in_several_blocks() {
    let dir = tempfile::tempdir().unwrap();
    for (name, events, least) in [("full", realistic(400, 0), 3), ("long", long_winded(), 4)] {
        let path = dir.path().join(name);
        let (events, _) = sealed(&path, &events);
        let blocks = Blocks::open(&path).unwrap().unwrap();
        assert!(blocks.len() >= least, "{name}: {} blocks", blocks.len());
        assert!(all(&blocks).unwrap() == events, "{name}");
        for number in 1..blocks.len() {
            let first = blocks.first(number).unwrap();
            let range = blocks.range(first - 2, 5).unwrap();
            let begin = first as usize - 2;
            assert_eq!(
                range,
                events[begin..(begin + 5).min(events.len())],
                "{name}"
            );
        }
        assert!(blocks.range(0, u64::MAX).unwrap() == events, "{name}");
        assert_eq!(blocks.range(blocks.events(), 1).unwrap(), []);
        assert!(blocks.read(blocks.len()).is_err());
        assert_eq!(blocks.first(blocks.len()), None);
    }
}

#[test]
fn what_the_reader_refuses_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let (events, _) = sealed(&path, &every_kind());
    let whole = std::fs::read(&path).unwrap();
    let bad = dir.path().join("bad.dbg");
    let refused = |bytes: &[u8], what: &str| {
        std::fs::write(&bad, bytes).unwrap();
        let read = Blocks::open(&bad).and_then(|it| all(&it.unwrap()));
        let Err(RecordingError::Damaged { what: told, .. }) = read else {
            panic!("{what}: {read:?}");
        };
        told
    };
    for at in 0..whole.len() {
        let mut flipped = whole.clone();
        flipped[at] ^= 1 << (at % 8);
        refused(&flipped, &format!("byte {at}"));
        refused(&whole[..at], &format!("{at} bytes"));
    }
    let longer = [&whole[..], &[b'x'; 77]].concat();
    let told = refused(&longer, "appended");
    assert_eq!(told, "77 bytes were appended behind its end");
    // Damage in one block says nothing of the others.
    let blocks = Blocks::open(&path).unwrap().unwrap();
    let last = blocks.read(blocks.len() - 1).unwrap();
    assert_eq!(last.last(), events.last());
}

#[test]
fn an_unsealed_recording_has_no_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &every_kind());
    assert!(Blocks::open(&path).unwrap().is_none());
    let missing = Blocks::open(&dir.path().join("none"));
    assert!(matches!(missing, Err(RecordingError::Io { .. })));
}
