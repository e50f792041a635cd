//! The reports of a session: written as a whole, and protected.

use std::io;
use std::path::{Path, PathBuf};

use mpdbg_model::Case;

use crate::atomic::{self, Existing, WRITABLE};
use crate::files::{case_file_stem, with_ending};
use crate::{Session, SessionError, protection, regular};

/// Bytes of the largest report that is read.
const LARGEST_READ: u64 = 64 << 20;

impl Session {
    /// Where a report about the whole session is, or would be.
    pub fn report_path(&self, name: &str) -> PathBuf {
        self.reports_dir().join(name)
    }

    /// Where a report about `case` is, or would be: `reports/<sample>.<name>.txt`, in
    /// `reports/_scenario/<scenario>/` for another scenario than `play`.
    pub fn case_report_path(&self, case: &Case, name: &str) -> PathBuf {
        let stem = case_file_stem(case);
        with_ending(&self.reports_dir(), &stem, &format!(".{name}.txt"))
    }

    /// Writes a report to one of the paths above. A protected session takes only reports that do not
    /// exist yet.
    ///
    /// # Errors
    /// When the report exists and is protected, or cannot be written; what was there stays.
    pub fn write_report(&self, path: &Path, content: &[u8]) -> Result<(), SessionError> {
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir).map_err(|error| SessionError::io(dir, error))?;
        }
        let overwrite = protection::may_overwrite_reports(self.configuration());
        let existing = if overwrite {
            Existing::Replace
        } else {
            Existing::Keep
        };
        atomic::write(path, content, WRITABLE, existing).map_err(|error| {
            if error.kind() == io::ErrorKind::AlreadyExists {
                self.report_protected(path)
            } else {
                SessionError::io(path, error)
            }
        })
    }

    /// Reads a report of text; `None` where there is none.
    ///
    /// # Errors
    /// When it is no regular file, is larger than 64 MiB, or cannot be read.
    pub fn read_report(&self, path: &Path) -> Result<Option<String>, SessionError> {
        match regular::read_text(path, LARGEST_READ) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SessionError::io(path, error)),
        }
    }

    fn report_protected(&self, path: &Path) -> SessionError {
        let report = path.strip_prefix(self.reports_dir()).unwrap_or(path);
        SessionError::ReportsProtected {
            session: self.name().to_string(),
            report: report.display().to_string(),
        }
    }
}
