//! One writer a session.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;

use crate::{SessionError, SessionName, leftovers};

const FILE: &str = "lock";
/// How often the lock is tried before another process is said to hold it, and how long apart.
const LOOKS: u32 = 10;
const A_LOOK: Duration = Duration::from_millis(5);

/// The right to record into a session, held until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct SessionLock {
    file: File,
}

/// A child that is being started holds every open file of ours until it runs its program, and with the
/// file the lock: so it is given back rather than left to the last one that closes the file.
impl Drop for SessionLock {
    fn drop(&mut self) {
        // What cannot be given back is when the process ends.
        let _ = flock(&self.file, FlockOperation::Unlock);
    }
}

impl SessionLock {
    /// Takes the lock, and removes what a dead process left behind in the session.
    pub(crate) fn take(session: &SessionName, dir: &Path) -> Result<Self, SessionError> {
        let path = dir.join(FILE);
        let io = |error| SessionError::io(&path, error);
        let mut file = open(&path)?;
        match exclusively(&file) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => {
                return Err(SessionError::Locked {
                    session: session.to_string(),
                    pid: holder(&file),
                });
            }
            Err(error) => return Err(io(error.into())),
        }
        file.set_len(0).map_err(io)?;
        writeln!(file, "{}", std::process::id()).map_err(io)?;
        leftovers::sweep_session(dir);
        Ok(Self { file })
    }
}

/// Takes the lock. Who only wants to know whether it is taken holds it for a moment ([`is_taken`]), which
/// is waited for.
fn exclusively(file: &File) -> Result<(), Errno> {
    for _ in 0..LOOKS {
        match flock(file, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => std::thread::sleep(A_LOOK),
            done => return done,
        }
    }
    flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// Whether a process records into the session now; nothing is written to find out.
pub(crate) fn is_taken(dir: &Path) -> bool {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits() as i32)
        .open(dir.join(FILE));
    opened.is_ok_and(|file| {
        let tried = flock(&file, FlockOperation::NonBlockingLockShared);
        // Given back at once, for the same reason as that of a writer.
        let _ = flock(&file, FlockOperation::Unlock);
        tried == Err(Errno::WOULDBLOCK)
    })
}

/// Opens the file, which is going to be overwritten: so never through a link that a stranger's session
/// may hold, and nothing but a regular file.
fn open(path: &Path) -> Result<File, SessionError> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o666)
        .custom_flags(flags.bits() as i32)
        .open(path)
        .and_then(|file| Ok((file.metadata()?.is_file(), file)));
    match opened {
        Ok((true, file)) => Ok(file),
        Ok((false, _)) => Err(irregular(path)),
        Err(_) if exists_otherwise(path) => Err(irregular(path)),
        Err(error) => Err(SessionError::io(path, error)),
    }
}

fn exists_otherwise(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|found| !found.is_file())
}

fn irregular(path: &Path) -> SessionError {
    SessionError::damaged(path, "it is a link or no regular file")
}

/// The pid that the holder wrote; none in the moment before it does.
fn holder(file: &File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_session_is_being_recorded_as_long_as_its_lock_lives() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!is_taken(dir.path()));
        let name = SessionName::parse("a").unwrap();
        let lock = SessionLock::take(&name, dir.path()).unwrap();
        assert!(is_taken(dir.path()));
        drop(lock);
        assert!(!is_taken(dir.path()));
        assert!(SessionLock::take(&name, dir.path()).is_ok());
    }

    #[test]
    fn a_child_that_still_holds_the_file_does_not_hold_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let name = SessionName::parse("a").unwrap();
        let lock = SessionLock::take(&name, dir.path()).unwrap();
        let as_of_a_child = lock.file.try_clone().unwrap();
        drop(lock);
        assert!(!is_taken(dir.path()));
        assert!(SessionLock::take(&name, dir.path()).is_ok());
        drop(as_of_a_child);
    }
}
