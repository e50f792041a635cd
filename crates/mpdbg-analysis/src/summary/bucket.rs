//! Where a case belongs.

use std::fmt;

use mpdbg_model::Outcome;
use serde::Serialize;

use super::entry::{Entry, Recorded};

/// The bucket of a case; each case is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Recorded and judged, no defect.
    Perfect,
    /// Recorded and judged, defects found.
    Defective,
    /// Could not be opened, as its manifest says.
    RefusedAsExpected,
    /// The sample lacks what the scenario needs: neither good nor bad.
    NotApplicable,
    /// Every attempt crashed or hung.
    AlwaysCrashed,
    /// There is no recording that can be judged.
    NotRecorded,
}

impl Bucket {
    /// All buckets, in the order of the reports.
    pub const ALL: [Self; 6] = [
        Self::Perfect,
        Self::Defective,
        Self::RefusedAsExpected,
        Self::NotApplicable,
        Self::AlwaysCrashed,
        Self::NotRecorded,
    ];

    /// The bucket's words in reports.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Perfect => "perfect plays",
            Self::Defective => "plays with defects",
            Self::RefusedAsExpected => "refused as expected",
            Self::NotApplicable => "not applicable",
            Self::AlwaysCrashed => "always crashed",
            Self::NotRecorded => "no recording",
        }
    }

    /// True when the cases of this bucket count in the quality number.
    pub const fn is_relevant(self) -> bool {
        matches!(self, Self::Perfect | Self::Defective)
    }
}

/// Why a case has no recording that can be judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotRecorded {
    /// It was not played yet.
    NeverPlayed,
    /// The run was stopped while it was played.
    Interrupted,
    /// The recording could not be written: why.
    RecordingFailed(String),
    /// The recording has no end: mpdbg itself was ended; the events that are there.
    Unsealed(u64),
    /// The sample is not there any more.
    Vanished,
    /// The sample is not the one that the session was made for.
    Changed,
    /// The recording is damaged: how.
    Damaged(String),
    /// The recording was written by a newer mpdbg: its format.
    NewerFormat(u32),
}

impl fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverPlayed => f.write_str("never played"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::RecordingFailed(why) => write!(f, "recording failed: {why}"),
            Self::Unsealed(events) => write!(f, "recording without an end, {events} events"),
            Self::Vanished => f.write_str("sample vanished since the session was made"),
            Self::Changed => f.write_str("sample changed since the session was made"),
            Self::Damaged(how) => write!(f, "recording damaged: {how}"),
            Self::NewerFormat(format) => write!(f, "recording has the newer format {format}"),
        }
    }
}

impl Entry {
    /// The bucket of this case.
    pub fn bucket(&self) -> Bucket {
        match &self.recorded {
            Recorded::Not(_) => Bucket::NotRecorded,
            Recorded::Judged { outcome, .. } if outcome.is_void() => Bucket::NotRecorded,
            Recorded::Judged {
                outcome: Outcome::NotApplicable { .. },
                ..
            } => Bucket::NotApplicable,
            Recorded::Judged { .. } if self.always_crashed() => Bucket::AlwaysCrashed,
            Recorded::Judged { outcome, .. } if self.is_expected_refusal(outcome) => {
                Bucket::RefusedAsExpected
            }
            Recorded::Judged { counts, .. } if counts.is_empty() => Bucket::Perfect,
            Recorded::Judged { .. } => Bucket::Defective,
        }
    }

    fn is_expected_refusal(&self, outcome: &Outcome) -> bool {
        !self.sample.opens && *outcome == Outcome::OpenFailed && self.unexpected().is_empty()
    }

    /// True when every attempt that says something of the player crashed or hung.
    pub fn always_crashed(&self) -> bool {
        let mut telling = self.telling();
        telling.clone().next().is_some() && telling.all(Outcome::is_crash)
    }

    fn telling(&self) -> impl DoubleEndedIterator<Item = &Outcome> + Clone {
        self.attempts.iter().filter(|outcome| !outcome.is_void())
    }

    /// True when one attempt crashed and a later one did not.
    pub fn sometimes_crashed(&self) -> bool {
        self.attempts.iter().any(Outcome::is_crash) && !self.last_crashed()
    }

    /// True when the last attempt that says something of the player crashed or hung.
    pub fn last_crashed(&self) -> bool {
        self.telling().next_back().is_some_and(Outcome::is_crash)
    }

    /// Attempts that say something of the player, after the first such one.
    pub fn retries(&self) -> u32 {
        self.telling().count().saturating_sub(1) as u32
    }
}
