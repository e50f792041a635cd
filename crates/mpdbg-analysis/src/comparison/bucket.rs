//! Where a case stands when two sessions are compared.

use std::fmt;

use serde::Serialize;

use crate::NotRecorded;

/// How a case stands in the second session against the first; each case of either session has exactly
/// one. Swapping the sessions swaps `Regressed` with `Improved` and `New` with `Gone`, and leaves the
/// others as they are; but what is `Regressed` is `NotComparable` the other way round where something besides
/// is left to chance (`NotComparable::is_of_chance`): that something got better does not say that nothing
/// got worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Defects are new or stronger, and none went away.
    Regressed,
    /// Defects of some rules are new, and defects of other rules went away: another kind of defect; or the
    /// content differs elsewhere than at a defect that changed.
    Changed,
    /// Some defects are new or stronger and some went away or are weaker, of the same rule too.
    Mixed,
    /// What differs comes and goes in plays of the same build.
    Flaky,
    /// Nothing can be said: see [`NotComparable`].
    NotComparable,
    /// Only the second session has it.
    New,
    /// Only the first session has it.
    Gone,
    /// Defects went away or are weaker, and none is new.
    Improved,
    /// The same defects in the same places, or none in both.
    Same,
}

impl Standing {
    /// All of them, in the order of the reports.
    pub const ALL: [Self; 9] = [
        Self::Regressed,
        Self::Changed,
        Self::Mixed,
        Self::Flaky,
        Self::NotComparable,
        Self::New,
        Self::Gone,
        Self::Improved,
        Self::Same,
    ];

    /// Its words in reports.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Regressed => "regressed",
            Self::Changed => "changed",
            Self::Mixed => "mixed",
            Self::Flaky => "flaky",
            Self::NotComparable => "not comparable",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Improved => "improved",
            Self::Same => "same",
        }
    }

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotComparable => "not-comparable",
            other => other.words(),
        }
    }

    /// The standing when the sessions are swapped.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Regressed => Self::Improved,
            Self::Improved => Self::Regressed,
            Self::New => Self::Gone,
            Self::Gone => Self::New,
            Self::Changed | Self::Mixed | Self::Flaky | Self::NotComparable | Self::Same => self,
        }
    }

    /// True when both sessions have the case, and something can be said of it.
    pub const fn is_compared(self) -> bool {
        !matches!(self, Self::NotComparable | Self::New | Self::Gone)
    }
}

/// Why nothing can be said of a case that both sessions have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotComparable {
    /// A side has no recording: why; absent on a side that has one.
    NotRecorded {
        /// The first session's reason.
        before: Option<NotRecorded>,
        /// The second session's reason.
        after: Option<NotRecorded>,
    },
    /// The player crashed or hung to the last on both sides. A crash on one side only is a defect that
    /// is new or fixed, and compared up to the crash.
    CrashedOnBoth,
    /// The scenario does not fit the sample.
    NotApplicable,
    /// The sample has other bytes (BLAKE3).
    OtherSample,
    /// The scenario of this name has other steps.
    OtherScenario,
    /// The players can report different things: which, by their names in `Caps`.
    OtherCaps(Vec<String>),
    /// One was driven by the wall clock and one by the virtual clock.
    OtherClock,
    /// On the real clock, something that depends on time differs, and there are too few plays to say
    /// whether that is chance: how many there are on the side with fewer.
    TooFewPlays(u32),
    /// On the real clock, other work held up the plays of one side or both, and what differs depends on
    /// time.
    Loaded,
}

impl NotComparable {
    /// True when more plays, or plays on a computer with less to do, would tell.
    pub const fn is_of_chance(&self) -> bool {
        matches!(self, Self::TooFewPlays(_) | Self::Loaded)
    }
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = |reason: &Option<NotRecorded>| {
            reason
                .as_ref()
                .map_or_else(|| "recorded".to_owned(), ToString::to_string)
        };
        match self {
            Self::NotRecorded { before, after } => {
                write!(f, "before: {}; after: {}", told(before), told(after))
            }
            Self::CrashedOnBoth => f.write_str("crashed on both sides"),
            Self::NotApplicable => f.write_str("the scenario does not fit the sample"),
            Self::OtherSample => f.write_str("the sample is another file"),
            Self::OtherScenario => f.write_str("the scenario has other steps"),
            Self::OtherCaps(names) => {
                write!(
                    f,
                    "the players report different things: {}",
                    names.join(", ")
                )
            }
            Self::OtherClock => f.write_str("real clock against virtual clock"),
            Self::TooFewPlays(plays) => {
                let plural = if *plays == 1 { "" } else { "s" };
                write!(
                    f,
                    "{plays} play{plural} on the real clock cannot tell chance from change"
                )
            }
            Self::Loaded => f.write_str("other work held up the plays"),
        }
    }
}
