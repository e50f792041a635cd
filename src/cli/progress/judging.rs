//! Judges each case as it ends, so that defects show while the run goes on.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use mpdbg_analysis::{Entry, Recorded};
use mpdbg_model::{Case, Outcome, SampleName, SampleRecord};
use mpdbg_runner::{AttemptReport, Progress};
use mpdbg_session::Session;

use super::done::{Done, Found, SoFar};
use super::show::Show;
use crate::cli::failure::Failure;
use crate::cli::judged::{judge_attempt, today};

/// Judges each case as it ends and tells a [`Show`].
pub(crate) struct Judging<'a> {
    session: &'a Session,
    records: HashMap<SampleName, SampleRecord>,
    show: Arc<dyn Show>,
    so_far: Mutex<SoFar>,
}

impl<'a> Judging<'a> {
    pub(crate) fn new(session: &'a Session, show: Arc<dyn Show>) -> Result<Self, Failure> {
        let records = session.samples()?.samples.into_iter();
        Ok(Self {
            session,
            records: records.map(|it| (it.name.clone(), it)).collect(),
            show,
            so_far: Mutex::default(),
        })
    }

    /// Nothing for an attempt that says nothing of the player, whose scenario does not fit its sample, or
    /// whose recording cannot be read.
    fn judge(&self, report: &AttemptReport) -> Option<Found> {
        let AttemptReport { case, outcome, .. } = report;
        let sample = self.records.get(&case.sample)?.clone();
        if outcome.is_void() || matches!(outcome, Outcome::NotApplicable { .. }) {
            return None;
        }
        let profile = &self.session.configuration().profile;
        let judged = judge_attempt(self.session, case, report.attempt, profile).ok()?;
        let entry = Entry {
            sample,
            scenario: case.scenario.clone(),
            repeat: case.repeat,
            today: today(),
            attempts: vec![outcome.clone()],
            recorded: judged.recorded(),
        };
        let unexpected = entry.unexpected();
        match entry.recorded {
            Recorded::Judged { counts, .. } => Some(Found { counts, unexpected }),
            Recorded::Not(_) => None,
        }
    }

    fn tell(&self, done: &Done) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        so_far.count(done);
        self.show.done(done, *so_far);
    }
}

impl Progress for Judging<'_> {
    fn planned(&self, cases: usize) {
        let mut so_far = self.so_far.lock().unwrap_or_else(PoisonError::into_inner);
        *so_far = SoFar {
            planned: cases,
            done: 0,
            ..*so_far
        };
        self.show.planned(cases);
    }

    fn started(&self, case: &Case, attempt: u32) {
        self.show.started(case, attempt);
    }

    fn ended(&self, report: &AttemptReport) {
        let found = self.judge(report);
        self.tell(&Done::Played {
            report: report.clone(),
            found,
        });
    }

    fn not_recorded(&self, case: &Case, reason: &str) {
        self.tell(&Done::NotPlayed {
            case: case.clone(),
            reason: reason.to_owned(),
        });
    }
}
