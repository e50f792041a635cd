//! The golden recordings of format 1: what an mpdbg of its time wrote is read by every later one.

use std::path::PathBuf;

use mpdbg_model::{Event, What};
use mpdbg_session::{Recording, seal};

use crate::events::{every_kind, header, hung};
use crate::round_trip::record;

fn golden(name: &str) -> PathBuf {
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
    let unsealed = golden("format-1.unsealed.dbg");
    record(&unsealed, &every_kind());
    let sealed = golden("format-1.dbg");
    record(&sealed, &every_kind());
    let seal = seal(&sealed, &hung()).unwrap();
    assert_eq!(seal.events, 27);
}
