//! The golden recordings of every format: what an mpdbg of its time wrote is read by every later one.

use std::path::PathBuf;

use mpdbg_model::{Event, What};
use mpdbg_session::{Recording, seal};

use crate::events::{every_kind, header, hung};
use crate::later_events::{later, load, sketches};
use crate::round_trip::record;

/// A file that an mpdbg of some time wrote.
pub fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/golden")
        .join(name)
}

#[test]
fn the_unsealed_golden_recording_is_read_event_by_event() {
    let recording = Recording::open(&golden("format-1.unsealed.dbg")).unwrap();
    let Recording::Unsealed {
        header: found,
        events,
        torn,
    } = recording
    else {
        panic!("{recording:?}")
    };
    assert_eq!((found, torn), (header(), false));
    assert_events(&events, &every_kind());
}

#[test]
fn the_sealed_golden_recording_is_read_event_by_event() {
    let recording = Recording::open(&golden("format-1.dbg")).unwrap();
    let Recording::Sealed {
        header: found,
        events,
        hash,
    } = recording
    else {
        panic!("{recording:?}")
    };
    assert_eq!(found, header());
    assert_eq!(
        hash.to_string(),
        "44b3afb8bd5895e6e568483cf08a3bd9a2e265d26730e15a1f29d3bd132f6a6d"
    );
    let mut expected = every_kind();
    let at = expected.last().unwrap().at;
    expected.push(Event {
        at,
        what: What::AttemptEnded(Box::new(hung())),
    });
    assert_events(&events, &expected);
}

/// What the golden recordings of format 2 hold: every kind of format 1, then the later ones.
fn every_kind_of_2() -> Vec<Event> {
    then(every_kind(), later())
}

/// What those of format 3 hold: every kind of format 2, then what came with 3.
fn every_kind_of_3() -> Vec<Event> {
    then(then(every_kind_of_2(), load()), sketches())
}

/// Events that follow others, none of them earlier than those.
fn then(mut events: Vec<Event>, later: Vec<Event>) -> Vec<Event> {
    let at = events.last().unwrap().at;
    events.extend(later.into_iter().map(|event| Event {
        at: at.max(event.at),
        ..event
    }));
    events
}

#[test]
fn the_golden_recordings_of_later_formats_are_read_event_by_event() {
    for (format, expected) in [(2, every_kind_of_2()), (3, every_kind_of_3())] {
        let file = |kind: &str| golden(&format!("format-{format}{kind}.dbg"));
        let unsealed = Recording::open(&file(".unsealed")).unwrap();
        assert_events(unsealed.events(), &expected);
        let sealed = Recording::open(&file("")).unwrap();
        assert!(matches!(sealed, Recording::Sealed { .. }), "{sealed:?}");
        assert_eq!(sealed.outcome(), Some(&hung()));
        let (_, before) = sealed.events().split_last().unwrap();
        assert_events(before, &expected);
    }
}

fn assert_events(found: &[Event], expected: &[Event]) {
    for (number, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found, expected, "event {number}");
    }
    assert_eq!(found.len(), expected.len());
}

/// Writes the golden files. Only for a new format, under a new name: those that exist stay.
#[test]
#[ignore = "makes golden files for a new format; existing ones are never made again"]
fn make_the_golden_recordings() {
    let unsealed = golden("format-3.unsealed.dbg");
    record(&unsealed, &every_kind_of_3());
    let sealed = golden("format-3.dbg");
    record(&sealed, &every_kind_of_3());
    let seal = seal(&sealed, &hung()).unwrap();
    assert_eq!(seal.events, every_kind_of_3().len() as u64 + 1);
}
