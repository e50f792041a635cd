//! What became of one defect.

use mpdbg_model::{Defect, RuleId, Severity};
use serde::Serialize;

/// What became of a defect from one session to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Turn {
    /// Only the second session shows it.
    New,
    /// Both show it, the second one more of it: a higher measure, count or severity.
    Stronger,
    /// Both show it, as much of it, in another place of the media.
    Moved,
    /// Both show it, the second one less of it.
    Weaker,
    /// Only the first session shows it.
    Fixed,
}

impl Turn {
    /// True when it is for the worse.
    pub const fn is_worse(self) -> bool {
        matches!(self, Self::New | Self::Stronger)
    }

    /// True when it is for the better.
    pub const fn is_better(self) -> bool {
        matches!(self, Self::Fixed | Self::Weaker)
    }

    /// The turn when the sessions are swapped.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::New => Self::Fixed,
            Self::Stronger => Self::Weaker,
            Self::Moved => Self::Moved,
            Self::Weaker => Self::Stronger,
            Self::Fixed => Self::New,
        }
    }
}

/// One defect that is not the same in both sessions. At least one of the two is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DefectChange {
    /// The rule.
    pub rule: RuleId,
    /// What became of it.
    pub turn: Turn,
    /// How it is in the first session.
    pub before: Option<Defect>,
    /// How it is in the second session.
    pub after: Option<Defect>,
    /// The reason why this difference is accepted, where it is; then it is neither for the worse nor
    /// for the better.
    pub accepted: Option<String>,
}

impl DefectChange {
    /// The severity of the worse of its two sides.
    pub fn severity(&self) -> Severity {
        let sides = self.before.iter().chain(&self.after);
        sides.map(|it| it.severity).max().unwrap_or(Severity::Minor)
    }

    /// The side that shows more of it: the second one where both show as much.
    pub fn shown(&self) -> Option<&Defect> {
        match self.turn {
            Turn::Weaker | Turn::Fixed => self.before.as_ref().or(self.after.as_ref()),
            Turn::New | Turn::Stronger | Turn::Moved => {
                self.after.as_ref().or(self.before.as_ref())
            }
        }
    }

    /// By how many pictures, pieces of sound or messages the two sides differ; at least 1.
    pub(super) fn amount(&self) -> u64 {
        let count = |side: &Option<Defect>| side.as_ref().map_or(0, |it| it.count);
        count(&self.before).abs_diff(count(&self.after)).max(1)
    }
}
