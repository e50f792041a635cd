//! `baseline.toml` on disk.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mpdbg_analysis::Accepted;
use mpdbg_sample::read_text_file;
use mpdbg_session::replace_file;

use super::error::BaselineError;
use super::text::parse;

/// Its name, in the directory of the sessions.
const FILE: &str = "baseline.toml";

/// What the file says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Baseline {
    /// The name of the session.
    pub(crate) session: String,
    /// The accepted differences, in the order of the file.
    pub(crate) accepted: Vec<Accepted>,
    /// The file as it stands.
    pub(crate) text: String,
}

/// Reads the baseline of these sessions; none where there is no file.
///
/// # Errors
/// When the file cannot be read, or holds a mistake.
pub(crate) fn read(sessions: &Path) -> Result<Option<Baseline>, BaselineError> {
    let path = path(sessions);
    let text = match read_text_file(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(BaselineError::Io { path, source }),
    };
    match parse(&text) {
        Ok((session, accepted)) => Ok(Some(Baseline {
            session,
            accepted,
            text,
        })),
        Err(mistake) => Err(BaselineError::Invalid { path, mistake }),
    }
}

/// Writes the file as a whole or not at all.
///
/// # Errors
/// When it cannot be written; what was there stays.
pub(crate) fn write(sessions: &Path, text: &str) -> Result<PathBuf, BaselineError> {
    let path = path(sessions);
    match replace_file(&path, text.as_bytes()) {
        Ok(()) => Ok(path),
        Err(source) => Err(BaselineError::Io { path, source }),
    }
}

/// Removes the file; false where there was none.
///
/// # Errors
/// When it cannot be removed.
pub(crate) fn clear(sessions: &Path) -> Result<bool, BaselineError> {
    let path = path(sessions);
    match std::fs::remove_file(&path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(source) => Err(BaselineError::Io { path, source }),
    }
}

fn path(sessions: &Path) -> PathBuf {
    sessions.join(FILE)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::baseline::{FIRST, with_session};

    #[test]
    fn it_is_there_as_a_whole_or_not_at_all() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path()).unwrap(), None);
        assert!(!clear(dir.path()).unwrap());
        let text = with_session(FIRST, "before");
        write(dir.path(), &text).unwrap();
        assert_eq!(read(dir.path()).unwrap().unwrap().session, "before");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        std::fs::write(path(dir.path()), "sesion = 1\n").unwrap();
        let error = read(dir.path()).unwrap_err().to_string();
        assert!(
            error.ends_with("line 1, column 1: unknown key `sesion`; did you mean `session`?"),
            "{error}"
        );
        assert!(clear(dir.path()).unwrap());
        assert_eq!(read(dir.path()).unwrap(), None);
    }
}
