//! A case that is done.

use std::fmt::Write;

use mpdbg_analysis::{RuleCount, Unexpected};
use mpdbg_model::Case;
use mpdbg_runner::AttemptReport;

/// A case that is done.
pub(crate) enum Done {
    /// It was played.
    Played {
        /// What became of the attempt.
        report: AttemptReport,
        /// What was found; nothing when the attempt says nothing of the player.
        found: Option<Found>,
    },
    /// It was not played.
    NotPlayed {
        /// The case.
        case: Case,
        /// Why not.
        reason: String,
    },
}

/// What was found in a recording.
pub(crate) struct Found {
    /// How often each rule found something.
    pub(crate) counts: Vec<RuleCount>,
    /// What was not expected.
    pub(crate) unexpected: Vec<Unexpected>,
}

/// Sums since the run began.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SoFar {
    /// Cases that are going to be played.
    pub(crate) planned: usize,
    /// Cases that are done.
    pub(crate) done: usize,
    /// Defects that were found.
    pub(crate) defects: u64,
    /// Cases of which something was not expected.
    pub(crate) unexpected: u64,
}

impl Found {
    /// Defects of all rules.
    pub(crate) fn defects(&self) -> u64 {
        self.counts.iter().map(|count| count.defects).sum()
    }
}

impl SoFar {
    pub(super) fn count(&mut self, done: &Done) {
        self.done += 1;
        if let Done::Played {
            found: Some(found), ..
        } = done
        {
            self.defects += found.defects();
            self.unexpected += u64::from(!found.unexpected.is_empty());
        }
    }
}

impl Done {
    /// The case.
    pub(super) fn case(&self) -> &Case {
        match self {
            Self::Played { report, .. } => &report.case,
            Self::NotPlayed { case, .. } => case,
        }
    }

    /// True when a person should know before the run is over.
    pub(super) fn is_notable(&self) -> bool {
        match self {
            Self::NotPlayed { .. } => true,
            Self::Played { report, found } => {
                let unexpected = found.as_ref().is_some_and(|it| !it.unexpected.is_empty());
                unexpected || report.outcome.is_crash() || report.outcome.is_void()
            }
        }
    }

    /// What became of it, in words on one line. Reasons may hold untrusted text.
    pub(super) fn words(&self) -> String {
        let (report, found) = match self {
            Self::NotPlayed { reason, .. } => return format!("not played: {reason}"),
            Self::Played { report, found } => (report, found),
        };
        let mut words = format!("{} ({:.1} s)", report.outcome, report.took.as_secs_f64());
        if report.attempt > 0 {
            // Writing to a String cannot fail.
            let _ = write!(words, ", attempt {}", report.attempt + 1);
        }
        if let Some(found) = found {
            words.push_str(&found_words(found));
        }
        words
    }
}

fn found_words(found: &Found) -> String {
    let rules: Vec<String> = found
        .counts
        .iter()
        .map(|count| format!("{} {}", count.defects, count.rule))
        .collect();
    match (rules.is_empty(), found.unexpected.is_empty()) {
        (true, true) => ", perfect".to_owned(),
        (true, false) => ", NOT AS EXPECTED: no defects".to_owned(),
        (false, true) => format!(", as expected: {}", rules.join(", ")),
        (false, false) => format!(", NOT AS EXPECTED: {}", rules.join(", ")),
    }
}
