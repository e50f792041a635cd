//! Errors of the rooms in words for a person: what is wrong, where, and what to do next.

use std::fmt;
use std::io::{self, ErrorKind};

use mpdbg_media::generate::GenerateError;
use mpdbg_runner::{PlayOneError, RequestError};
use mpdbg_sample::SamplesError;
use mpdbg_session::{RecordingError, SessionError, SessionNameError};

use super::exit_code::Exit;
use crate::baseline::BaselineError;
use crate::noise::NoiseError;
use crate::report::Escaped;

/// Why a command ended without its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    exit: Exit,
    what: String,
    details: Vec<String>,
    hint: Option<String>,
}

impl Failure {
    /// The person asked for something that cannot be.
    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::new(Exit::Usage, what)
    }

    /// mpdbg could not do its work.
    pub(crate) fn work(what: impl Into<String>) -> Self {
        Self::new(Exit::Failed, what)
    }

    fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self {
            exit,
            what: what.into(),
            details: Vec::new(),
            hint: None,
        }
    }

    /// Adds what to do next.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds lines between the error and the hint.
    pub(crate) fn details(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }

    /// How mpdbg ends.
    pub(crate) const fn exit(&self) -> Exit {
        self.exit
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", Escaped(&self.what))?;
        for detail in &self.details {
            writeln!(f, "  {}", Escaped(detail))?;
        }
        match &self.hint {
            Some(hint) => writeln!(f, "hint: {}", Escaped(hint)),
            None => Ok(()),
        }
    }
}

/// What to do about an error of the operating system, where that can be said.
pub(crate) fn hint_for(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Some("the disk is full: make room, then repeat the command; what was recorded is kept")
        }
        ErrorKind::PermissionDenied => {
            Some("this user may not do that here: check the owner and the mode of the directory")
        }
        ErrorKind::ReadOnlyFilesystem => {
            Some("the file system is read-only: choose another place with --sessions-dir")
        }
        ErrorKind::FileTooLarge => Some("the file is larger than what is allowed here (ulimit -f)"),
        _ => None,
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        let what = error.to_string();
        match error {
            SessionError::Io { source, .. } => {
                let failure = Self::work(what);
                match hint_for(&source) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            SessionError::Damaged { path, .. } => {
                if path.file_name().is_some_and(|name| name == "activation.json") {
                    Self::work(what).hint(ACTIVATE_ANEW)
                } else {
                    Self::work(what).hint(
                        "the file was edited or cut: put it back from a copy; the recordings in dbg/ are untouched",
                    )
                }
            }
            SessionError::OtherFormat { .. } => {
                Self::work(what).hint("a newer mpdbg made it: use that one")
            }
            SessionError::Name(error) => error.into(),
            SessionError::Unknown { .. } => {
                Self::usage(what).hint("`mpdbg list` shows the sessions, `mpdbg new NAME` makes one")
            }
            SessionError::Exists(_) => Self::usage(what)
                .hint("choose another name: sessions are never overwritten"),
            SessionError::ActivationOutside { .. } | SessionError::ActivationGone { .. } => {
                Self::work(what).hint(ACTIVATE_ANEW)
            }
            SessionError::RawDataProtected(_) => Self::usage(what).hint(
                "make a new session with `mpdbg new NAME`; `mpdbg summarize` shows what this one holds",
            ),
            SessionError::Repeats { .. } => Self::usage(what)
                .hint("make a new session that plays as often as you want: `mpdbg new NAME --repeat N`"),
            SessionError::ReportsProtected { .. } => {
                Self::usage(what).hint("`mpdbg report SAMPLE NAME` shows it as it is")
            }
            SessionError::Locked { .. } => Self::work(what)
                .hint("wait until it has ended, or work on another session with --session NAME"),
        }
    }
}

const ACTIVATE_ANEW: &str =
    "`mpdbg activate NAME` makes a session the active one again, `mpdbg list` shows them";

