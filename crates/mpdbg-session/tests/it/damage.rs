//! Damaged data is never shown as good: every byte flipped, every length cut.

use mpdbg_model::{Event, Outcome};
use mpdbg_session::{AttemptState, Recording, RecordingError, recording_state, seal};
use std::path::PathBuf;

use crate::events::{every_kind, hung};
use crate::round_trip::record;

struct Files {
    _dir: tempfile::TempDir,
    path: PathBuf,
    unsealed: Vec<u8>,
    sealed: Vec<u8>,
    events: Vec<Event>,
}

fn files() -> Files {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.dbg");
    record(&path, &every_kind());
    let unsealed = std::fs::read(&path).unwrap();
    seal(&path, &hung()).unwrap();
    let sealed = std::fs::read(&path).unwrap();
    let events = Recording::from_bytes(&sealed).events().to_vec();
    Files {
        _dir: dir,
        path,
        unsealed,
        sealed,
        events,
    }
}

/// Every bit of every byte, and all bits of it at once.
fn flips(file: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    let masks = (0..8).map(|bit| 1_u8 << bit).chain([0xff]);
    masks.flat_map(move |mask| {
        (0..file.len()).map(move |at| {
            let mut flipped = file.to_vec();
            flipped[at] ^= mask;
            (at, flipped)
        })
    })
}

fn assert_prefix(recording: &Recording, all: &[Event], at: usize) {
    assert!(all.starts_with(recording.events()), "byte {at}");
}

#[test]
fn a_sealed_recording_with_any_byte_flipped_is_damaged() {
    let files = files();
    for (at, flipped) in flips(&files.sealed) {
        let recording = Recording::from_bytes(&flipped);
        assert!(
            matches!(recording, Recording::Damaged { .. }),
            "byte {at}: {recording:?}"
        );
        assert_prefix(&recording, &files.events, at);
    }
}

#[test]
fn a_sealed_recording_cut_anywhere_is_damaged() {
    let files = files();
    for length in 0..files.sealed.len() {
        let recording = Recording::from_bytes(&files.sealed[..length]);
        assert!(
            matches!(recording, Recording::Damaged { .. }),
            "{length} bytes: {recording:?}"
        );
        assert_prefix(&recording, &files.events, length);
    }
    let longer = [&files.sealed[..], b"\0"].concat();
    assert!(matches!(
        Recording::from_bytes(&longer),
        Recording::Damaged { .. }
    ));
}

#[test]
fn an_unsealed_recording_with_any_byte_flipped_shows_only_what_was_written() {
    let files = files();
    for (at, flipped) in flips(&files.unsealed) {
        let recording = Recording::from_bytes(&flipped);
        let honest = matches!(
            recording,
            Recording::Damaged { .. } | Recording::Unsealed { torn: true, .. }
        );
        assert!(honest, "byte {at}: {recording:?}");
        assert_prefix(&recording, &files.events, at);
    }
}

#[test]
fn an_unsealed_recording_cut_anywhere_is_a_prefix() {
    let files = files();
    let body = Recording::from_bytes(&files.unsealed);
    let mut most = 0;
    for length in 0..files.unsealed.len() {
        let recording = Recording::from_bytes(&files.unsealed[..length]);
        assert!(!matches!(recording, Recording::Sealed { .. }));
        assert_prefix(&recording, &files.events, length);
        assert!(recording.events().len() >= most, "{length} bytes");
        most = recording.events().len();
    }
    assert!(most < body.events().len());
}

#[test]
fn the_quick_look_is_as_strict() {
    let files = files();
    let dir = tempfile::tempdir().unwrap();
    for (at, flipped) in flips(&files.sealed).step_by(7) {
        let path = dir.path().join("flipped");
        std::fs::write(&path, flipped).unwrap();
        let state = recording_state(&path).unwrap();
        assert!(
            matches!(state, AttemptState::Damaged { .. }),
            "byte {at}: {state:?}"
        );
    }
    assert_eq!(
        recording_state(&files.path).unwrap(),
        AttemptState::Ended(hung())
    );
}

#[test]
fn a_torn_recording_is_sealed_without_the_torn_part_and_a_damaged_one_is_not() {
    let files = files();
    let dir = tempfile::tempdir().unwrap();
    let torn = dir.path().join("torn.dbg");
    std::fs::write(&torn, &files.unsealed[..files.unsealed.len() - 3]).unwrap();
    let whole = Recording::open(&torn).unwrap().events().to_vec();
    seal(&torn, &Outcome::Interrupted).unwrap();
    let sealed = Recording::open(&torn).unwrap();
    assert!(matches!(sealed, Recording::Sealed { .. }));
    assert_eq!(&sealed.events()[..whole.len()], &whole[..]);
    assert_eq!(sealed.events().len(), whole.len() + 1);

    let mut bytes = files.unsealed.clone();
    *bytes.last_mut().unwrap() ^= 1;
    let damaged = dir.path().join("damaged.dbg");
    std::fs::write(&damaged, &bytes).unwrap();
    let refused = seal(&damaged, &Outcome::Finished);
    assert!(matches!(refused, Err(RecordingError::Damaged { .. })));
    assert_eq!(std::fs::read(&damaged).unwrap(), bytes);
}

#[test]
fn what_was_appended_behind_the_end_is_told_as_that() {
    let Files {
        path,
        sealed,
        events,
        _dir,
        ..
    } = files();
    let longer = [&sealed[..], &[b'x'; 77]].concat();
    let told = "77 bytes were appended behind its end";
    let Recording::Damaged {
        what,
        events: read,
        header,
    } = Recording::from_bytes(&longer)
    else {
        panic!("it is not damaged");
    };
    assert_eq!((what.as_str(), header.is_some()), (told, true));
    assert_eq!(read, events);
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, &longer).unwrap();
    let state = recording_state(&path).unwrap();
    assert!(matches!(state, AttemptState::Damaged { what } if what == told));
}
