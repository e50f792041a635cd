//! Files that are there as a whole or not at all.

use std::fs::Permissions;
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tempfile::NamedTempFile;

/// For files that people may edit; the umask still applies.
pub(crate) const WRITABLE: u32 = 0o666;
/// For evidence; the umask still applies.
pub(crate) const READ_ONLY: u32 = 0o444;

/// What the name of a file begins with that is not finished.
pub(crate) const UNFINISHED: &str = ".unfinished-";

/// What to do where a file has the name already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Existing {
    /// Put the new one in its place.
    Replace,
    /// Leave it and answer `AlreadyExists`.
    Keep,
}

/// An open file without its final name, beside it; removed again when it is dropped.
pub(crate) fn begin(path: &Path, mode: u32) -> io::Result<NamedTempFile> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    tempfile::Builder::new()
        .prefix(UNFINISHED)
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(dir.unwrap_or(Path::new(".")))
}

/// Makes the content safe and gives the file its name.
pub(crate) fn finish(file: NamedTempFile, path: &Path, existing: Existing) -> io::Result<()> {
    file.as_file().sync_all()?;
    match existing {
        Existing::Replace => file.persist(path),
        Existing::Keep => file.persist_noclobber(path),
    }
    .map(drop)
    .map_err(|error| error.error)
}

/// Writes a whole file.
pub(crate) fn write(path: &Path, content: &[u8], mode: u32, existing: Existing) -> io::Result<()> {
    let mut file = begin(path, mode)?;
    file.write_all(content)?;
    finish(file, path, existing)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_kept_file_is_not_touched_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        write(&path, b"one", READ_ONLY, Existing::Keep).unwrap();
        let refused = write(&path, b"two", READ_ONLY, Existing::Keep).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", WRITABLE, Existing::Replace).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
