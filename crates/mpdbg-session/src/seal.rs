//! Finishes a recording: says how the attempt ended, compresses, counts, hashes, makes it read-only.

use std::io::Write;
use std::path::Path;

use mpdbg_model::{Event, Outcome, RecordingHeader, RunTime, What};

use crate::RecordingError;
use crate::atomic::{self, Existing, READ_ONLY};
use crate::blocks::refused;
use crate::format::{EventsHash, Lines, Packer, State, read_lines, write_lines};
use crate::reader::{Tail, read_frames};

/// What a sealed recording amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Number of events, the closing `AttemptEnded` included.
    pub events: u64,
    /// Hash of the events.
    pub hash: EventsHash,
    /// Bytes of the sealed file.
    pub bytes: u64,
}

/// Seals the recording at `path`: the events that were written, then `AttemptEnded` with `outcome` at
/// the time of the last of them. A part of a frame at the end (the process died in a write) is left
/// out. Whenever this is cut short, the file is either the unsealed or the sealed recording.
///
/// # Errors
/// When the recording is sealed already, damaged or of a newer format, or cannot be read or written;
/// it is then as it was before.
pub fn seal(path: &Path, outcome: &Outcome) -> Result<Seal, RecordingError> {
    let io = |error| RecordingError::io(path, error);
    let file = crate::regular::read(path, u64::MAX - 1).map_err(io)?;
    let lines: Lines<RecordingHeader> = read_lines(&file).map_err(|error| refused(path, &error))?;
    if lines.state == State::Sealed {
        return Err(RecordingError::AlreadySealed(path.to_path_buf()));
    }
    let head = write_lines(&lines.header, State::Sealed).map_err(io)?;
    let mut packer = Packer::new(head);
    let mut at = RunTime::ZERO;
    let mut pushed = Ok(());
    let tail = read_frames(&file[lines.end..], |event| {
        at = event.at;
        if pushed.is_ok() {
            pushed = packer.push(&event);
        }
    });
    pushed.map_err(io)?;
    if let Tail::Damaged(what) = tail {
        let path = path.to_path_buf();
        return Err(RecordingError::Damaged { path, what });
    }
    // In a block of its own, so that the outcome can be read without the rest.
    let ending = What::AttemptEnded(Box::new(outcome.clone()));
    packer
        .end_block()
        .and_then(|()| packer.push(&Event { at, what: ending }))
        .map_err(io)?;
    let (sealed, trailer) = packer.finish().map_err(io)?;
    let mut unnamed = atomic::begin(path, READ_ONLY).map_err(io)?;
    unnamed.write_all(&sealed).map_err(io)?;
    atomic::finish(unnamed, path, Existing::Replace).map_err(io)?;
    Ok(Seal {
        events: trailer.events,
        hash: trailer.hash,
        bytes: sealed.len() as u64,
    })
}
