//! What a player writes to its standard output and error: kept, but not without end.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// Bytes that are kept of each.
const LIMIT: usize = 1 << 20;
const CUT: &[u8] = b"\n[mpdbg: the player wrote more than 1 MiB; the rest is left out]\n";
/// Bytes of the end that are remembered.
const TAIL: usize = 4 << 10;
/// A process that left the player's group may hold the pipe for ever.
const PATIENCE: Duration = Duration::from_secs(2);

/// A thread that copies a pipe into a file. The file is created when there is something to write.
pub(crate) struct Capture(Receiver<io::Result<Vec<u8>>>);

impl Capture {
    pub(crate) fn start(from: impl Read + Send + 'static, path: PathBuf) -> Self {
        let (send, receive) = mpsc::channel();
        // Without a thread the pipe is closed, and what the player writes there is lost; the
        // recording is not.
        let _ = std::thread::Builder::new().spawn(move || {
            // Nobody waits any more when the patience was over.
            let _ = send.send(copy(from, path));
        });
        Self(receive)
    }

    /// The end of what was written, up to 4 KiB.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        self.0
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| Ok(Vec::new()))
    }
}

/// Reads to the end whatever happens, so that the player never waits for us.
fn copy(mut from: impl Read, path: PathBuf) -> io::Result<Vec<u8>> {
    let mut kept = Kept {
        path,
        file: None,
        room: LIMIT,
    };
    let mut result = Ok(());
    let mut tail = Vec::new();
    let mut buffer = [0; 8 << 10];
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => &buffer[..count],
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        if result.is_ok() {
            result = kept.write(read);
        }
        tail.extend_from_slice(read);
        tail.drain(..tail.len().saturating_sub(TAIL));
    }
    result.map(|()| tail)
}

struct Kept {
    path: PathBuf,
    file: Option<File>,
    room: usize,
}

impl Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.room == 0 {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::create_new(&self.path)?),
        };
        if bytes.len() < self.room {
            self.room -= bytes.len();
            return file.write_all(bytes);
        }
        file.write_all(&bytes[..self.room])?;
        self.room = 0;
        file.write_all(CUT)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn silence_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        assert_eq!(copy(io::empty(), path.clone()).unwrap(), b"");
        assert!(!path.exists());
    }

    #[test]
    fn a_flood_is_cut_and_its_end_remembered() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        let flood = io::repeat(b'x').take(5 << 20).chain(&b"the end"[..]);
        let tail = copy(flood, path.clone()).unwrap();
        assert_eq!(tail.len(), TAIL);
        assert!(tail.ends_with(b"xthe end"));
        let kept = std::fs::read(&path).unwrap();
        assert_eq!(kept.len(), LIMIT + CUT.len());
        assert!(kept.ends_with(CUT));
    }

    #[test]
    fn what_exists_is_not_overwritten_and_the_pipe_still_emptied() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("out");
        std::fs::write(&path, "evidence").unwrap();
        let mut from = io::repeat(b'x').take(1 << 20);
        assert!(copy(&mut from, path.clone()).is_err());
        assert_eq!(from.limit(), 0);
        assert_eq!(std::fs::read(&path).unwrap(), b"evidence");
    }
}
