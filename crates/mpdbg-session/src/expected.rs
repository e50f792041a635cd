//! Expected timelines, kept beside the recordings so that judging needs no sample.

use std::path::Path;

use mpdbg_model::{ExpectedTimeline, SampleName};
use serde::{Deserialize, Serialize};

use crate::RecordingError;
use crate::format::Kind;
use crate::whole::{self, OfSample};

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    sample: SampleName,
}

impl Kind for Header {
    const MAGIC: &'static str = "mpdbg-expected";
    const CODEC: &'static str = "bincode-2-varint";
}

impl OfSample for Header {
    type Value = ExpectedTimeline;

    fn of(sample: &SampleName) -> Self {
        Self {
            sample: sample.clone(),
        }
    }
}

/// Writes what `sample` promises to `path`, as a read-only file that is there as a whole or not at all. Of several
/// processes that write it at the same time one wins; the others get `AlreadyExists`.
///
/// # Errors
/// When the file exists already (it is never overwritten) or cannot be written.
pub fn write_expected(
    path: &Path,
    sample: &SampleName,
    timeline: &ExpectedTimeline,
) -> Result<(), RecordingError> {
    whole::write::<Header>(path, sample, timeline)
}

/// Reads an expected timeline.
///
/// # Errors
/// When the file cannot be read, is damaged anywhere, or was written by a newer mpdbg.
pub fn read_expected(path: &Path) -> Result<ExpectedTimeline, RecordingError> {
    whole::read::<Header>(path)
}
