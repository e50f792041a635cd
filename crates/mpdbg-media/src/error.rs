//! What can go wrong with media.

use std::path::PathBuf;

use ffmpeg_next as ffmpeg;
use mpdbg_model::Failure;

/// An error of this room.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file could not be opened or read by the operating system.
    #[error("cannot open {path}: {source}", path = .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A directory, a named pipe, a device: never opened.
    #[error("{path} is not a regular file", path = .0.display())]
    NotAFile(PathBuf),
    /// The library refused what it was given.
    #[error("{}", .0.message)]
    Library(Failure),
    /// There is no decoder for a codec.
    #[error("no decoder for {0}")]
    NoDecoder(String),
}

impl From<ffmpeg::Error> for MediaError {
    fn from(error: ffmpeg::Error) -> Self {
        Self::Library(failure(error))
    }
}

impl From<MediaError> for Failure {
    fn from(error: MediaError) -> Self {
        match error {
            MediaError::Library(failure) => failure,
            MediaError::File { ref source, .. } => Self {
                code: -source.raw_os_error().unwrap_or(1),
                message: error.to_string(),
            },
            MediaError::NotAFile(_) | MediaError::NoDecoder(_) => Self {
                code: -1,
                message: error.to_string(),
            },
        }
    }
}

pub(crate) fn failure(error: ffmpeg::Error) -> Failure {
    Failure {
        code: error.into(),
        message: error.to_string(),
    }
}
