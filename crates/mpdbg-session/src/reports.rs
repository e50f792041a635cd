//! The reports of a session: written as a whole, and protected.

use std::io;
use std::path::{Path, PathBuf};

use mpdbg_model::SampleName;

use crate::atomic::{self, Existing, WRITABLE};
use crate::files::with_ending;
use crate::{Session, SessionError, protection};

impl Session {
    /// Where a report about the whole session is, or would be.
    pub fn report_path(&self, name: &str) -> PathBuf {
        self.reports_dir().join(name)
    }

    /// Where a report about `sample` is, or would be: `reports/<sample>.<name>.txt`.
    pub fn sample_report_path(&self, sample: &SampleName, name: &str) -> PathBuf {
        with_ending(&self.reports_dir(), sample, &format!(".{name}.txt"))
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

    fn report_protected(&self, path: &Path) -> SessionError {
        let report = path.strip_prefix(self.reports_dir()).unwrap_or(path);
        SessionError::ReportsProtected {
            session: self.name().to_string(),
            report: report.display().to_string(),
        }
    }
}
