//! Where a bisection works: a directory below the repository's own, with a tree that nobody else uses.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::error::BisectError;
use super::git::Git;
use super::state::State;

/// Where a bisection works.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    dir: PathBuf,
    repository: Git,
}

/// The right to bisect in a repository, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct RoomLock {
    file: File,
}

/// As with the lock of a session, a child that is being started must not keep it.
impl Drop for RoomLock {
    fn drop(&mut self) {
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

impl Room {
    /// The room of the repository that git stands in.
    ///
    /// # Errors
    /// When there is no repository.
    pub(crate) fn of(repository: Git) -> Result<Self, BisectError> {
        let shared = repository.common_dir()?;
        // As git lists it.
        let shared = shared.canonicalize().map_err(BisectError::at(&shared))?;
        let dir = shared.join("mpdbg-bisect");
        Ok(Self { dir, repository })
    }

    /// Everything that the bisection makes is in it.
    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The tree in which revisions are built.
    pub(crate) fn tree(&self) -> PathBuf {
        self.dir.join("tree")
    }

    /// The sessions of the plays.
    pub(crate) fn plays(&self) -> PathBuf {
        self.dir.join("plays")
    }

    /// What the build of a revision wrote.
    pub(crate) fn log(&self, commit: &str) -> PathBuf {
        self.dir.join("logs").join(format!("{commit}.log"))
    }

    fn state_path(&self) -> PathBuf {
        self.dir.join("state.json")
    }

    /// Takes the right to bisect in this repository.
    ///
    /// # Errors
    /// When another process has it.
    pub(crate) fn lock(&self) -> Result<RoomLock, BisectError> {
        for dir in [&self.dir, &self.dir.join("logs")] {
            fs::create_dir_all(dir).map_err(BisectError::at(dir))?;
        }
        let path = self.dir.join("lock");
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(BisectError::at(&path))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Err(BisectError::Locked),
            Err(error) => return Err(BisectError::at(&path)(error.into())),
        }
        // For a person who wonders; nobody reads it.
        let _ = file
            .set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(RoomLock { file })
    }

    /// How far the bisection is.
    ///
    /// # Errors
    /// When there is none, or its state cannot be read.
    pub(crate) fn state(&self) -> Result<State, BisectError> {
        State::read(&self.state_path())?.ok_or(BisectError::None)
    }

    /// Refuses where there is a bisection already.
    ///
    /// # Errors
    /// When there is one.
    pub(crate) fn vacant(&self) -> Result<(), BisectError> {
        match State::read(&self.state_path())? {
            None => Ok(()),
            Some(state) => Err(BisectError::Exists {
                ended: state.ended.is_some(),
            }),
        }
    }

    /// Keeps the state.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn keep(&self, state: &State) -> Result<(), BisectError> {
        state.write(&self.state_path())
    }

    /// Makes the tree, or takes the one that is there: what was built in it is not built again. Where a
    /// build may still be at work in it, it is left to that build.
    pub(super) fn prepare_tree(&self, disputed: bool, commit: &str) -> Result<Git, BisectError> {
        let tree = self.tree();
        let git = Git::at(&tree);
        let usable = !disputed && tree.join(".git").is_file() && git.ask(&["rev-parse"]).is_ok();
        if !usable {
            self.remove_tree()?;
            let path = tree.to_string_lossy();
            let add = ["worktree", "add", "--detach", "--force"];
            // The first check-out of a revision is the place to fail for want of disk space.
            let add = [&add[..], &["--no-checkout", &path, commit]].concat();
            self.repository.ask(&add)?;
        }
        Ok(git)
    }

    /// Takes the tree away, with what git knows of it.
    pub(super) fn remove_tree(&self) -> Result<(), BisectError> {
        let tree = self.tree();
        if tree.symlink_metadata().is_ok() {
            // Moved first, so that a build that outlived its mpdbg cannot write into the next tree.
            let old = tempfile::Builder::new()
                .prefix("old-tree-")
                .tempdir_in(&self.dir)
                .map_err(BisectError::at(&self.dir))?;
            fs::rename(&tree, old.path().join("tree")).map_err(BisectError::at(&tree))?;
            // What cannot be removed now goes with the room.
            let _ = old.close();
        }
        let path = tree.to_string_lossy();
        if self.knows_tree(&path)? {
            let remove = ["worktree", "remove", "--force", "--force"];
            self.repository.ask(&[&remove[..], &[&path]].concat())?;
        }
        Ok(())
    }

    fn knows_tree(&self, path: &str) -> Result<bool, BisectError> {
        let list = self.repository.ask(&["worktree", "list", "--porcelain"])?;
        let tree = format!("worktree {path}");
        Ok(list.lines().any(|line| line == tree))
    }

    /// Takes the bisection away: tree, recordings, logs, state. True when there was something.
    ///
    /// # Errors
    /// When something cannot be removed.
    pub(crate) fn clear(&self) -> Result<bool, BisectError> {
        if !self.dir.exists() {
            return Ok(false);
        }
        let _lock = self.lock()?;
        let was = self.state_path().exists() || self.tree().exists();
        self.remove_tree()?;
        match fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(BisectError::at(&self.dir)(error))
            }
            Ok(()) | Err(_) => Ok(was),
        }
    }
}
