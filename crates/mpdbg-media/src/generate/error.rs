//! What can go wrong when samples are made.

use std::io;
use std::path::PathBuf;

use ffmpeg_next as ffmpeg;

/// Why samples could not be made.
#[derive(Debug, thiserror::Error)]
pub enum GenerateError {
    /// This build of FFmpeg lacks an encoder.
    #[error("this FFmpeg has no encoder `{0}`")]
    NoEncoder(&'static str),
    /// This build of FFmpeg lacks a container format.
    #[error("this FFmpeg cannot write the format `{0}`")]
    NoFormat(&'static str),
    /// Files that are there already: nothing was written.
    #[error("{} there already: {}", if .0.len() == 1 { "a file is" } else { "files are" }, list(.0))]
    Exists(Vec<PathBuf>),
    /// FFmpeg refused to do something.
    #[error("{sample}: cannot {doing}: {message}")]
    Library {
        /// The sample that was being made.
        sample: &'static str,
        /// What was being done.
        doing: &'static str,
        /// What FFmpeg said.
        message: String,
    },
    /// A sample did not turn out as its recipe needs it.
    #[error("{sample}: {message}")]
    Unsuitable {
        /// The sample.
        sample: &'static str,
        /// What is not there.
        message: &'static str,
    },
    /// A file could not be written.
    #[error("cannot write `{}`", .path.display())]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Names that a message lists before it only counts.
const LISTED: usize = 3;

fn list(paths: &[PathBuf]) -> String {
    let names: Vec<String> = paths
        .iter()
        .take(LISTED)
        .map(|path| format!("`{}`", path.display()))
        .collect();
    let names = names.join(", ");
    match paths.len().saturating_sub(LISTED) {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// Turns an error of FFmpeg into ours: `.map_err(while_doing("a.mp4", "open the encoder"))`.
pub(super) fn while_doing(
    sample: &'static str,
    doing: &'static str,
) -> impl Fn(ffmpeg::Error) -> GenerateError {
    move |error| GenerateError::Library {
        sample,
        doing,
        message: error.to_string(),
    }
}
