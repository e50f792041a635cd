//! What can go wrong with the samples directory and the files that describe it.

use std::io;
use std::path::PathBuf;

use mpdbg_model::{SampleName, SampleNameError};

use crate::{BadLine, Mistake};

/// Why the samples could not be listed, checked or recorded.
#[derive(Debug, thiserror::Error)]
pub enum SamplesError {
    /// The samples directory does not exist.
    #[error("the samples directory `{}` does not exist", .0.display())]
    Missing(PathBuf),
    /// The path of the samples directory leads to something else.
    #[error("the samples directory `{}` is not a directory", .0.display())]
    NotADirectory(PathBuf),
    /// The samples directory or a file that describes it could not be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The directory or file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A sample could not be read.
    #[error("cannot read the sample `{name}`")]
    SampleUnreadable {
        /// The sample.
        name: SampleName,
        /// What the operating system said.
        source: io::Error,
    },
    /// Lines of a playlist that name no sample: all of them, in order.
    #[error("the playlist `{}` has {} that cannot be played", .path.display(), lines_in_words(.lines.len()))]
    BadPlaylist {
        /// The playlist.
        path: PathBuf,
        /// The bad lines.
        lines: Vec<BadLine>,
    },
    /// A playlist without a single sample.
    #[error("the playlist `{}` names no sample", .0.display())]
    EmptyPlaylist(PathBuf),
    /// The manifest does not say what a manifest says.
    #[error("the manifest `{}` is not valid: {mistake}", .path.display())]
    BadManifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong, and where.
        mistake: Mistake,
    },
    /// A file of expectations does not say what such a file says.
    #[error("the expectations in `{}` are not valid: {mistake}", .path.display())]
    BadExpectations {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        mistake: Mistake,
    },
    /// A manifest or a file of expectations names a sample twice.
    #[error("`{}` names `{name}` twice", .path.display())]
    NamedTwice {
        /// The file.
        path: PathBuf,
        /// The sample.
        name: SampleName,
    },
    /// A path that cannot be the name of a sample.
    #[error(transparent)]
    Name(#[from] SampleNameError),
}

fn lines_in_words(count: usize) -> String {
    if count == 1 {
        "one line".to_owned()
    } else {
        format!("{count} lines")
    }
}
