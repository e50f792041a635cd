//! One attempt: started, watched, classified, sealed.

use std::io::{self, ErrorKind};
use std::process::Child;
use std::time::{Duration, Instant};

use mpdbg_model::{Case, Clock, Limits, Outcome, RecordingHeader, Scenario, Span, When};
use mpdbg_session::{
    AttemptFiles, CaseAttempts, Recorder, Recording, RecordingError, Seal, Session, SessionError,
    SessionLock, seal,
};
use rustix::io::Errno;

use crate::classify::{Said, classify};
use crate::output::Capture;
use crate::watchdog::watch;
use crate::{Interrupt, PlayRequest, PlayerCommand};

/// What became of one attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptReport {
    /// The case.
    pub case: Case,
    /// 0 is the first attempt, 1 the first retry.
    pub attempt: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Real time from the start of the process to the sealed recording.
    pub took: Duration,
    /// The sealed recording; none when it could not be sealed, which the outcome says.
    pub seal: Option<Seal>,
    /// True when the recording failed in a way in which every other one would.
    pub stops: bool,
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
    /// Plays a case once more. Must run on a thread that lives as long as the player: it ends with
    /// the thread that started it.
    pub(crate) fn attempt(&self, tried: &CaseAttempts) -> AttemptReport {
        let started = Instant::now();
        let number = tried.next();
        let (outcome, seal, stops) = match self.session.new_attempt(self.lock, tried) {
            Ok(files) => {
                let (outcome, seal, started) = self.play(&tried.case, &files);
                let failed = matches!(outcome, Outcome::RecordingFailed { .. });
                let stops = failed && (!started || is_over(self.session, &outcome));
                (outcome, seal, stops)
            }
            Err(error) => (failed(&error), None, !is_of_the_case(&error)),
        };
        AttemptReport {
            case: tried.case.clone(),
            attempt: number,
            outcome,
            took: started.elapsed(),
            seal,
            stops,
        }
    }

    /// How it ended, what was sealed, and whether there was a player at all.
    fn play(&self, case: &Case, files: &AttemptFiles) -> (Outcome, Option<Seal>, bool) {
        let Some(scenario) = self.scenario(case) else {
            let reason = format!("the session has no scenario `{}`", case.scenario);
            return (Outcome::RecordingFailed { reason }, None, true);
        };
        let request = self.request(case, scenario, files);
        let (outcome, started) = match self.player.spawn(&request) {
            Ok(child) => (self.supervise(child, scenario, files), true),
            Err(error) => {
                let program = self.player.program.display();
                let reason = format!("the player {program} could not be started: {error}");
                (Outcome::RecordingFailed { reason }, false)
            }
        };
        match close(files, &request.header, &outcome) {
            Ok(seal) => (outcome, Some(seal), started),
            Err(error) => (failed(&error), None, started),
        }
    }

    fn scenario(&self, case: &Case) -> Option<&Scenario> {
        let mut scenarios = self.session.configuration().scenarios.iter();
        scenarios.find(|scenario| scenario.name == case.scenario)
    }

    fn request(&self, case: &Case, scenario: &Scenario, files: &AttemptFiles) -> PlayRequest {
        let configuration = self.session.configuration();
        let Case { sample, .. } = case;
        let machine = configuration.machine.as_ref();
        let charging = machine.filter(|machine| !machine.is_ideal());
        PlayRequest {
            sample: configuration.samples_dir.join(sample.to_path()),
            recording: files.recording.clone(),
            expected: self.session.expected_path(sample),
            reference: configuration
                .reference
                .then(|| self.session.reference_path(sample)),
            header: RecordingHeader {
                sample: sample.clone(),
                scenario: case.scenario.clone(),
                repeat: case.repeat,
                machine: charging.map(|machine| machine.name.clone()),
                player: self.player.name.clone(),
                clock: configuration.clock,
                hash: configuration.hash,
                attempt: files.number,
                started: jiff::Timestamp::now().to_string(),
            },
            audio: configuration.audio,
            scenario: scenario.clone(),
            machine: machine.cloned(),
            memory_bytes: configuration.limits.memory_bytes,
            parent: std::process::id(),
        }
    }

    fn supervise(&self, mut child: Child, scenario: &Scenario, files: &AttemptFiles) -> Outcome {
        let stdout = child.stdout.take();
        let stdout = stdout.map(|pipe| Capture::start(pipe, files.stdout.clone()));
        let stderr = child.stderr.take();
        let stderr = stderr.map(|pipe| Capture::start(pipe, files.stderr.clone()));
        let configuration = self.session.configuration();
        let limits = &patient(configuration.limits, configuration.clock, scenario);
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

/// The limits of a play under `scenario`: on the wall clock nothing happens while a paused play waits for
/// its next step, and that is no hang.
fn patient(limits: Limits, clock: Clock, scenario: &Scenario) -> Limits {
    let waits = scenario.steps.iter().map(|step| match step.when {
        When::Run(wait) | When::After { wait, .. } => wait,
        When::Media(_) => Span::ZERO,
    });
    let longest = match clock {
        Clock::Real => waits.max().unwrap_or(Span::ZERO),
        Clock::Virtual => Span::ZERO,
    };
    let millis = u64::try_from(longest.nanos() / 1_000_000).unwrap_or(0);
    Limits {
        hang_ms: limits.hang_ms.saturating_add(millis),
        ..limits
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

/// Whether a directory cannot be made only because something else has its name.
fn is_of_the_case(error: &SessionError) -> bool {
    let SessionError::Io { source, .. } = error else {
        return false;
    };
    matches!(
        source.kind(),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory
    )
}

/// Whether nothing more can be recorded: the disk said so, to this process or to the player, which hands on
/// what it was told, or it says so now.
fn is_over(session: &Session, outcome: &Outcome) -> bool {
    let Outcome::RecordingFailed { reason } = outcome else {
        return false;
    };
    let said = |kind: Errno| reason.contains(&io::Error::from(kind).to_string());
    let of_the_disk = [Errno::NOSPC, Errno::DQUOT, Errno::IO, Errno::ROFS];
    of_the_disk.into_iter().any(said) || tempfile::tempfile_in(session.dbg_dir()).is_err()
}

fn failed(error: &impl ToString) -> Outcome {
    Outcome::RecordingFailed {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mpdbg_model::{Action, Happening, ScenarioStep};

    #[test]
    fn a_pause_on_the_wall_clock_is_no_hang() {
        let step = |seconds| ScenarioStep {
            when: When::After {
                what: Happening::Step,
                wait: Span::from_secs(seconds),
            },
            action: Action::Resume,
        };
        let scenario = Scenario {
            steps: vec![step(1), step(30), step(2)],
            ..Scenario::default()
        };
        let usual = Limits::default();
        let hang = |clock, scenario: &Scenario| patient(usual, clock, scenario).hang_ms;
        assert_eq!(hang(Clock::Real, &scenario), usual.hang_ms + 30_000);
        assert_eq!(hang(Clock::Virtual, &scenario), usual.hang_ms);
        assert_eq!(hang(Clock::Real, &Scenario::default()), usual.hang_ms);
    }
}
