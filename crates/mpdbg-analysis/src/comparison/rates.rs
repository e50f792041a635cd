//! How often a rule finds something in repeated plays, before and after.

use mpdbg_model::RuleId;
use serde::Serialize;

use crate::statistics::{Interval, mean, share_interval};

/// How often a rule found something in the plays of one case, or of all cases, of one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rates {
    /// Plays that can be judged by this rule.
    pub plays: u32,
    /// Plays in which it found anything.
    pub plays_with: u32,
    /// Pictures, pieces of sound or messages a minute of media time, for each play in its order.
    pub per_minute: Vec<f64>,
}

impl Rates {
    /// The mean over the plays, per minute; 0 where there is none.
    pub fn mean(&self) -> f64 {
        mean(&self.per_minute)
    }

    /// In which share of plays of this build the rule finds something: Wilson's interval.
    pub fn share(&self) -> Interval {
        share_interval(self.plays_with, self.plays)
    }
}

/// What is to be made of two rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// More than chance and the noise of this computer explain.
    Worse,
    /// Less than chance and the noise of this computer explain.
    Better,
    /// Chance explains it.
    Chance,
    /// Too few plays for any difference to be more than chance.
    TooFewPlays,
    /// Other work held up the plays.
    Loaded,
}

impl Ruling {
    /// The ruling when the sessions are swapped.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Worse => Self::Better,
            Self::Better => Self::Worse,
            Self::Chance | Self::TooFewPlays | Self::Loaded => self,
        }
    }
}

/// A rule whose rate differs between the repeated plays of two sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RateChange {
    /// The rule.
    pub rule: RuleId,
    /// The first session.
    pub before: Rates,
    /// The second session.
    pub after: Rates,
    /// Difference of the means, after − before, per minute.
    pub effect: f64,
    /// Bootstrap interval of the effect.
    pub interval: Interval,
    /// Probability of such a difference, or a larger one, by chance: a permutation test of the means,
    /// two-sided; where the rule either shows or not, Fisher's exact test of the two shares.
    pub p: f64,
    /// The same, corrected for all tests of this comparison (Holm).
    pub p_corrected: f64,
    /// By how much the rate differs on this computer between plays of one build, where that was measured
    /// (`mpdbg noise`), per minute.
    pub noise: Option<f64>,
    /// What is to be made of it.
    pub ruling: Ruling,
    /// The reason why this difference is accepted, where it is.
    pub accepted: Option<String>,
}
