//! Every exit code of mpdbg.

use std::process::ExitCode;

use mpdbg_analysis::{ComparisonVerdict, Conclusion, Summary};

/// How mpdbg ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything went as it should.
    AsExpected = 0,
    /// Defects were found that nobody expected.
    Defects = 1,
    /// mpdbg was asked for something that it cannot do.
    Usage = 2,
    /// A sample crashed or hung to the last.
    Crashed = 3,
    /// mpdbg could not do its work.
    Failed = 4,
    /// Two sessions are not comparable enough for a verdict.
    Unclear = 5,
}

impl Exit {
    /// All of them, by number.
    pub(crate) const ALL: [Self; 6] = [
        Self::AsExpected,
        Self::Defects,
        Self::Usage,
        Self::Crashed,
        Self::Failed,
        Self::Unclear,
    ];

    /// What it means, for the documentation.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::AsExpected => {
                "every sample is recorded and nothing unexpected was found; nothing regressed; or the command did what it was asked"
            }
            Self::Defects => {
                "defects were found that the samples' manifest does not expect, or an expected one stayed away; or something regressed"
            }
            Self::Usage => {
                "wrong use: bad arguments or names, no samples directory, no active session, an unknown session, sample or report, something protected"
            }
            Self::Crashed => "a sample crashed or hung to the last attempt",
            Self::Failed => {
                "mpdbg could not do its work: a sample has no recording (interrupted, vanished, changed, disk full), the session is locked, damaged or cannot be written"
            }
            Self::Unclear => {
                "two sessions are not comparable enough for a verdict: too few cases could be compared, a case has no recording any more, or more than one thing differs that can be the reason"
            }
        }
    }

    /// How a command ends that compared two sessions.
    pub(crate) const fn of_comparison(verdict: &ComparisonVerdict) -> Self {
        match verdict {
            ComparisonVerdict::NothingRegressed => Self::AsExpected,
            ComparisonVerdict::Regressed => Self::Defects,
            ComparisonVerdict::Unclear(_) => Self::Unclear,
        }
    }

    /// How a command ends that left a session as `summary` says. What has no recording weighs most: it
    /// could be anything.
    pub(crate) const fn of(summary: &Summary) -> Self {
        if summary.tally.not_recorded > 0 {
            return Self::Failed;
        }
        match summary.conclusion {
            Conclusion::Crashed => Self::Crashed,
            Conclusion::Unexpected => Self::Defects,
            Conclusion::AsExpected => Self::AsExpected,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
