//! Values that are kept beside the recordings, each in a file that is there as a whole or not at all.

use std::io;
use std::path::Path;

use mpdbg_model::SampleName;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::atomic::{self, Existing, READ_ONLY};
use crate::format::{
    HeaderError, Kind, Lines, State, decode_whole, encode_whole, next_block, pack, read_lines,
    unpack, write_lines,
};
use crate::{RecordingError, regular};

/// Bytes of the largest file that is read.
const MAX_FILE: u64 = 1 << 30;

/// What a kind of these files says of itself: which sample it is about.
pub(crate) trait OfSample: Kind {
    /// What the file holds.
    type Value: Serialize + DeserializeOwned;

    /// The header of a file about `sample`.
    fn of(sample: &SampleName) -> Self;
}

/// Writes a read-only file, unless there is one already.
pub(crate) fn write<K: OfSample>(
    path: &Path,
    sample: &SampleName,
    value: &K::Value,
) -> Result<(), RecordingError> {
    let file = content(&K::of(sample), value);
    file.and_then(|file| atomic::write(path, &file, READ_ONLY, Existing::Keep))
        .map_err(|error| RecordingError::io(path, error))
}

/// The bytes of a file that holds one value.
pub(crate) fn content<K: Kind>(header: &K, value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut file = write_lines(header, State::Sealed)?;
    pack(1, &encode_whole(value)?, &mut file)?;
    Ok(file)
}

/// Reads a file of this kind.
pub(crate) fn read<K: OfSample>(path: &Path) -> Result<K::Value, RecordingError> {
    read_as::<K, K::Value>(path, |_| true).and_then(|value| {
        let what = "it is not of this kind".to_owned();
        let path = path.to_path_buf();
        value.ok_or(RecordingError::Damaged { path, what })
    })
}

/// Reads a file that holds one value; nothing where `fits` does not want it by its header.
pub(crate) fn read_as<K: Kind, V: DeserializeOwned>(
    path: &Path,
    fits: impl FnOnce(&K) -> bool,
) -> Result<Option<V>, RecordingError> {
    let file = regular::read(path, MAX_FILE).map_err(|error| RecordingError::io(path, error))?;
    let damaged = |what: String| RecordingError::Damaged {
        path: path.to_path_buf(),
        what,
    };
    let lines: Lines<K> = read_lines(&file).map_err(|error| match error {
        HeaderError::Newer(version) => RecordingError::NewerFormat {
            path: path.to_path_buf(),
            version,
        },
        HeaderError::Damaged(_) => damaged(error.to_string()),
    })?;
    if lines.state != State::Sealed {
        return Err(damaged("it is not finished".to_owned()));
    }
    if !fits(&lines.header) {
        return Ok(None);
    }
    let (block, after) =
        next_block(&file[lines.end..]).map_err(|error| damaged(error.to_string()))?;
    if !after.is_empty() {
        return Err(damaged("bytes follow the content".to_owned()));
    }
    let plain = unpack(&block).map_err(|error| damaged(error.to_string()))?;
    decode_whole(&plain)
        .map(Some)
        .map_err(|error| damaged(error.to_string()))
}
