//! What a rule finds in repeated plays, before and after.

use mpdbg_model::{RuleId, Unit};
use serde::Serialize;

use super::family::LEVEL;
use crate::statistics::{Interval, mean, share_interval};

/// What of a rule is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Figure {
    /// In which share of the plays it finds anything, where all plays that show anything show as much of it:
    /// pictures, pieces of sound or messages a minute of media time, tested as a share.
    Share,
    /// How much it finds in a play: pictures, pieces of sound or messages a minute of media time.
    PerMinute,
    /// The largest measure that it finds in a play, in this unit and without its sign. A play in which it
    /// finds nothing counts with the least that any play of both sides shows: that it is no worse than the
    /// threshold is all that is known of it, and that it is 0 would make a step of the threshold itself. That
    /// it shows more often is what the other figures tell.
    Worst(Unit),
}

/// A figure of a rule in the plays of one case, or of all cases, of one session.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rates {
    /// Plays that can be judged by this rule.
    pub plays: u32,
    /// Plays in which it found anything.
    pub plays_with: u32,
    /// In which share of plays of this build it finds something: Wilson's interval, from 0 to 1.
    pub share: Interval,
    /// The figure of each play in its order.
    pub per_play: Vec<f64>,
}

impl Rates {
    /// The figures of these plays, in so many of which the rule found anything.
    pub fn new(plays_with: u32, per_play: Vec<f64>) -> Self {
        let plays = per_play.len() as u32;
        Self {
            plays,
            plays_with,
            share: share_interval(plays_with, plays),
            per_play,
        }
    }

    /// The mean over the plays; 0 where there is none.
    pub fn mean(&self) -> f64 {
        mean(&self.per_play)
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
    /// Too few plays for such a difference to be more than chance.
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

/// A rule of which a figure differs between the repeated plays of two sessions.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RateChange {
    /// The rule.
    pub rule: RuleId,
    /// What of it is compared.
    pub figure: Figure,
    /// The first session.
    pub before: Rates,
    /// The second session.
    pub after: Rates,
    /// Difference of the means, after − before: things a minute, or in the unit of the measure.
    pub effect: f64,
    /// Bootstrap interval of the effect.
    pub interval: Interval,
    /// Probability of such a difference, or a larger one, by chance: a permutation test of the means,
    /// two-sided; where the rule either shows or not, Fisher's exact test of the two shares.
    pub p: f64,
    /// The same, corrected for all tests of this comparison (Holm), so that it counts below 0.05; 1 where
    /// it was not tested.
    pub p_corrected: f64,
    /// The least probability that the test could answer, however these figures fell to plays before and
    /// after.
    pub p_least: f64,
    /// By how much the figure differs on this computer between plays of one build, where that was measured
    /// (`mpdbg noise`); in the unit of the effect.
    pub noise: Option<f64>,
    /// What is to be made of it.
    pub ruling: Ruling,
    /// The reason why this difference is accepted, where it is.
    pub accepted: Option<String>,
}

impl RateChange {
    /// True when a test says that it is worse, and with so few plays on a computer whose noise was not measured
    /// it may be the computer all the same.
    pub fn is_suspected(&self) -> bool {
        let open = self.ruling == Ruling::TooFewPlays && self.accepted.is_none();
        open && self.p_corrected < LEVEL && self.effect > 0.0
    }
}
