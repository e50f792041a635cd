//! A defect: one occurrence of a rule, with the evidence.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{MediaTime, RunTime};

/// Id of a rule, `area::name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

/// How bad a defect is for a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Hardly anyone would notice.
    Minor,
    /// An attentive viewer notices.
    Major,
    /// The sample is not watchable, or the player died.
    Critical,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Minor => "minor",
            Self::Major => "major",
            Self::Critical => "critical",
        })
    }
}

/// A range of media time; `to` is not before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MediaRange {
    /// Beginning.
    pub from: MediaTime,
    /// End.
    pub to: MediaTime,
}

/// A range of run time; `to` is not before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRange {
    /// Beginning.
    pub from: RunTime,
    /// End.
    pub to: RunTime,
}

/// The events that show a defect, by their number in the recording, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRange {
    /// The first one.
    pub first: u64,
    /// The last one; the same as `first` for a single event.
    pub last: u64,
}

/// The unit of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Pictures.
    Frames,
    /// A count of anything else.
    Count,
}

/// How much of a defect there is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// The figure.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

/// One occurrence of a rule.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Defect {
    /// The rule.
    pub rule: RuleId,
    /// How bad it is.
    pub severity: Severity,
    /// Where in the media; absent when the defect has no place there (a crash before opening).
    pub media: Option<MediaRange>,
    /// When in the run; absent when nothing happened that could have a time (a missing picture
    /// before the first event).
    pub run: Option<RunRange>,
    /// The events that show it; absent when it shows in what did not happen.
    pub events: Option<EventRange>,
    /// How many pictures, pieces of sound or messages it takes in; at least 1.
    pub count: u64,
    /// How much of it there is, in the rule's own measure.
    pub measure: Option<Measure>,
    /// What happened, for a person; may hold untrusted text, which is escaped where it is shown.
    pub detail: String,
    /// Why, where the events show it: the nearest cause first, each because of the next.
    pub causes: Vec<Cause>,
}

/// Why a defect came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What it was, e.g. `the picture was decoded 31 ms late`; untrusted like every detail.
    pub words: String,
    /// The events that show it, by their number in the recording.
    pub events: EventRange,
}
