//! The inside of a child process: plays one sample and records it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use mpdbg_media::LogCapture;
use mpdbg_player::{DeviceModel, PlayError, PlayOptions};
use mpdbg_session::{Recorder, RecordingError, write_expected};
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
    /// The recording or the expected timeline could not be created.
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
    let mut recorder = Recorder::create(&request.recording, &request.header)?;
    let options = PlayOptions {
        clock: request.header.clock,
        hash: request.header.hash,
        audio: request.audio,
        device: DeviceModel::default(),
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
        Ok(timeline) => Ok(write_expected(
            &request.expected,
            &request.header.sample,
            &timeline,
        )?),
        Err(_) => Ok(()),
    }
}
