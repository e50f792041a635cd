//! Why a file could not be cut.

use ffmpeg_next as ffmpeg;
use mpdbg_model::Failure;

use crate::MediaError;
use crate::error::failure;

/// Why a file could not be cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// The file cannot be read.
    #[error(transparent)]
    Read(#[from] MediaError),
    /// This FFmpeg cannot write the file's format.
    #[error("FFmpeg cannot write the format `{0}`")]
    NoFormat(String),
    /// FFmpeg refused to write the packets.
    #[error("FFmpeg cannot {doing}: {}", .failure.message)]
    Write {
        /// What was being done.
        doing: &'static str,
        /// What FFmpeg said.
        failure: Failure,
    },
}

/// Turns an error of FFmpeg into ours.
pub(super) fn while_doing(doing: &'static str) -> impl Fn(ffmpeg::Error) -> CutError {
    move |error| CutError::Write {
        doing,
        failure: failure(error),
    }
}
