//! Expected timelines, kept beside the recordings so that judging needs no sample.

use std::path::Path;

use mpdbg_model::{ExpectedTimeline, SampleName};
use serde::{Deserialize, Serialize};

use crate::atomic::{self, Existing, READ_ONLY};
use crate::format::{
    HeaderError, Kind, Lines, State, decode_expected, encode_expected, next_block, pack,
    read_lines, unpack, write_lines,
};
use crate::{RecordingError, regular};

/// Bytes of the largest file that is read as an expected timeline.
const MAX_FILE: u64 = 1 << 30;

#[derive(Debug, Serialize, Deserialize)]
struct ExpectedHeader {
    sample: SampleName,
}

impl Kind for ExpectedHeader {
    const MAGIC: &'static str = "mpdbg-expected";
    const CODEC: &'static str = "bincode-2-varint";
}

/// Writes what `sample` promises to `path`, as a read-only file that is there as a whole or not at all.
///
/// # Errors
/// When the file exists already (it is never overwritten) or cannot be written.
pub fn write_expected(
    path: &Path,
    sample: &SampleName,
    timeline: &ExpectedTimeline,
) -> Result<(), RecordingError> {
    let header = ExpectedHeader {
        sample: sample.clone(),
    };
    let write = || {
        let mut file = write_lines(&header, State::Sealed)?;
        pack(1, &encode_expected(timeline)?, &mut file)?;
        atomic::write(path, &file, READ_ONLY, Existing::Keep)
    };
    write().map_err(|error| RecordingError::io(path, error))
}

/// Reads an expected timeline.
///
/// # Errors
/// When the file cannot be read, is damaged anywhere, or was written by a newer mpdbg.
pub fn read_expected(path: &Path) -> Result<ExpectedTimeline, RecordingError> {
    let file = regular::read(path, MAX_FILE).map_err(|error| RecordingError::io(path, error))?;
    let damaged = |what: String| RecordingError::Damaged {
        path: path.to_path_buf(),
        what,
    };
    let lines: Lines<ExpectedHeader> = read_lines(&file).map_err(|error| match error {
        HeaderError::Newer(version) => RecordingError::NewerFormat {
            path: path.to_path_buf(),
            version,
        },
        HeaderError::Damaged(_) => damaged(error.to_string()),
    })?;
    if lines.state != State::Sealed {
        return Err(damaged("it is not finished".to_owned()));
    }
    let (block, after) =
        next_block(&file[lines.end..]).map_err(|error| damaged(error.to_string()))?;
    if !after.is_empty() {
        return Err(damaged("bytes follow the timeline".to_owned()));
    }
    let plain = unpack(&block).map_err(|error| damaged(error.to_string()))?;
    decode_expected(&plain).map_err(|error| damaged(error.to_string()))
}
