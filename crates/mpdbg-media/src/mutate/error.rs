//! Why a clip could not be damaged.

use mpdbg_model::Failure;

use crate::error::failure;

/// Why a clip could not be damaged.
#[derive(Debug, thiserror::Error)]
pub enum MutateError {
    /// FFmpeg refused to do something.
    #[error("cannot {doing}: {}", .failure.message)]
    Library {
        /// What was being done.
        doing: &'static str,
        /// What FFmpeg said.
        failure: Failure,
    },
    /// This FFmpeg cannot write the clip's format again.
    #[error("cannot write the format `{0}`")]
    NoFormat(String),
    /// The clip lacks what this kind of damage needs.
    #[error("{0}")]
    NotApplicable(&'static str),
}

/// Turns an error of FFmpeg into ours.
pub(super) fn while_doing(doing: &'static str) -> impl Fn(ffmpeg_next::Error) -> MutateError {
    move |error| MutateError::Library {
        doing,
        failure: failure(error),
    }
}
