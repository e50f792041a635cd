//! Reference decodes, kept beside the recordings so that judging needs no sample.

use std::path::Path;

use mpdbg_model::{Reference, SampleName};
use serde::{Deserialize, Serialize};

use crate::RecordingError;
use crate::format::Kind;
use crate::whole::{self, OfSample};

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    sample: SampleName,
}

impl Kind for Header {
    const MAGIC: &'static str = "mpdbg-reference";
    const CODEC: &'static str = "bincode-2-varint";
}

impl OfSample for Header {
    type Value = Reference;

    fn of(sample: &SampleName) -> Self {
        Self {
            sample: sample.clone(),
        }
    }
}

/// Writes the reference decode of `sample` to `path`, as a read-only file that is there as a whole or not
/// at all. Of several
/// processes that write it at the same time one wins; the others get `AlreadyExists`.
///
/// # Errors
/// When the file exists already (it is never overwritten) or cannot be written.
pub fn write_reference(
    path: &Path,
    sample: &SampleName,
    reference: &Reference,
) -> Result<(), RecordingError> {
    whole::write::<Header>(path, sample, reference)
}

/// Reads a reference decode.
///
/// # Errors
/// When the file cannot be read, is damaged anywhere, or was written by a newer mpdbg.
pub fn read_reference(path: &Path) -> Result<Reference, RecordingError> {
    whole::read::<Header>(path)
}
