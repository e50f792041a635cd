//! Why the lab could not do its work.

use std::io;
use std::path::PathBuf;

use mpdbg_media::MediaError;
use mpdbg_media::generate::GenerateError;
use mpdbg_media::mutate::MutateError;
use mpdbg_model::{SampleName, SampleNameError};
use mpdbg_sample::SamplesError;
use mpdbg_session::{RecordingError, SessionError};

/// Why the lab could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LabError {
    /// A clean clip could not be made.
    #[error(transparent)]
    Generate(#[from] GenerateError),
    /// A clean clip could not be written again.
    #[error("the clean clip {clip}: {source}")]
    Rewrite {
        /// The clip.
        clip: String,
        /// What is wrong with it.
        source: MutateError,
    },
    /// A clean clip cannot be read.
    #[error("the clean clip {clip}: {source}")]
    Clip {
        /// The clip.
        clip: String,
        /// What is wrong with it.
        source: MediaError,
    },
    /// A name that a sample cannot have.
    #[error(transparent)]
    Name(#[from] SampleNameError),
    /// The samples could not be read again.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// The session could not be made or read.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A recording could not be read.
    #[error(transparent)]
    Recording(#[from] RecordingError),
    /// A play has no recording that says how it ended.
    #[error("{0} was not recorded: {1}")]
    NotRecorded(SampleName, String),
    /// A file of the work directory could not be written or read.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The user asked for an end.
    #[error("the lab was interrupted")]
    Interrupted,
}

impl LabError {
    /// An error of the operating system at `path`.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
