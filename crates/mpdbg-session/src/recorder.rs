//! Writes events to disk as they happen.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use mpdbg_model::{Event, Listener, RecordingHeader};

use crate::RecordingError;
use crate::format::{FrameBuffer, State, write_lines};

/// Bytes of waiting events that are written even if nobody asks.
const FULL: usize = 32 << 10;

/// A recording that is being written. What was settled is in the hands of the operating system and
/// outlives the process.
pub struct Recorder {
    file: File,
    frame: FrameBuffer,
    failed: bool,
}

impl Recorder {
    /// Creates the recording at `path` and writes its header.
    ///
    /// # Errors
    /// When the file exists already (a recording is never overwritten), or cannot be created or
    /// written.
    pub fn create(path: &Path, header: &RecordingHeader) -> Result<Self, RecordingError> {
        let io = |error| RecordingError::io(path, error);
        let lines = write_lines(header, State::Open).map_err(io)?;
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path)
            .map_err(io)?;
        if let Err(error) = file.write_all(&lines) {
            // Nothing is recorded in it yet, and half a header would only look like damage.
            let _ = std::fs::remove_file(path);
            return Err(io(error));
        }
        Ok(Self::over(file))
    }

    fn over(file: File) -> Self {
        Self {
            file,
            frame: FrameBuffer::new(),
            failed: false,
        }
    }

    /// Writes what still waits. The recording stays unsealed: how the attempt ended is for the
    /// supervisor to say.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.settle()
    }

    /// After a failed write the file may end in a part of a frame; another frame after it could never
    /// be read.
    fn write_frame(&mut self) -> io::Result<()> {
        if self.failed {
            return Err(io::Error::other("an earlier write to the recording failed"));
        }
        if let Some(frame) = self.frame.frame() {
            self.failed = true;
            self.file.write_all(frame)?;
            self.failed = false;
            self.frame.clear();
        }
        Ok(())
    }
}

impl Listener for Recorder {
    fn event(&mut self, event: &Event) -> io::Result<()> {
        self.frame.push(event)?;
        if self.frame.waiting() >= FULL {
            self.write_frame()?;
        }
        Ok(())
    }

    fn settle(&mut self) -> io::Result<()> {
        self.write_frame()
    }
}

impl Drop for Recorder {
    /// A panic is evidence too: what led to it is written. An error has nobody to hear it here.
    fn drop(&mut self) {
        let _ = self.write_frame();
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{RunTime, What};

    #[test]
    fn a_full_disk_is_a_clean_error_and_nothing_is_written_behind_it() {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut recorder = Recorder::over(full);
        let event = Event {
            at: RunTime::ZERO,
            what: What::StreamDrained { stream: 0 },
        };
        recorder.settle().unwrap();
        recorder.event(&event).unwrap();
        let error = recorder.settle().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        assert!(recorder.settle().is_err());
    }

    #[test]
    fn events_do_not_wait_for_ever() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        let mut recorder = Recorder::over(File::create_new(&path).unwrap());
        let event = Event {
            at: RunTime::ZERO,
            what: What::StreamDrained { stream: 0 },
        };
        for _ in 0..FULL {
            recorder.event(&event).unwrap();
        }
        assert!(path.metadata().unwrap().len() >= FULL as u64);
    }
}
