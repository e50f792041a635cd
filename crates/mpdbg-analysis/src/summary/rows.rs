//! One sample in a summary.

use mpdbg_model::{RuleId, SampleName};
use serde::Serialize;

use super::bucket::{Bucket, Unexpected};
use super::entry::{Entry, Recorded, RuleCount};

/// The rows of a summary, in the order of the playlist.
pub type Rows = Vec<Row>;

/// One sample in a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The sample.
    pub sample: SampleName,
    /// Its bucket.
    pub bucket: Bucket,
    /// How often each rule found something; every rule at most once.
    pub counts: Vec<RuleCount>,
    /// Rules that could not answer, and why.
    pub unknown: Vec<(RuleId, String)>,
    /// How the judged attempt ended, or why there is none.
    pub ending: String,
    /// What was not expected.
    pub unexpected: Vec<Unexpected>,
    /// Attempts that were kept.
    pub attempts: u32,
    /// Attempts that crashed or hung.
    pub crashes: u32,
    /// True when the last attempt crashed or hung, and the manifest does not expect that.
    pub crashed_to_the_last: bool,
    /// True when the sample has no recording and is no longer the one that the session was made for, so
    /// that it never will have one in this session.
    pub sample_gone: bool,
}

impl Row {
    pub(super) fn of(entry: &Entry) -> Self {
        let (counts, unknown, ending) = match &entry.recorded {
            Recorded::Judged {
                counts,
                unknown,
                outcome,
            } => (counts.clone(), unknown.clone(), outcome.to_string()),
            Recorded::Not(reason) => (Vec::new(), Vec::new(), reason.to_string()),
        };
        let unexpected = entry.unexpected();
        let foreign_life = unexpected.iter().any(
            |one| matches!(one, Unexpected::Defect(count) if count.rule.0.starts_with("life::")),
        );
        let judged = matches!(entry.recorded, Recorded::Judged { .. });
        Self {
            sample: entry.sample.name.clone(),
            bucket: entry.bucket(),
            counts,
            unknown,
            ending,
            unexpected,
            attempts: entry.attempts.len() as u32,
            crashes: entry
                .attempts
                .iter()
                .filter(|outcome| outcome.is_crash())
                .count() as u32,
            sample_gone: entry.recorded.is_of_a_gone_sample(),
            crashed_to_the_last: entry.last_crashed() && (foreign_life || !judged),
        }
    }

    /// Defects of all rules.
    pub fn defects(&self) -> u64 {
        self.counts.iter().map(|count| count.defects).sum()
    }
}
