//! Where a sample belongs.

use std::fmt;

use mpdbg_model::Outcome;
use serde::Serialize;

use super::entry::{Entry, Recorded, RuleCount};

/// The bucket of a sample; each sample is in exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Recorded and judged, no defect.
    Perfect,
    /// Recorded and judged, defects found.
    Defective,
    /// Could not be opened, as its manifest says.
    RefusedAsExpected,
    /// Every attempt crashed or hung.
    AlwaysCrashed,
    /// There is no recording that can be judged.
    NotRecorded,
}

impl Bucket {
    /// All buckets, in the order of the reports.
    pub const ALL: [Self; 5] = [
        Self::Perfect,
        Self::Defective,
        Self::RefusedAsExpected,
        Self::AlwaysCrashed,
        Self::NotRecorded,
    ];

    /// The bucket's words in reports.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Perfect => "perfect plays",
            Self::Defective => "plays with defects",
            Self::RefusedAsExpected => "refused as expected",
            Self::AlwaysCrashed => "always crashed",
            Self::NotRecorded => "no recording",
        }
    }

    /// True when the samples of this bucket count in the quality number.
    pub const fn is_relevant(self) -> bool {
        matches!(self, Self::Perfect | Self::Defective)
    }
}

/// Why a sample has no recording that can be judged.
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

/// What was not expected of a sample.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unexpected {
    /// A defect that the manifest does not name; how often.
    Defect(RuleCount),
    /// A defect that the manifest names stayed away.
    StayedAway(String),
    /// The manifest says that the sample cannot be opened, but it was.
    Opened,
}

impl Entry {
    /// The bucket of this sample.
    pub fn bucket(&self) -> Bucket {
        match &self.recorded {
            Recorded::Not(_) => Bucket::NotRecorded,
            Recorded::Judged { outcome, .. } if outcome.is_void() => Bucket::NotRecorded,
            Recorded::Judged { .. } if self.always_crashed() => Bucket::AlwaysCrashed,
            Recorded::Judged { outcome, .. } if self.is_expected_refusal(outcome) => {
                Bucket::RefusedAsExpected
            }
            Recorded::Judged { counts, .. } if counts.is_empty() => Bucket::Perfect,
            Recorded::Judged { .. } => Bucket::Defective,
        }
    }

    /// What was not expected; nothing for a sample without recording.
    pub fn unexpected(&self) -> Vec<Unexpected> {
        let Recorded::Judged {
            counts,
            unknown,
            outcome,
        } = &self.recorded
        else {
            return Vec::new();
        };
        let mut list = Vec::new();
        if !self.sample.opens && *outcome != Outcome::OpenFailed && !outcome.is_crash() {
            list.push(Unexpected::Opened);
        }
        let foreign = counts.iter().filter(|count| !self.expects(count.rule.0));
        list.extend(foreign.map(|count| Unexpected::Defect(*count)));
        let stayed_away = self.sample.expects.iter().filter(|id| {
            counts.iter().all(|count| count.rule.0 != **id)
                && unknown.iter().all(|(rule, _)| rule.0 != **id)
        });
        list.extend(stayed_away.map(|id| Unexpected::StayedAway(id.clone())));
        list
    }

    /// A sample that cannot be opened is expected to say so.
    fn expects(&self, rule: &str) -> bool {
        let of_a_refusal = matches!(rule, "life::open-failed" | "life::log-errors");
        (!self.sample.opens && of_a_refusal) || self.sample.expects.iter().any(|id| id == rule)
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
