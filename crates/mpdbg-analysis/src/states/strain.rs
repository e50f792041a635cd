//! What held the player up.

use mpdbg_model::{MediaTime, RunTime, Span, StreamKind};

/// What took some time until now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strain {
    /// Number of the event.
    pub event: u64,
    /// When it was over.
    pub at: RunTime,
    /// How long it took.
    pub took: Span,
    /// What it was.
    pub what: StrainKind,
}

/// What takes time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StrainKind {
    /// A decoder worked.
    Decode {
        /// Kind of the stream; absent when the stream was never found.
        stream: Option<StreamKind>,
        /// Presentation time of what came out, if anything did and it has one.
        pts: Option<MediaTime>,
    },
    /// A read of the file blocked.
    Read,
    /// The whole machine stood still.
    Machine,
}

impl Strain {
    /// When it began; the beginning of the recording at the earliest.
    pub fn began(&self) -> RunTime {
        let nanos = self.at.since(RunTime::ZERO).minus(self.took).nanos();
        RunTime::from_nanos(u64::try_from(nanos).unwrap_or(0))
    }

    /// True when some of it is between `from` and `to`.
    pub fn touches(&self, from: RunTime, to: RunTime) -> bool {
        self.began() <= to && from <= self.at
    }
}
