//! The explicit playlist: a text file with one sample a line.

use std::collections::HashMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use mpdbg_model::{SampleName, SampleNameError};

use crate::directory::{Kind, SamplesDir};
use crate::error::SamplesError;
use crate::fingerprint::read_text;

/// A line of a playlist that cannot be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: LineProblem,
}

/// What is wrong with a line of a playlist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// Bytes that are not UTF-8; holds the line as it should be written, if it is a name at all.
    #[error("not UTF-8; write it as `{0}`")]
    NotUtf8(String),
    /// Not a name inside the samples directory.
    #[error(transparent)]
    BadName(#[from] SampleNameError),
    /// No such file.
    #[error("`{0}` does not exist")]
    Missing(SampleName),
    /// A file with an extension that no sample has.
    #[error("`{0}` has an extension that is not played")]
    Excluded(SampleName),
    /// Something that is not played.
    #[error("`{name}` is not played: {reason}")]
    NotASample {
        /// Its name.
        name: SampleName,
        /// Why.
        reason: String,
    },
    /// The same sample again.
    #[error("`{name}` is in line {first} already")]
    Duplicate {
        /// Its name.
        name: SampleName,
        /// The line where it is first, from 1.
        first: usize,
    },
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl SamplesDir {
    /// Reads the playlist at `path`: one sample a line in the text form of its name; blank lines and
    /// lines that begin with `#` are passed over, and so are spaces at either end of a line, a byte
    /// order mark and carriage returns. The order is kept.
    ///
    /// # Errors
    /// When the file cannot be read, names no sample, or has lines that name none: all of them.
    pub fn playlist(&self, path: &Path) -> Result<Vec<SampleName>, SamplesError> {
        let text = read_text(path).map_err(|source| SamplesError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
        let (names, lines) = self.read_lines(&text);
        let path = || path.to_owned();
        if !lines.is_empty() {
            Err(SamplesError::BadPlaylist {
                path: path(),
                lines,
            })
        } else if names.is_empty() {
            Err(SamplesError::EmptyPlaylist(path()))
        } else {
            Ok(names)
        }
    }

    fn read_lines(&self, text: &[u8]) -> (Vec<SampleName>, Vec<BadLine>) {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut seen = HashMap::new();
        let mut names = Vec::new();
        let mut bad = Vec::new();
        for (line, bytes) in (1..).zip(text.split(|&byte| byte == b'\n')) {
            let checked = read_line(bytes)
                .and_then(|name| name.map(|name| self.check_name(name)).transpose())
                .and_then(|name| name.map(|name| unseen(name, line, &mut seen)).transpose());
            match checked {
                Ok(name) => names.extend(name),
                Err(problem) => bad.push(BadLine { line, problem }),
            }
        }
        (names, bad)
    }

    fn check_name(&self, name: SampleName) -> Result<SampleName, LineProblem> {
        match self.kind_of(&self.root().join(name.to_path())) {
            Ok(Kind::Sample) => Ok(name),
            Ok(Kind::Excluded) => Err(LineProblem::Excluded(name)),
            Ok(Kind::Skipped(reason)) => Err(LineProblem::NotASample { name, reason }),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename
                ) =>
            {
                Err(LineProblem::Missing(name))
            }
            Err(error) => Err(LineProblem::NotASample {
                name,
                reason: error.to_string(),
            }),
        }
    }
}

/// The name in a line; `None` for a blank line or a comment.
fn read_line(bytes: &[u8]) -> Result<Option<SampleName>, LineProblem> {
    let bytes = bytes.trim_ascii();
    if bytes.starts_with(b"#") {
        return Ok(None);
    }
    match std::str::from_utf8(bytes).map(str::trim) {
        Ok("") => Ok(None),
        Ok(text) => Ok(Some(SampleName::parse(text)?)),
        Err(_) => Err(LineProblem::NotUtf8(
            SampleName::from_path(&path_of(bytes))?.to_string(),
        )),
    }
}

fn unseen(
    name: SampleName,
    line: usize,
    seen: &mut HashMap<SampleName, usize>,
) -> Result<SampleName, LineProblem> {
    let first = *seen.entry(name.clone()).or_insert(line);
    if first == line {
        Ok(name)
    } else {
        Err(LineProblem::Duplicate { name, first })
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    use std::fs;

    use super::*;

    fn samples() -> (tempfile::TempDir, SamplesDir) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("samples");
        fs::create_dir_all(root.join("sub")).unwrap();
        for name in [&b"a.mp4"[..], b"sub/b.mp4", b"caf\xe9.mp4", b" #1\n.mp4"] {
            fs::write(root.join(OsStr::from_bytes(name)), "x").unwrap();
        }
        fs::write(root.join("notes.txt"), "x").unwrap();
        fs::write(dir.path().join("outside.mp4"), "x").unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("none", root.join("dangling.mp4")).unwrap();
        let samples = SamplesDir::open(&root, None).unwrap();
        (dir, samples)
    }

    fn read(text: &[u8]) -> Result<Vec<String>, SamplesError> {
        let (dir, samples) = samples();
        let path = dir.path().join("playlist");
        fs::write(&path, text).unwrap();
        let names = samples.playlist(&path)?;
        Ok(names.iter().map(ToString::to_string).collect())
    }

    fn problems(text: &[u8]) -> Vec<String> {
        match read(text).unwrap_err() {
            SamplesError::BadPlaylist { lines, .. } => {
                lines.iter().map(ToString::to_string).collect()
            }
            other => panic!("{other}"),
        }
    }

    #[test]
    fn comments_blank_lines_carriage_returns_and_a_byte_order_mark_are_no_names() {
        let text = b"\xef\xbb\xbf# mine\r\n\r\n  sub/b.mp4 \r\n\t\n./a.mp4\r\n   # end";
        assert_eq!(read(text).unwrap(), ["sub/b.mp4", "a.mp4"]);
    }

    #[test]
    fn odd_names_are_written_with_escapes() {
        let text = b"caf\\xe9.mp4\n\\x20#1\\x0a.mp4\n";
        assert_eq!(read(text).unwrap(), ["caf\\xe9.mp4", "\\x20#1\\x0a.mp4"]);
        assert_eq!(
            problems(b"caf\xe9.mp4\n"),
            ["line 1: not UTF-8; write it as `caf\\xe9.mp4`"]
        );
    }

    #[test]
    fn all_bad_lines_are_listed_at_once() {
        let text = b"a.mp4\n\n../outside.mp4\n/etc/passwd\nnone.mp4\nnotes.txt\nsub\n\
            up/outside.mp4\ndangling.mp4\n\\x61.mp4\na\\q\na.mp4/x\n";
        assert_eq!(
            problems(text),
            [
                "line 3: `../outside.mp4` leads out of the samples directory (`..`)",
                "line 4: `/etc/passwd` is not relative to the samples directory",
                "line 5: `none.mp4` does not exist",
                "line 6: `notes.txt` has an extension that is not played",
                "line 7: `sub` is not played: directory",
                "line 8: `up/outside.mp4` is not played: link to something outside the samples directory",
                "line 9: `dangling.mp4` is not played: dangling link",
                "line 10: `a.mp4` is in line 1 already",
                "line 11: `a\\x5cq` has a backslash that is not part of `\\xNN` or `\\\\`",
                "line 12: `a.mp4/x` does not exist",
            ]
        );
    }

    #[test]
    fn a_name_that_is_too_long_for_any_file_system_is_just_missing() {
        let long = "l".repeat(300);
        assert_eq!(
            problems(long.as_bytes()),
            [format!("line 1: `{long}` does not exist")]
        );
    }

    #[test]
    fn a_playlist_must_exist_and_name_something() {
        assert!(matches!(
            read(b"# nothing\n"),
            Err(SamplesError::EmptyPlaylist(_))
        ));
        let (dir, samples) = samples();
        assert!(matches!(
            samples.playlist(&dir.path().join("none")),
            Err(SamplesError::Unreadable { .. })
        ));
    }
}
