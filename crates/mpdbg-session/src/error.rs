//! What can go wrong with recordings and sessions.

use std::io;
use std::path::{Path, PathBuf};

use crate::SessionNameError;

/// What can go wrong with a file of events, of an expected timeline or of a reference decode.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The operating system refused (missing, not allowed, disk full).
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The recording is finished already; it is never written again.
    #[error("{}: the recording is sealed already", .0.display())]
    AlreadySealed(PathBuf),
    /// The content is not what was written.
    #[error("{}: damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and how.
        what: String,
    },
    /// Written by a newer mpdbg.
    #[error("{}: format {version} is newer than this mpdbg reads", path.display())]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format version.
        version: u32,
    },
}

impl RecordingError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }
}

/// What can go wrong with a session or the directory of sessions.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The operating system refused (missing, not allowed, disk full).
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A file of the session is not what mpdbg writes.
    #[error("{}: damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where and how.
        what: String,
    },
    /// A file of the session has a layout that this mpdbg does not know.
    #[error("{}: format {format} is not known to this mpdbg", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// What it says of its format.
        format: String,
    },
    /// The name cannot be a session's.
    #[error(transparent)]
    Name(#[from] SessionNameError),
    /// There is no such session.
    #[error("no session `{name}` in {}", dir.display())]
    Unknown {
        /// The session asked for.
        name: String,
        /// The sessions directory.
        dir: PathBuf,
    },
    /// A file or directory has the name already.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// `activation.json` names something that is no session's name.
    #[error("{}: does not name a session: {reason}", path.display())]
    ActivationOutside {
        /// The file.
        path: PathBuf,
        /// What is wrong with the name.
        reason: SessionNameError,
    },
    /// `activation.json` names a session that is gone.
    #[error("{}: the active session `{name}` is gone", path.display())]
    ActivationGone {
        /// The file.
        path: PathBuf,
        /// The session it names.
        name: String,
    },
    /// The session allows no further recording.
    #[error("session `{0}`: the raw data is protected, nothing more is recorded into it")]
    RawDataProtected(String),
    /// The session allows no report to be overwritten.
    #[error("session `{session}`: the reports are protected and `{report}` exists already")]
    ReportsProtected {
        /// The session.
        session: String,
        /// The report's file name.
        report: String,
    },
    /// The session plays each case more often than asked for, or not so often at most.
    #[error(
        "session `{session}` plays each case {present} times, and that can only be raised, to {} at most",
        mpdbg_model::Configuration::MOST_REPEATS
    )]
    Repeats {
        /// The session.
        session: String,
        /// How often it plays each case.
        present: u32,
    },
    /// Another process records into the session.
    #[error("session `{session}` is being written by another mpdbg{}", holder(*pid))]
    Locked {
        /// The session.
        session: String,
        /// Its process, where it could be read.
        pid: Option<u32>,
    },
}

fn holder(pid: Option<u32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" (pid {pid})"))
}

impl SessionError {
    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            source,
        }
    }

    pub(crate) fn damaged(path: &Path, what: impl std::fmt::Display) -> Self {
        Self::Damaged {
            path: path.to_path_buf(),
            what: what.to_string(),
        }
    }
}
