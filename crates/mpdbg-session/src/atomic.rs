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

/// Puts a file that people may edit in the place of what is there, as a whole or not at all. A link is
/// replaced, not followed.
///
/// # Errors
/// When it cannot be written; what was there stays.
pub fn replace_file(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, WRITABLE, Existing::Replace)
}

/// Writes a new file that people may edit, as a whole or not at all.
///
/// # Errors
/// When it cannot be written; `AlreadyExists` where something has its name.
pub fn write_new_file(path: &Path, content: &[u8]) -> io::Result<()> {
    write(path, content, WRITABLE, Existing::Keep)
}

/// Begins a new file that people may edit, to be written piece by piece: it has no name of its own until
/// [`finish_new_file`], and is gone when it is dropped before.
///
/// # Errors
/// When nothing can be written beside `path`.
pub fn begin_new_file(path: &Path) -> io::Result<NamedTempFile> {
    begin(path, WRITABLE)
}

/// Gives a new file its name.
///
/// # Errors
/// When its content cannot be made safe; `AlreadyExists` where something has its name.
pub fn finish_new_file(file: NamedTempFile, path: &Path) -> io::Result<()> {
    finish(file, path, Existing::Keep)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// The permissions that any program gives a file which it makes here.
    fn usual(dir: &Path) -> u32 {
        let path = dir.join("usual");
        std::fs::write(&path, b"").unwrap();
        mode(&path)
    }

    fn mode(path: &Path) -> u32 {
        path.metadata().unwrap().permissions().mode()
    }

    #[test]
    fn files_for_people_have_the_permissions_of_any_new_file() {
        let dir = tempfile::tempdir().unwrap();
        let usual = usual(dir.path());
        let [replaced, new, begun] = ["replaced", "new", "begun"].map(|it| dir.path().join(it));
        replace_file(&replaced, b"one").unwrap();
        replace_file(&replaced, b"two").unwrap();
        write_new_file(&new, b"one").unwrap();
        finish_new_file(begin_new_file(&begun).unwrap(), &begun).unwrap();
        assert_eq!([&replaced, &new, &begun].map(|it| mode(it)), [usual; 3]);
        let taken = write_new_file(&new, b"two").unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        let begun_again = begin_new_file(&begun).unwrap();
        let taken = finish_new_file(begun_again, &begun).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&replaced).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 4);
    }

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
