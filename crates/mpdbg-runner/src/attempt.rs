//! One attempt: started, watched, classified, sealed.

use std::process::Child;
use std::time::{Duration, Instant};

use mpdbg_model::{Outcome, RecordingHeader, SampleName};
use mpdbg_session::{
    AttemptFiles, Recorder, Recording, RecordingError, SampleAttempts, Seal, Session, SessionLock,
    seal,
};

use crate::classify::{Said, classify};
use crate::output::Capture;
use crate::watchdog::watch;
use crate::{Interrupt, PlayRequest, PlayerCommand};

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptReport {
    /// The sample.
    pub sample: SampleName,
    /// 0 is the first attempt, 1 the first retry.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Real time from the start of the process to the sealed recording.
    pub took: Duration,
    /// The sealed recording; none when it could not be sealed, which the outcome says.
    pub seal: Option<Seal>,
}

/// Who plays into what.
#[derive(Clone, Copy)]
pub(crate) struct Stage<'a> {
    pub(crate) session: &'a Session,
    pub(crate) lock: &'a SessionLock,
    pub(crate) player: &'a PlayerCommand,
    pub(crate) interrupt: &'a Interrupt,
}

impl Stage<'_> {
    /// Plays a sample once more. Must run on a thread that lives as long as the player: it ends with
    /// the thread that started it.
    pub(crate) fn attempt(&self, tried: &SampleAttempts) -> AttemptReport {
        let started = Instant::now();
        let number = tried.next();
        let (outcome, seal) = match self.session.new_attempt(self.lock, tried) {
            Ok(files) => self.play(&tried.sample, &files),
            Err(error) => (failed(&error), None),
        };
        AttemptReport {
            sample: tried.sample.clone(),
            attempt: number,
            outcome,
            took: started.elapsed(),
            seal,
        }
    }

    fn play(&self, sample: &SampleName, files: &AttemptFiles) -> (Outcome, Option<Seal>) {
        let request = self.request(sample, files);
        let outcome = match self.player.spawn(&request) {
            Ok(child) => self.supervise(child, files),
            Err(error) => Outcome::RecordingFailed {
                reason: format!(
                    "the player {} could not be started: {error}",
                    self.player.program.display()
                ),
            },
        };
        match close(files, &request.header, &outcome) {
            Ok(seal) => (outcome, Some(seal)),
            Err(error) => (failed(&error), None),
        }
    }

    fn request(&self, sample: &SampleName, files: &AttemptFiles) -> PlayRequest {
        let configuration = self.session.configuration();
        PlayRequest {
            sample: configuration.samples_dir.join(sample.to_path()),
            recording: files.recording.clone(),
            expected: self.session.expected_path(sample),
            header: RecordingHeader {
                sample: sample.clone(),
                player: self.player.name.clone(),
                clock: configuration.clock,
                hash: configuration.hash,
                attempt: files.number,
                started: jiff::Timestamp::now().to_string(),
            },
            audio: configuration.audio,
            memory_bytes: configuration.limits.memory_bytes,
            parent: std::process::id(),
        }
    }

    fn supervise(&self, mut child: Child, files: &AttemptFiles) -> Outcome {
        let stdout = child.stdout.take();
        let stdout = stdout.map(|pipe| Capture::start(pipe, files.stdout.clone()));
        let stderr = child.stderr.take();
        let stderr = stderr.map(|pipe| Capture::start(pipe, files.stderr.clone()));
        let limits = &self.session.configuration().limits;
        let ended = watch(&mut child, &files.recording, limits, self.interrupt);
        let wrote = |capture: Option<Capture>| capture.map_or(Ok(Vec::new()), Capture::finish);
        match (ended, wrote(stdout), wrote(stderr)) {
            (Ok(ended), Ok(_), Ok(stderr)) => classify(&ended, said(files), limits, &stderr),
            (Err(error), ..) => failed(&error),
            (_, Err(error), _) | (_, _, Err(error)) => Outcome::RecordingFailed {
                reason: format!("the player's output could not be kept: {error}"),
            },
        }
    }
}

/// What the recording says; nothing when it cannot be read, which sealing it will show.
fn said(files: &AttemptFiles) -> Said {
    Recording::open(&files.recording)
        .map(|recording| Said::of(recording.events()))
        .unwrap_or_default()
}

/// Seals what the player recorded, or an empty recording where it died before it began one.
fn close(
    files: &AttemptFiles,
    header: &RecordingHeader,
    outcome: &Outcome,
) -> Result<Seal, RecordingError> {
    if !files.recording.exists() {
        Recorder::create(&files.recording, header)?;
    }
    seal(&files.recording, outcome)
}

fn failed(error: &impl ToString) -> Outcome {
    Outcome::RecordingFailed {
        reason: error.to_string(),
    }
}
