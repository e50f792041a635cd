//! What a library wrote.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A message of a library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// How bad it is.
    pub level: LogLevel,
    /// Which part of the library wrote it, e.g. `h264`; addresses are stripped.
    pub component: String,
    /// What it wrote, without the line end; untrusted text.
    pub message: String,
}

/// How bad a log line is, in FFmpeg's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LogLevel {
    /// The process is about to end.
    Panic,
    /// The operation cannot go on.
    Fatal,
    /// Something was lost.
    Error,
    /// Something is odd.
    Warning,
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Panic => "panic",
            Self::Fatal => "fatal",
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}
