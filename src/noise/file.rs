//! `noise.json`, read and written as a whole.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use mpdbg_session::{SessionError, replace_file};
use thiserror::Error;

use super::record::{FORMAT, NoiseRecord};

/// Why `noise.json` cannot be used.
#[derive(Debug, Error)]
pub(crate) enum NoiseError {
    /// What the session says of its computer cannot be read.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// It cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// It is not what `mpdbg noise` writes.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A newer mpdbg wrote it.
    #[error("{} has format {format}, which this mpdbg does not know", path.display())]
    OtherFormat {
        /// The file.
        path: PathBuf,
        /// Its format.
        format: u32,
    },
}

/// Reads the file; none where there is none.
pub(super) fn read(path: &Path) -> Result<Option<NoiseRecord>, NoiseError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(io_error(path, source)),
    };
    let damaged = |error: serde_json::Error| NoiseError::Damaged {
        path: path.to_path_buf(),
        what: error.to_string(),
    };
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(damaged)?;
    match value.get("format").and_then(serde_json::Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => Err(NoiseError::OtherFormat {
            path: path.to_path_buf(),
            format: u32::try_from(format).unwrap_or(u32::MAX),
        }),
        _ => serde_json::from_value(value).map(Some).map_err(damaged),
    }
}

/// Writes the file; it is there as a whole or as it was.
pub(super) fn write(path: &Path, record: &NoiseRecord) -> Result<(), NoiseError> {
    let io = |source| io_error(path, source);
    let mut content = serde_json::to_vec_pretty(record).map_err(|error| io(error.into()))?;
    content.push(b'\n');
    replace_file(path, &content).map_err(io)
}

/// What the operating system said of a path.
pub(super) fn io_error(path: &Path, source: io::Error) -> NoiseError {
    NoiseError::Io {
        path: path.to_path_buf(),
        source,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn it_has_the_permissions_of_any_new_file() {
        let dir = tempfile::tempdir().unwrap();
        let [path, usual] = ["noise.json", "usual"].map(|name| dir.path().join(name));
        let record = NoiseRecord::read(dir.path()).unwrap();
        write(&path, &record).unwrap();
        std::fs::write(&usual, "").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&usual));
    }
}
