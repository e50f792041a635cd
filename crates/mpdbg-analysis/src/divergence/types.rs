//! Where two recordings part.

use mpdbg_model::{Event, MediaTime, RunTime, Span};
use serde::{Deserialize, Serialize};

use super::{DivergenceKind, DivergenceSide};

/// One of the two recordings.
#[derive(Clone, Copy, Debug)]
pub struct Strand<'a> {
    /// Its events, in order.
    pub events: &'a [Event],
    /// False where the recording has no end: what the other side shows behind it is no divergence.
    pub whole: bool,
}

/// A place in one of the recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// Number of the event, from 0; where there is none, the number of the one that is nearest to the
    /// place where it would be.
    pub event: u64,
    /// Run time of that event.
    pub at: RunTime,
    /// True when the event belongs to the divergence.
    pub there: bool,
}

/// One difference, or several of one kind in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Divergence {
    /// What kind.
    pub kind: DivergenceKind,
    /// Which side lacks it, where one does.
    pub lacks: Option<DivergenceSide>,
    /// Media time of the first one.
    pub media: Option<MediaTime>,
    /// By how much the first one differs, after − before; positive is later or further.
    pub by: Option<Span>,
    /// By how much the one differs that differs most.
    pub most: Option<Span>,
    /// By how much everything behind it differs, where it stays so.
    pub lasting: Option<Span>,
    /// Where it is in the first recording.
    pub before: Spot,
    /// Where it is in the second recording.
    pub after: Spot,
    /// How many events of either side it takes in; at least 1.
    pub count: u64,
    /// The divergence that explains this one: its index in [`Divergences::list`].
    pub follows: Option<u32>,
    /// How many divergences this one explains.
    pub explains: u64,
}

/// How often a kind occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// The kind.
    pub kind: DivergenceKind,
    /// Divergences that nothing else explains.
    pub divergences: u64,
    /// Events that these take in.
    pub events: u64,
}

/// Everything in which two recordings differ.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Divergences {
    /// In the order of run time, by the side on which a divergence begins earlier.
    pub list: Vec<Divergence>,
}

impl Spot {
    fn before_or_at(self, other: Self) -> RunTime {
        self.at.min(other.at)
    }
}

impl Divergence {
    /// When it begins, on the side where it begins earlier.
    pub fn begins(&self) -> RunTime {
        match (self.before.there, self.after.there) {
            (true, false) => self.before.at,
            (false, true) => self.after.at,
            (true, true) | (false, false) => self.before.before_or_at(self.after),
        }
    }

    /// By how much anything of it differs at most, without a sign; absent where it has no such length.
    pub fn furthest(&self) -> Option<Span> {
        let lengths = [self.by, self.most, self.lasting].into_iter();
        lengths.flatten().map(Span::abs).max()
    }

    /// The same divergence when the recordings are swapped.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let minus = |span: Option<Span>| span.map(|span| Span::ZERO.minus(span));
        Self {
            lacks: self.lacks.map(DivergenceSide::other),
            by: minus(self.by),
            most: minus(self.most),
            lasting: minus(self.lasting),
            before: self.after,
            after: self.before,
            ..*self
        }
    }
}

impl Divergences {
    /// True when the recordings are the same.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Divergences that nothing else explains.
    pub fn roots(&self) -> impl Iterator<Item = &Divergence> {
        self.list.iter().filter(|it| it.follows.is_none())
    }

    /// The first one that somebody sees or hears, or else the first one inside the player.
    pub fn first(&self) -> Option<&Divergence> {
        self.roots()
            .find(|it| !it.kind.is_inner())
            .or_else(|| self.roots().next())
    }

    /// How often each kind occurs, in the order of the kinds.
    pub fn kinds(&self) -> Vec<KindCount> {
        let count = |kind: &DivergenceKind| {
            let of = self.roots().filter(|it| it.kind == *kind);
            let (divergences, events) = of.fold((0, 0), |sum, it| (sum.0 + 1, sum.1 + it.count));
            KindCount {
                kind: *kind,
                divergences,
                events,
            }
        };
        let all = DivergenceKind::ALL.iter().map(count);
        all.filter(|it| it.divergences > 0).collect()
    }
}
