//! One play of a case in a summary.

use mpdbg_model::{Case, Expectation, RuleId};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::bucket::Bucket;
use super::entry::{Entry, Recorded, RuleCount};
use super::unexpected::Unexpected;

/// The rows of a summary, in the order of the playlist and of the scenarios; where everything is played
/// several times, all of it for the second time behind.
pub type Rows = Vec<Row>;

/// One play of a case in a summary.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The case; in a file three fields, `sample`, `scenario` and `repeat`.
    #[serde(flatten, serialize_with = "three_fields")]
    pub case: Case,
    /// Its bucket.
    pub bucket: Bucket,
    /// How often each rule found something; every rule at most once.
    pub counts: Vec<RuleCount>,
    /// Rules that could not answer, and why.
    pub unknown: Vec<(RuleId, String)>,
    /// How the judged attempt ended, or why there is none.
    pub ending: String,
    /// What was expected, whether it showed or not.
    pub expected: Vec<Expectation>,
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

fn three_fields<S: Serializer>(case: &Case, to: S) -> Result<S::Ok, S::Error> {
    let mut fields = to.serialize_map(Some(3))?;
    fields.serialize_entry("sample", &case.sample)?;
    fields.serialize_entry("scenario", &case.scenario)?;
    fields.serialize_entry("repeat", &case.repeat)?;
    fields.end()
}

/// Without the rules that were not asked.
fn with_reason(unknown: &[(RuleId, String)]) -> Vec<(RuleId, String)> {
    let asked = unknown.iter().filter(|(_, reason)| !reason.is_empty());
    asked.cloned().collect()
}

impl Row {
    pub(super) fn of(entry: &Entry) -> Self {
        let (counts, unknown, ending) = match &entry.recorded {
            Recorded::Judged {
                counts,
                unknown,
                outcome,
            } => (counts.clone(), with_reason(unknown), outcome.to_string()),
            Recorded::Not(reason) => (Vec::new(), Vec::new(), reason.to_string()),
        };
        let unexpected = entry.unexpected();
        let foreign_life = unexpected.iter().any(Unexpected::is_of_life);
        let judged = matches!(entry.recorded, Recorded::Judged { .. });
        Self {
            case: entry.case(),
            bucket: entry.bucket(),
            counts,
            unknown,
            ending,
            expected: entry.expected().cloned().collect(),
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
