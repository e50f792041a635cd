//! A run over the cases of a session.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use mpdbg_model::{Case, SampleRecord};
use mpdbg_session::{CaseAttempts, Session, SessionError, SessionLock};

use crate::attempt::Stage;
use crate::check::objection;
use crate::pool::{self, Next};
use crate::totals::{Fate, Fates};
use crate::{AttemptReport, Interrupt, PlayerCommand, Totals, plan};

/// Someone who is told how a run goes on, from several threads.
pub trait Progress: Sync {
    /// So many cases are going to be played; with retries, once a round.
    fn planned(&self, cases: usize);
    /// A player was started.
    fn started(&self, case: &Case, attempt: u32);
    /// A player has ended and its recording is sealed.
    fn ended(&self, report: &AttemptReport);
    /// A case is not played.
    fn not_recorded(&self, case: &Case, reason: &str);
}

/// A run over the cases of a session.
#[derive(Clone, Copy)]
pub struct Run<'a> {
    /// The session that is recorded into.
    pub session: &'a Session,
    /// The right to do so.
    pub lock: &'a SessionLock,
    /// What plays.
    pub player: &'a PlayerCommand,
    /// Cases that are played side by side.
    pub jobs: NonZeroUsize,
    /// Whether the user asked for an end.
    pub interrupt: &'a Interrupt,
    /// Who is told.
    pub progress: &'a dyn Progress,
}

impl Run<'_> {
    /// Plays the cases that have no recording yet, each once, and writes `_crashes.json`.
    ///
    /// # Errors
    /// When the session cannot be read or `_crashes.json` cannot be written. A recording that fails is
    /// in the totals; where none can be written any more, the run stops.
    pub fn play(&self) -> Result<Totals, SessionError> {
        let mut fates = Fates::new();
        self.round(plan::unrecorded(self.attempts()?), &mut fates)?;
        self.session.write_crashes(self.lock)?;
        Ok(Totals::of(fates))
    }

    /// Plays again the cases whose last attempt crashed, round by round, until each has a clean
    /// recording or `max` retries, and writes `_crashes.json`. Retries of earlier calls count, unless
    /// `anew`: then each case has `max` retries in this call. Nothing on disk is forgotten either way.
    /// Every case that was to be retried is once in the totals, by its last attempt.
    ///
    /// # Errors
    /// As [`Run::play`].
    pub fn retry_crashed(&self, max: u32, anew: bool) -> Result<Totals, SessionError> {
        let mut fates = Fates::new();
        let mut used = HashMap::new();
        loop {
            let tasks = self.retries_left(&mut used, max, anew, &fates)?;
            if tasks.is_empty() || self.round(tasks, &mut fates)? == Next::Stop {
                break;
            }
        }
        self.session.write_crashes(self.lock)?;
        Ok(Totals::of(fates))
    }

    /// The crashed cases that have a retry left, which is then used.
    fn retries_left(
        &self,
        used: &mut HashMap<Case, u32>,
        max: u32,
        anew: bool,
        fates: &Fates,
    ) -> Result<Vec<CaseAttempts>, SessionError> {
        let mut crashed = plan::crashed(self.attempts()?);
        crashed.retain(|tried| {
            let before = if anew { 0 } else { plan::retries(tried) };
            let used = used.entry(tried.case.clone()).or_insert(before);
            let playable = !matches!(fates.get(&tried.case), Some(Fate::NotRecorded(_)));
            let left = playable && *used < max;
            *used += u32::from(left);
            left
        });
        Ok(crashed)
    }

    fn attempts(&self) -> Result<Vec<CaseAttempts>, SessionError> {
        self.session.attempts(&self.session.cases()?)
    }

    /// Plays every task once, and says whether another round makes sense.
    fn round(&self, tasks: Vec<CaseAttempts>, fates: &mut Fates) -> Result<Next, SessionError> {
        self.progress.planned(tasks.len());
        let recorded = self.session.samples()?.samples;
        let recorded: HashMap<_, _> = recorded.iter().map(|it| (&it.name, it)).collect();
        for task in &tasks {
            let case = task.case.clone();
            fates.entry(case).or_insert(Fate::NotStarted);
        }
        let fates = Mutex::new(fates);
        let stopped = pool::each(self.jobs, tasks, |task| {
            if self.interrupt.is_raised() {
                return Next::Stop;
            }
            let fate = self.one(&task, recorded.get(&task.case.sample).copied());
            let next = fate.next();
            let mut fates = fates.lock().unwrap_or_else(PoisonError::into_inner);
            fates.insert(task.case, fate);
            next
        });
        Ok(stopped)
    }

    fn one(&self, task: &CaseAttempts, recorded: Option<&SampleRecord>) -> Fate {
        let samples_dir = &self.session.configuration().samples_dir;
        let path = samples_dir.join(task.case.sample.to_path());
        let reason = match recorded {
            Some(recorded) => objection(&path, recorded),
            None => Some("is not in _samples.json".to_owned()),
        };
        if let Some(reason) = reason {
            self.progress.not_recorded(&task.case, &reason);
            return Fate::NotRecorded(reason);
        }
        let stage = Stage {
            session: self.session,
            lock: self.lock,
            player: self.player,
            interrupt: self.interrupt,
        };
        self.progress.started(&task.case, task.next());
        let report = stage.attempt(task);
        self.progress.ended(&report);
        if report.stops {
            Fate::Stopped(report.outcome)
        } else {
            Fate::Ended(report.outcome)
        }
    }
}
