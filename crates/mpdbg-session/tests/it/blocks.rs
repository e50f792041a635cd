//! A recording that is read block by block is the same recording.

use mpdbg_model::{Event, LogLevel, LogLine, What};
use mpdbg_session::{Blocks, EventsHash, Recording, RecordingError, seal};
use proptest::prelude::*;
use std::ops::ControlFlow;
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
        let mut each = Vec::new();
        let go_on = |part: &[Event]| {
            each.extend_from_slice(part);
            ControlFlow::Continue(())
        };
        assert!(blocks.each(go_on).unwrap().is_continue());
        assert!(each == events, "{name}");
        let mut asked = 0;
        let left = blocks.prove(|| {
            asked += 1;
            ControlFlow::Break(())
        });
        assert_eq!((left.unwrap().is_break(), asked), (true, 1));
        for event in [0, 1, events.len() as u64 - 1] {
            let block = blocks.holding(event).unwrap();
            let first = blocks.first(block).unwrap() as usize;
            let here = &blocks.read(block).unwrap()[event as usize - first];
            assert_eq!(here, &events[event as usize], "{name}");
        }
        assert_eq!(blocks.holding(blocks.events()), None);
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

/// Every block is sound by itself, and the heads add up.
#[test]
fn blocks_that_changed_places_are_not_what_was_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    let (events, _) = sealed(&path, &realistic(400, 0));
    let whole = std::fs::read(&path).unwrap();
    let head = |at: usize| u32::from_le_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
    let lines = whole.iter().enumerate().filter(|it| *it.1 == b'\n');
    let first = lines.map(|it| it.0).nth(1).unwrap() + 1;
    let second = first + 16 + head(first + 8);
    let third = second + 16 + head(second + 8);
    let swapped = [
        &whole[..first],
        &whole[second..third],
        &whole[first..second],
        &whole[third..],
    ];
    std::fs::write(dir.path().join("y.dbg"), swapped.concat()).unwrap();
    let on = || ControlFlow::Continue(());
    let sound = Blocks::open(&path).unwrap().unwrap();
    assert!(sound.prove(on).unwrap().is_continue());
    let blocks = Blocks::open(&dir.path().join("y.dbg")).unwrap().unwrap();
    assert_eq!(blocks.events(), events.len() as u64);
    assert!(all(&blocks).is_ok(), "each block is as it was written");
    let words = [
        blocks.prove(on).unwrap_err().to_string(),
        blocks.each(|_| on()).unwrap_err().to_string(),
    ];
    for words in words {
        assert!(words.ends_with("not those that were sealed"), "{words}");
    }
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
