//! The inside of a child process: plays one sample and records it.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mpdbg_media::LogCapture;
use mpdbg_player::{PlayError, PlayOptions};
use mpdbg_session::{Recorder, RecordingError, write_expected, write_reference};
use signal_hook::consts::{SIGTERM, SIGXFSZ};

use crate::PlayRequest;
use crate::limits::confine;

/// Exit code of a child process that could not do mpdbg's part: the recording is incomplete, which says
/// nothing of the player. The last line of its standard error says why.
pub const EXIT_NOT_RECORDED: i32 = 74;

/// Why a sample could not be recorded. The process then ends with [`EXIT_NOT_RECORDED`].
#[derive(Debug, thiserror::Error)]
pub enum PlayOneError {
    /// The process could not be set up.
    #[error("the player's process could not be set up: {0}")]
    SetUp(io::Error),
    /// The recording, the expected timeline or the reference decode could not be created.
    #[error(transparent)]
    Create(#[from] RecordingError),
    /// The events could not be written.
    #[error("{}: {source}", path.display())]
    Write {
        /// The recording.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Plays one sample and records it, in a process of its own: the process is confined for the rest of its
/// life, and ends in order when it is sent SIGTERM. A sample that cannot be opened is recorded as such
/// and no error.
///
/// # Errors
/// When the recording could not be written.
pub fn play_one(request: &PlayRequest) -> Result<(), PlayOneError> {
    confine(request.parent, request.memory_bytes).map_err(PlayOneError::SetUp)?;
    let stop = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGTERM, Arc::clone(&stop)).map_err(PlayOneError::SetUp)?;
    // A limit on the size of files is then an error of the write, not the end of the player.
    signal_hook::flag::register(SIGXFSZ, Arc::default()).map_err(PlayOneError::SetUp)?;
    // Before the recording begins: the watchdog of a player that records waits for its events.
    write_expected_once(request)?;
    write_reference_once(request)?;
    let mut recorder = Recorder::create(&request.recording, &request.header)?;
    let options = PlayOptions {
        clock: request.header.clock,
        hash: request.header.hash,
        audio: request.audio,
        scenario: request.scenario.clone(),
        machine: request.machine.clone().unwrap_or_default(),
        stop,
    };
    let failed = |source| PlayOneError::Write {
        path: request.recording.clone(),
        source,
    };
    match mpdbg_player::play(&request.sample, &options, &mut recorder) {
        Ok(()) => recorder.finish().map_err(failed),
        Err(PlayError::Listener(source)) => Err(failed(source)),
    }
}

/// A sample that cannot be probed has no expected timeline; that it cannot be opened is for the player
/// to say.
fn write_expected_once(request: &PlayRequest) -> Result<(), PlayOneError> {
    if request.expected.exists() {
        return Ok(());
    }
    // What the probe makes the libraries say is not said by the player.
    let log = LogCapture::start();
    let timeline = mpdbg_media::probe(&request.sample);
    drop(log);
    match timeline {
        Ok(timeline) => unless_another_did(write_expected(
            &request.expected,
            &request.header.sample,
            &timeline,
        )),
        Err(_) => Ok(()),
    }
}

/// As [`write_expected_once`]: a sample that cannot be decoded has no reference.
fn write_reference_once(request: &PlayRequest) -> Result<(), PlayOneError> {
    let Some(path) = request.reference.as_ref().filter(|path| !path.exists()) else {
        return Ok(());
    };
    let log = LogCapture::start();
    let reference = mpdbg_media::reference(&request.sample, request.header.hash);
    drop(log);
    match reference {
        Ok(reference) => {
            unless_another_did(write_reference(path, &request.header.sample, &reference))
        }
        Err(_) => Ok(()),
    }
}

/// The same sample may be played under another scenario right now, and what is written is the same.
fn unless_another_did(written: Result<(), RecordingError>) -> Result<(), PlayOneError> {
    match written {
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::AlreadyExists => {
            Ok(())
        }
        written => Ok(written?),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{ExpectedTimeline, SampleName};

    #[test]
    fn whoever_comes_second_goes_on_with_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let sample = SampleName::parse("a").unwrap();
        let write = |path: &std::path::Path| {
            unless_another_did(write_expected(path, &sample, &ExpectedTimeline::default()))
        };
        let path = dir.path().join("a.expected");
        assert!(write(&path).is_ok());
        assert!(write(&path).is_ok());
        let nowhere = write(&dir.path().join("missing/a.expected"));
        assert!(
            matches!(nowhere, Err(PlayOneError::Create(_))),
            "{nowhere:?}"
        );
    }
}
