//! In which order cases are listed.

use std::cmp::Reverse;

use mpdbg_analysis::{Bucket, Conclusion};

use super::Progress;

/// What decides over the order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// What failed first; among those, most defects first.
    #[default]
    Verdict,
    /// By name, which is the order of a session but for a playlist.
    Name,
    /// Most defects first.
    Defects,
    /// Most late pictures first.
    Late,
}

impl Order {
    /// The next one.
    #[must_use]
    pub(crate) const fn next(self) -> Self {
        match self {
            Self::Verdict => Self::Name,
            Self::Name => Self::Defects,
            Self::Defects => Self::Late,
            Self::Late => Self::Verdict,
        }
    }

    /// Its name.
    #[cfg(test)]
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Name => "name",
            Self::Defects => "defects",
            Self::Late => "late",
        }
    }

    /// What a case is sorted by: low comes first. Cases that are equal stay in the order of the session.
    pub(super) fn key(
        self,
        progress: &Progress,
        conclusion: Option<Conclusion>,
    ) -> (u8, Reverse<u64>) {
        let found = progress.found();
        let defects = Reverse(found.map_or(0, super::Found::defects));
        match self {
            Self::Verdict => (rank(progress, conclusion), defects),
            Self::Name => (0, Reverse(0)),
            Self::Defects => (0, defects),
            Self::Late => (0, Reverse(found.map_or(0, super::Found::late))),
        }
    }
}

/// How much a case is to be looked at: 0 first.
fn rank(progress: &Progress, conclusion: Option<Conclusion>) -> u8 {
    let found = match progress {
        Progress::Playing => return 0,
        Progress::Unknown => return 6,
        Progress::Waiting => return 10,
        Progress::Was(found) => found,
    };
    match (conclusion, found.bucket) {
        (Some(Conclusion::Crashed), _) => 1,
        (_, Bucket::AlwaysCrashed) => 2,
        (Some(Conclusion::Unexpected), _) => 3,
        (_, Bucket::NotRecorded) => 4,
        (_, Bucket::Defective) => 5,
        (_, Bucket::RefusedAsExpected) => 7,
        (_, Bucket::NotApplicable) => 8,
        (_, Bucket::Perfect) => 9,
    }
}
