//! Size and checksum of a file.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// What a file holds, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// Bytes that were read.
    pub size: u64,
    /// BLAKE3 of these bytes, hexadecimal.
    pub blake3: String,
}

/// Reads the regular file at `path` piece by piece.
///
/// # Errors
/// When it cannot be read or is not a regular file (which is not opened, since a named pipe would
/// wait for ever).
pub fn fingerprint(path: &Path) -> io::Result<Fingerprint> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(File::open(path)?)?;
    Ok(Fingerprint {
        size: hasher.count(),
        blake3: hasher.finalize().to_hex().to_string(),
    })
}

/// Bytes of the longest text file (manifest, playlist, version) that is read.
const LONGEST_TEXT: u64 = 64 << 20;

/// Reads a regular file of text, whole.
///
/// # Errors
/// When it cannot be read, is not a regular file (which is not opened, since a named pipe would
/// wait for ever), or is longer than 64 MiB.
pub(crate) fn read_text(path: &Path) -> io::Result<Vec<u8>> {
    let refused = |what| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    let file = fs::metadata(path)?;
    if !file.is_file() {
        return refused("not a regular file");
    }
    if file.len() > LONGEST_TEXT {
        return refused("longer than 64 MiB");
    }
    fs::read(path)
}

/// Bytes as text.
///
/// # Errors
/// When they are not UTF-8.
pub(crate) fn text_of(bytes: Vec<u8>) -> io::Result<String> {
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Reads a regular file of text that a person wrote, whole.
///
/// # Errors
/// When it cannot be read, is not a regular file, is longer than 64 MiB, or is not UTF-8.
pub fn read_text_file(path: &Path) -> io::Result<String> {
    read_text(path).and_then(text_of)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    #[test]
    fn text_that_is_no_file_is_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("manifest.toml");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR, 0).unwrap();
        assert!(read_text(&pipe).is_err());
        assert!(read_text(Path::new("/dev/zero")).is_err());
    }

    #[test]
    fn the_whole_file_counts() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let content: Vec<u8> = (0..300_000_u32).map(|i| (i / 7) as u8).collect();
        fs::write(&path, &content).unwrap();
        let found = fingerprint(&path).unwrap();
        assert_eq!(found.size, 300_000);
        assert_eq!(found.blake3, blake3::hash(&content).to_string());
    }

    #[test]
    fn a_named_pipe_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("pipe");
        mknodat(CWD, &path, FileType::Fifo, Mode::RWXU, 0).unwrap();
        let error = fingerprint(&path).unwrap_err();
        assert_eq!(error.to_string(), "not a regular file");
    }
}
