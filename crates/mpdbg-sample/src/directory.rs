//! The samples directory, and what in it is a sample.

use std::fs::{self, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::SamplesError;
use crate::fingerprint::{read_text, text_of};

/// Extensions of files that lie among samples but are none; compared without regard to case.
pub const EXCLUDED_EXTENSIONS: [&str; 12] = [
    "dbg", "htm", "html", "json", "jsonl", "log", "pkl", "py", "txt", "toml", "csv", "md",
];

/// A samples directory that exists.
#[derive(Clone, Debug)]
pub struct SamplesDir {
    root: PathBuf,
    sessions: Option<PathBuf>,
}

/// What a file of the samples directory is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It can be played.
    Sample,
    /// It is known not to be a sample: an excluded extension.
    Excluded,
    /// It is not played, and a person should know why.
    Skipped(String),
}

impl SamplesDir {
    /// The samples directory at `path`. `sessions` is the sessions directory, which may lie inside
    /// the samples directory or be the same, and holds no samples; it need not exist.
    ///
    /// # Errors
    /// When there is no directory at `path`, or it cannot be read.
    pub fn open(path: &Path, sessions: Option<&Path>) -> Result<Self, SamplesError> {
        let unreadable = |source: io::Error| match source.kind() {
            ErrorKind::NotFound => SamplesError::Missing(path.to_owned()),
            ErrorKind::NotADirectory => SamplesError::NotADirectory(path.to_owned()),
            _ => SamplesError::Unreadable {
                path: path.to_owned(),
                source,
            },
        };
        let root = fs::canonicalize(path).map_err(unreadable)?;
        fs::read_dir(&root).map_err(unreadable)?;
        Ok(Self {
            root,
            sessions: sessions.and_then(|sessions| fs::canonicalize(sessions).ok()),
        })
    }

    /// The directory, absolute and without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `_version.txt` says of the samples, without the line end; absent where there is none.
    ///
    /// # Errors
    /// When the file is there but cannot be read as text.
    pub fn version(&self) -> Result<Option<String>, SamplesError> {
        let path = self.root.join("_version.txt");
        match read_text(&path).and_then(text_of) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(source) => Err(SamplesError::Unreadable { path, source }),
        }
    }

    /// True for the sessions directory itself, and for a session where the sessions directory is
    /// the samples directory.
    pub(crate) fn belongs_to_sessions(&self, directory: &Path) -> bool {
        let Some(sessions) = &self.sessions else {
            return false;
        };
        directory == sessions
            || (directory.parent() == Some(sessions)
                && directory.join("configuration.json").is_file())
    }

    /// What the file at `path`, which lies under the root, is. Nothing is opened.
    pub(crate) fn kind_of(&self, path: &Path) -> io::Result<Kind> {
        let found = fs::symlink_metadata(path)?.file_type();
        let linked = found.is_symlink();
        if !found.is_file() && !linked {
            return Ok(Kind::Skipped(kind_in_words(found).to_owned()));
        }
        if is_excluded(path) {
            return Ok(Kind::Excluded);
        }
        if is_hidden(path) {
            return Ok(Kind::Skipped("hidden".to_owned()));
        }
        self.kind_behind(path, linked)
    }

    /// Follows links, also those among the directories on the way.
    fn kind_behind(&self, path: &Path, linked: bool) -> io::Result<Kind> {
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if linked && error.kind() == ErrorKind::NotFound => {
                return Ok(Kind::Skipped("dangling link".to_owned()));
            }
            Err(error) if linked => {
                return Ok(Kind::Skipped(format!(
                    "link that cannot be followed: {error}"
                )));
            }
            Err(error) => return Err(error),
        };
        if !target.starts_with(&self.root) {
            return Ok(Kind::Skipped(
                "link to something outside the samples directory".to_owned(),
            ));
        }
        let found = fs::symlink_metadata(&target)?.file_type();
        Ok(if found.is_file() {
            Kind::Sample
        } else {
            Kind::Skipped(format!("link to a {}", kind_in_words(found)))
        })
    }
}

pub(crate) fn is_excluded(path: &Path) -> bool {
    path.extension().is_some_and(|extension| {
        EXCLUDED_EXTENSIONS
            .iter()
            .any(|excluded| extension.eq_ignore_ascii_case(excluded))
    })
}

pub(crate) fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(unix)]
fn kind_in_words(found: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if found.is_dir() {
        "directory"
    } else if found.is_fifo() {
        "named pipe"
    } else if found.is_socket() {
        "socket"
    } else if found.is_char_device() || found.is_block_device() {
        "device"
    } else {
        "special file"
    }
}

#[cfg(not(unix))]
fn kind_in_words(found: FileType) -> &'static str {
    if found.is_dir() {
        "directory"
    } else {
        "special file"
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_directory_that_is_not_there_is_told_from_a_file_and_from_one_that_cannot_be_read() {
        let dir = tempfile::tempdir().unwrap();
        let missing = SamplesDir::open(&dir.path().join("none"), None);
        assert!(
            matches!(missing, Err(SamplesError::Missing(_))),
            "{missing:?}"
        );

        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = SamplesDir::open(&file, None).unwrap_err();
        assert!(matches!(error, SamplesError::NotADirectory(_)), "{error}");
        let error = SamplesDir::open(&file.join("below"), None).unwrap_err();
        assert!(matches!(error, SamplesError::NotADirectory(_)), "{error}");

        let turning = dir.path().join("turning");
        std::os::unix::fs::symlink(&turning, &turning).unwrap();
        let error = SamplesDir::open(&turning, None).unwrap_err();
        assert!(matches!(error, SamplesError::Unreadable { .. }), "{error}");
    }

    #[test]
    fn the_version_is_the_text_of_its_file() {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        assert_eq!(samples.version().unwrap(), None);
        fs::write(dir.path().join("_version.txt"), "samples 7\r\n").unwrap();
        assert_eq!(samples.version().unwrap().as_deref(), Some("samples 7"));
        fs::write(dir.path().join("_version.txt"), b"\xff").unwrap();
        assert!(samples.version().is_err());
    }

    #[test]
    fn extensions_are_compared_without_regard_to_case() {
        for excluded in ["a.DBG", "b.Txt", "c.d.jsonl"] {
            assert!(is_excluded(Path::new(excluded)), "{excluded}");
        }
        for sample in ["a.mp4", "txt", ".txt", "a.txt.mp4", "a.", "a.txt "] {
            assert!(!is_excluded(Path::new(sample)), "{sample}");
        }
    }
}
