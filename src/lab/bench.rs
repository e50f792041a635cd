//! Where the lab works: its directory, its sessions, its player.

use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use mpdbg_analysis::{Comparison, Terms as CompareTerms};
use mpdbg_model::{
    AudioRoute, Case, Clock, Configuration, HashKind, Limits, Machine, Profile, SampleName,
    Scenario,
};
use mpdbg_runner::{AttemptReport, Interrupt, PlayerCommand, Progress};
use mpdbg_sample::{Manifest, SamplesDir};
use mpdbg_session::Session;

use super::error::LabError;
use crate::aside::Aside;
use crate::compare::Question;

/// Someone who is told how far the lab is, from several threads.
pub(crate) trait Watch: Sync {
    /// So much is to be done next.
    fn begins(&self, what: &str, steps: usize);
    /// One step is done.
    fn step(&self);
}

/// Where the lab works.
#[derive(Clone, Copy)]
pub(crate) struct Bench<'a> {
    /// The work directory; everything that the lab makes is in it.
    pub(crate) dir: &'a Path,
    /// The player under test; the arguments begin with what makes it play one sample.
    pub(crate) player: &'a PlayerCommand,
    /// How much is done side by side.
    pub(crate) jobs: NonZeroUsize,
    /// Whether the user asked for an end.
    pub(crate) interrupt: &'a Interrupt,
    /// Who is told how far the lab is.
    pub(crate) watch: &'a dyn Watch,
}

/// How samples are played.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Terms {
    /// What is done while they play.
    pub(super) scenarios: Vec<Scenario>,
    /// The machine that is simulated.
    pub(super) machine: Machine,
    /// The clock that drives the player.
    pub(super) clock: Clock,
    /// How often each case is played.
    pub(super) repeats: u32,
}

impl Terms {
    /// On an ideal machine, under the virtual clock.
    pub(super) fn ideal(scenarios: Vec<Scenario>) -> Self {
        Self {
            scenarios,
            machine: Machine::default(),
            clock: Clock::Virtual,
            repeats: 1,
        }
    }
}

/// Long enough for a clip of a few seconds on a busy machine; a player that hangs shall not hold the lab
/// up for long.
const LIMITS: Limits = Limits {
    timeout_ms: 30_000,
    hang_ms: 5_000,
    recording_bytes: 64 << 20,
    memory_bytes: 8 << 30,
};

impl Bench<'_> {
    /// A directory below the work directory, made where it is missing.
    pub(super) fn subdirectory(&self, name: &str) -> Result<PathBuf, LabError> {
        let dir = self.dir.join(name);
        fs::create_dir_all(&dir).map_err(LabError::at(&dir))?;
        Ok(dir)
    }

    /// Says so when the user asked for an end.
    pub(super) fn heed_interrupt(&self) -> Result<(), LabError> {
        if self.interrupt.is_raised() {
            return Err(LabError::Interrupted);
        }
        Ok(())
    }

    /// Plays these samples of a directory, as a session of this name.
    pub(super) fn play(
        &self,
        name: &str,
        samples: &Path,
        playlist: &[SampleName],
        terms: &Terms,
    ) -> Result<Session, LabError> {
        let dir = SamplesDir::open(samples, None)?;
        let record = dir.record(playlist, Vec::new(), &Manifest::default())?;
        let steps = playlist.len() * terms.scenarios.len() * terms.repeats as usize;
        self.watch.begins(&format!("playing {name}"), steps);
        let aside = Aside {
            dir: &self.subdirectory("sessions")?,
            player: self.player,
            jobs: self.jobs,
            interrupt: self.interrupt,
            progress: &Told(self.watch),
        };
        let session = aside.play(name, &self.configuration(&dir, terms), &record)?;
        self.heed_interrupt()?;
        Ok(session)
    }

    /// Compares two of the lab's sessions.
    pub(super) fn compare(
        &self,
        before: &Session,
        after: &Session,
    ) -> Result<Comparison, LabError> {
        let question = Question {
            before,
            after,
            terms: CompareTerms::default(),
            allowed: &[],
            jobs: self.jobs,
            watch: &|_| ControlFlow::Continue(()),
        };
        Ok(question.answer()?)
    }

    fn configuration(&self, samples: &SamplesDir, terms: &Terms) -> Configuration {
        Configuration {
            format: 3,
            made_by: self.player.name.clone(),
            created: jiff::Timestamp::now().to_string(),
            samples_dir: samples.root().to_path_buf(),
            recursive: true,
            clock: terms.clock,
            hash: HashKind::Xxh3,
            audio: AudioRoute::Device,
            limits: LIMITS,
            scenarios: terms.scenarios.clone(),
            machine: Some(terms.machine.clone()),
            profile: Profile::default(),
            reference: false,
            repeats: terms.repeats,
            player: None,
            protect_raw_data: false,
            protect_reports: false,
            dev_debug: false,
        }
    }
}

/// The lab's watch as the runner's.
struct Told<'a>(&'a dyn Watch);

impl Progress for Told<'_> {
    fn planned(&self, _cases: usize) {}

    fn started(&self, _case: &Case, _attempt: u32) {}

    fn ended(&self, _report: &AttemptReport) {
        self.0.step();
    }

    fn not_recorded(&self, _case: &Case, _reason: &str) {
        self.0.step();
    }
}
