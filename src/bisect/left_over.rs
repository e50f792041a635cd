//! What the build of another revision left behind. The tree keeps it, so that builds are short; but what is
//! played has to be made by the build of the very revision.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::error::BisectError;
use super::git::Git;

/// Takes a file away that the build is to make, relative to the top of the tree; a tracked one is the
/// revision's own. What lies outside of the tree, behind a link, is somebody else's.
pub(super) fn remove_left_over(tree: &Git, dir: &Path, made: &Path) -> Result<(), BisectError> {
    let path = dir.join(made);
    if !lies_inside(dir, &path).map_err(BisectError::at(&path))? || tree.tracks(made)? {
        return Ok(());
    }
    match fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(BisectError::at(&path)(error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// True where there is a file or a link whose directory lies in `dir`, links to directories resolved.
fn lies_inside(dir: &Path, path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(found) if found.is_dir() => return Ok(false),
        Ok(_) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(false);
        }
        Err(error) => return Err(error),
    }
    let parent = path.parent().unwrap_or(dir);
    Ok(parent.canonicalize()?.starts_with(dir.canonicalize()?))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn only_what_a_build_left_in_the_tree_is_removed() {
        let aside = tempfile::tempdir().unwrap();
        let (dir, elsewhere) = (aside.path().join("tree"), aside.path().join("elsewhere"));
        fs::create_dir_all(dir.join("out/[x]")).unwrap();
        fs::create_dir(&elsewhere).unwrap();
        let files = ["tracked", "out/player", "out/[x]/player", "out/other"];
        for file in files.map(|file| dir.join(file)) {
            fs::write(file, "x").unwrap();
        }
        fs::write(elsewhere.join("player"), "x").unwrap();
        symlink(&elsewhere, dir.join("away")).unwrap();
        symlink(elsewhere.join("player"), dir.join("out/link")).unwrap();
        let git = Git::at(&dir);
        if matches!(git.ask(&["init", "-q"]), Err(BisectError::NoGit(_))) {
            return;
        }
        git.ask(&["add", "tracked"]).unwrap();
        for (made, stays) in [
            ("tracked", true),
            ("out/player", false),
            ("out/player", false),
            ("./out/[x]/player", false),
            ("out/link", false),
            ("away/player", true),
            ("out", true),
            ("nowhere/player", false),
        ] {
            remove_left_over(&git, &dir, Path::new(made)).unwrap();
            let found = dir.join(made).symlink_metadata().is_ok();
            assert_eq!(found, stays, "{made}");
        }
        assert!(dir.join("out/other").is_file() && elsewhere.join("player").is_file());
    }
}
