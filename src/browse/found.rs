//! What is known of a case.

use std::borrow::Cow;

use mpdbg_analysis::{Bucket, Conclusion};
use mpdbg_model::Span;

use super::Lateness;

/// The rule whose defects are pictures that come late.
const LATE: &str = "picture::late";

/// How far a case is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Progress {
    /// Not looked at yet.
    Unknown,
    /// The session is being recorded, and this case was not played yet.
    Waiting,
    /// It is played just now.
    Playing,
    /// What it came to.
    Was(Box<Found>),
}

/// What a case came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    /// Its bucket.
    pub(crate) bucket: Bucket,
    /// Whether that was expected, but for what stayed away; absent where that was not kept.
    pub(crate) conclusion: Option<Conclusion>,
    /// Rules that were expected to find something and did not; another play of the case makes up for it.
    pub(crate) stayed_away: Vec<String>,
    /// The rules that found something, the worst first, each with its number of defects.
    pub(crate) rules: Vec<(Cow<'static, str>, u64)>,
    /// What only the recording tells; absent until it was read.
    pub(crate) details: Option<Details>,
}

/// What only the recording of a case tells.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Details {
    /// How the judged attempt ended, or why there is none; may hold untrusted text.
    pub(crate) ending: String,
    /// There is a recording, and it is damaged; `ending` says how.
    pub(crate) damaged: bool,
    /// What has to be known of the recording; may be empty, may hold untrusted text.
    pub(crate) caution: String,
    /// Which pictures came late.
    pub(crate) late: Lateness,
    /// How long the sample is, or else how long it was played.
    pub(crate) length: Option<Span>,
}

impl Progress {
    /// What it came to, where that is known.
    pub(crate) fn found(&self) -> Option<&Found> {
        match self {
            Self::Was(found) => Some(found),
            Self::Unknown | Self::Waiting | Self::Playing => None,
        }
    }
}

impl Found {
    /// True when its recording is known to be damaged.
    pub(crate) fn is_damaged(&self) -> bool {
        self.details.as_ref().is_some_and(|it| it.damaged)
    }

    /// Defects of all rules.
    pub(crate) fn defects(&self) -> u64 {
        self.rules.iter().map(|(_, defects)| defects).sum()
    }

    /// Pictures that came late, or were thrown away since they would have; as long as the recording was not
    /// read, the defects that say so.
    pub(crate) fn late(&self) -> u64 {
        if let Some(details) = &self.details {
            return details.late.total();
        }
        let late = self.rules.iter().find(|(rule, _)| rule == LATE);
        late.map_or(0, |(_, defects)| *defects)
    }
}
