//! Errors of this room.

use std::io;
use std::path::PathBuf;

use mpdbg_sample::Mistake;

/// What went wrong with the baseline.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BaselineError {
    /// The file cannot be read or written.
    #[error("the baseline in `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// What it holds is not what it should.
    #[error("the baseline in `{}` is not valid: {mistake}", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        mistake: Mistake,
    },
}
