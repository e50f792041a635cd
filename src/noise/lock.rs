//! One writer of `noise.json` at a time.

use std::fs::File;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};

use super::file::{NoiseError, io_error};

/// The right to write `noise.json`, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub(super) struct NoiseLock {
    _dir: File,
}

impl NoiseLock {
    /// Waits for it; it is held as long as it takes to read and to write a file. What is locked is the
    /// directory itself, so that nothing is left beside the sessions.
    pub(super) fn take(sessions_dir: &Path) -> Result<Self, NoiseError> {
        let io = |source| io_error(sessions_dir, source);
        let dir = File::open(sessions_dir).map_err(io)?;
        flock(&dir, FlockOperation::LockExclusive).map_err(|error| io(error.into()))?;
        Ok(Self { _dir: dir })
    }
}