impl From<SessionNameError> for Failure {
    fn from(error: SessionNameError) -> Self {
        Self::usage(error.to_string()).hint("letters, digits, `-`, `_` and `.` are always possible")
    }
}

impl From<SamplesError> for Failure {
    fn from(error: SamplesError) -> Self {
        let what = error.to_string();
        match error {
            SamplesError::Missing(_) | SamplesError::NotADirectory(_) => Self::usage(what).hint(
                "name it with --samples-dir DIR or MPDBG_SAMPLES_DIR; `mpdbg samples generate DIR` makes some",
            ),
            SamplesError::Unreadable { source, .. } => Self::unreadable(&what, &source),
            SamplesError::SampleUnreadable { source, .. } => Self::unreadable(&what, &source)
                .hint("check its mode, or leave it out with a playlist"),
            SamplesError::BadPlaylist { lines, .. } => Self::usage(what)
                .details(lines.iter().map(ToString::to_string))
                .hint("names are relative to the samples directory, one a line; `#` begins a comment"),
            SamplesError::EmptyPlaylist(_) => {
                Self::usage(what).hint("write one name a line, relative to the samples directory")
            }
            SamplesError::BadManifest { .. }
            | SamplesError::BadExpectations { .. }
            | SamplesError::NamedTwice { .. } => {
                Self::usage(what).hint("mend the file, or remove it to play without expectations")
            }
            SamplesError::Name(_) => Self::usage(what),
        }
    }
}

impl Failure {
    fn unreadable(what: &str, source: &io::Error) -> Self {
        Self::usage(format!("{what}: {source}"))
    }
}

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Self {
        let what = error.to_string();
        match error {
            GenerateError::NoEncoder(_) | GenerateError::NoFormat(_) => {
                Self::work(what).hint("install an FFmpeg that was built with it")
            }
            GenerateError::Exists(_) => {
                Self::usage(what).hint("nothing was written; choose an empty directory")
            }
            GenerateError::Library { .. } | GenerateError::Unsuitable { .. } => Self::work(what)
                .hint("another version of FFmpeg may be able to; `mpdbg --version` shows this one"),
            GenerateError::File { source, .. } => {
                let failure = Self::work(format!("{what}: {source}"));
                match hint_for(&source) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
        }
    }
}

impl From<NoiseError> for Failure {
    fn from(error: NoiseError) -> Self {
        let what = error.to_string();
        match error {
            NoiseError::Session(error) => error.into(),
            NoiseError::Io { source, .. } => {
                let failure = Self::work(what);
                match hint_for(&source) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            NoiseError::Damaged { .. } => {
                Self::work(what).hint("remove it, and measure anew with `mpdbg noise`")
            }
            NoiseError::OtherFormat { .. } => {
                Self::work(what).hint("a newer mpdbg wrote it: use that one")
            }
        }
    }
}

impl From<BaselineError> for Failure {
    fn from(error: BaselineError) -> Self {
        let what = error.to_string();
        match error {
            BaselineError::Io { source, .. } => {
                let failure = Self::work(what);
                match hint_for(&source) {
                    Some(hint) => failure.hint(hint),
                    None => failure,
                }
            }
            BaselineError::Invalid { .. } => {
                Self::usage(what).hint("mend the file, or remove it with `mpdbg baseline clear`")
            }
        }
    }
}

impl From<RecordingError> for Failure {
    fn from(error: RecordingError) -> Self {
        Self::work(error.to_string())
    }
}

impl From<RequestError> for Failure {
    fn from(error: RequestError) -> Self {
        Self::usage(error.to_string()).hint("play-one is for mpdbg itself; use `mpdbg run`")
    }
}

impl From<PlayOneError> for Failure {
    fn from(error: PlayOneError) -> Self {
        Self::work(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_strangers_wrote_stays_on_its_line() {
        let failure = Failure::usage("no `\u{1b}[31m\n`")
            .details(["line 1".to_owned()])
            .hint("do");
        assert_eq!(
            failure.to_string(),
            "error: no `\\x1b[31m\\x0a`\n  line 1\nhint: do\n"
        );
    }
}
