//! What a run amounts to: every case that was to be played, in exactly one bucket.

use std::collections::BTreeMap;

use mpdbg_model::{Case, Outcome};

use crate::pool::Next;

/// What became of the cases that were to be played. With retries, each case counts by its last
/// attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Played, whatever was seen.
    pub finished: u32,
    /// Could not be opened.
    pub open_failed: u32,
    /// The sample lacks what the scenario needs.
    pub not_applicable: u32,
    /// Exit code, signal, hang or flood.
    pub crashed: u32,
    /// Ended at the time limit.
    pub timed_out: u32,
    /// Ended because the user asked.
    pub interrupted: u32,
    /// The recording could not be written.
    pub recording_failed: u32,
    /// Not played at all, each with the reason.
    pub not_recorded: Vec<NotRecorded>,
    /// Not begun, because the run was interrupted or stopped.
    pub not_started: u32,
    /// What the first failed recording failed with.
    pub failure: Option<String>,
    /// True when nothing more can be recorded, so that the rest was not begun: the disk is full or read-only,
    /// or there is no player to start.
    pub stopped: bool,
}

/// A case that was not played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotRecorded {
    /// The case.
    pub case: Case,
    /// Why.
    pub reason: String,
}

impl Totals {
    /// The sum of all buckets: the number of cases that were to be played.
    pub fn all(&self) -> u32 {
        self.finished
            + self.open_failed
            + self.not_applicable
            + self.crashed
            + self.timed_out
            + self.interrupted
            + self.recording_failed
            + self.not_recorded.len() as u32
            + self.not_started
    }

    pub(crate) fn of(fates: Fates) -> Self {
        let mut totals = Self::default();
        for (case, fate) in fates {
            match fate {
                Fate::Ended(outcome) => totals.count(outcome),
                Fate::Stopped(outcome) => {
                    totals.stopped = true;
                    totals.count(outcome);
                }
                Fate::NotRecorded(reason) => {
                    totals.not_recorded.push(NotRecorded { case, reason });
                }
                Fate::NotStarted => totals.not_started += 1,
            }
        }
        totals
    }

    fn count(&mut self, outcome: Outcome) {
        let bucket = match outcome {
            Outcome::Finished => &mut self.finished,
            Outcome::OpenFailed => &mut self.open_failed,
            Outcome::NotApplicable { .. } => &mut self.not_applicable,
            Outcome::Exited { .. }
            | Outcome::Signaled { .. }
            | Outcome::Hung { .. }
            | Outcome::Flooded { .. } => &mut self.crashed,
            Outcome::TimedOut { .. } => &mut self.timed_out,
            Outcome::Interrupted => &mut self.interrupted,
            Outcome::RecordingFailed { reason } => {
                self.failure.get_or_insert(reason);
                &mut self.recording_failed
            }
        };
        *bucket += 1;
    }
}

/// What became of each case, the last time it was its turn.
pub(crate) type Fates = BTreeMap<Case, Fate>;

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Ended(Outcome),
    /// Its recording failed, and so would every other one.
    Stopped(Outcome),
    NotRecorded(String),
    NotStarted,
}

impl Fate {
    /// What cannot be recorded now will not be recorded a moment later: a full disk stops the run. What a
    /// player did to its own recording says nothing of the others.
    pub(crate) const fn next(&self) -> Next {
        match self {
            Self::Stopped(_) => Next::Stop,
            Self::Ended(_) | Self::NotRecorded(_) | Self::NotStarted => Next::Go,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{Hang, SampleName};

    #[test]
    fn every_case_is_in_one_bucket() {
        let hung = Outcome::Hung {
            how: Hang::Waiting,
            silent_ms: 1,
        };
        let failed = |reason: &str| Outcome::RecordingFailed {
            reason: reason.to_owned(),
        };
        let fates = [
            Fate::Ended(Outcome::Finished),
            Fate::Ended(Outcome::OpenFailed),
            Fate::Ended(Outcome::NotApplicable {
                reason: String::new(),
            }),
            Fate::Ended(Outcome::Exited { code: 1 }),
            Fate::Ended(hung),
            Fate::Ended(Outcome::Flooded { limit: 1 }),
            Fate::Ended(Outcome::TimedOut { limit_ms: 1 }),
            Fate::Ended(Outcome::Interrupted),
            Fate::Ended(failed("first")),
            Fate::Stopped(failed("second")),
            Fate::NotRecorded("vanished".to_owned()),
            Fate::NotStarted,
        ];
        let name = |number| Case::plain(SampleName::parse(&format!("{number:02}")).unwrap());
        let totals = Totals::of((0..).map(name).zip(fates).collect());
        assert_eq!(totals.all(), 12);
        assert_eq!((totals.crashed, totals.not_applicable), (3, 1));
        assert_eq!(totals.failure.as_deref(), Some("first"));
        assert_eq!((totals.recording_failed, totals.stopped), (2, true));
    }
}
