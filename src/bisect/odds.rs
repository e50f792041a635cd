//! How sure a number of plays makes one: Wald's sequential probability ratio test.

use serde::{Deserialize, Serialize};

use super::state::Verdict;

/// Where no play of the good end shows the defect, its rate is taken for this one: a play in a thousand
/// may show anything, for reasons that no commit knows (a machine out of memory).
pub(super) const ACCIDENT: f64 = 0.001;

/// Plays that were answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Plays that say whether the defect shows.
    pub(crate) plays: u32,
    /// Plays in which it shows.
    pub(crate) with: u32,
}

/// What the two ends of a bisection are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Odds {
    /// Share of plays with the defect where it is not: above 0, below `bad`.
    pub(crate) good: f64,
    /// Share of plays with the defect where it is, at least; below 1.
    pub(crate) bad: f64,
    /// How probable a wrong verdict on a revision may be.
    pub(crate) error: f64,
}

impl Odds {
    /// Logarithm of how much more probable the plays are where the defect is than where it is not.
    fn weight(&self, count: Count) -> f64 {
        let (with, without) = (f64::from(count.with), f64::from(count.plays - count.with));
        with * (self.bad / self.good).ln() + without * ((1.0 - self.bad) / (1.0 - self.good)).ln()
    }

    /// Weight from which on a verdict is sure enough (A. Wald, Sequential Tests of Statistical
    /// Hypotheses, 1945, with the same error on both sides).
    fn enough(&self) -> f64 {
        ((1.0 - self.error) / self.error).ln()
    }

    /// The verdict, as soon as the plays are enough for one.
    pub(super) fn verdict(&self, count: Count) -> Option<Verdict> {
        let weight = self.weight(count);
        if weight >= self.enough() {
            Some(Verdict::Bad)
        } else if weight <= -self.enough() {
            Some(Verdict::Good)
        } else {
            None
        }
    }

    /// How probable the likelier of the two verdicts is, where both were equally probable before: what
    /// halving makes them.
    pub(crate) fn sureness(&self, count: Count) -> f64 {
        1.0 / (1.0 + (-self.weight(count).abs()).exp())
    }

    /// How many plays, all of them without the defect, make a revision good.
    pub(super) fn plays_for_good(&self) -> u32 {
        let clean = Count { plays: 1, with: 0 };
        (self.enough() / -self.weight(clean)).ceil() as u32
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_analysis::share_interval;

    use super::*;

    fn count(with: u32, plays: u32) -> Count {
        Count { plays, with }
    }

    #[test]
    fn what_always_shows_takes_few_plays() {
        let odds = Odds {
            good: ACCIDENT,
            bad: share_interval(10, 10).low,
            error: 0.001,
        };
        assert_eq!(odds.verdict(count(0, 0)), None);
        assert_eq!(odds.verdict(count(2, 2)), Some(Verdict::Bad));
        assert_eq!(odds.plays_for_good(), 6);
        assert_eq!(odds.verdict(count(0, 5)), None);
        assert_eq!(odds.verdict(count(0, 6)), Some(Verdict::Good));
        assert!(odds.sureness(count(0, 6)) >= 0.999);
        assert!((odds.sureness(count(0, 0)) - 0.5).abs() < 1e-12);
    }

    /// Walks every way that plays can go, with its probability, up to 400 plays.
    fn wrong(odds: &Odds, rate: f64, right: Verdict) -> f64 {
        let mut undecided = vec![1.0];
        let mut wrong = 0.0;
        for plays in 1..=400_u32 {
            let mut next = vec![0.0; undecided.len() + 1];
            for (with, chance) in undecided.iter().enumerate() {
                next[with] += chance * (1.0 - rate);
                next[with + 1] += chance * rate;
            }
            for (with, chance) in (0_u32..).zip(next.iter_mut()) {
                if let Some(verdict) = odds.verdict(count(with, plays)) {
                    wrong += if verdict == right { 0.0 } else { *chance };
                    *chance = 0.0;
                }
            }
            undecided = next;
        }
        assert!(undecided.iter().sum::<f64>() < 1e-6);
        wrong
    }

    #[test]
    fn verdicts_are_as_seldom_wrong_as_asked() {
        for (bad, error) in [(0.352, 1e-4), (0.7225, 1e-3), (0.1, 0.01)] {
            let odds = Odds {
                good: ACCIDENT,
                bad,
                error,
            };
            assert!(wrong(&odds, bad, Verdict::Bad) <= error * 1.01);
            assert!(wrong(&odds, ACCIDENT, Verdict::Good) <= error * 1.01);
            // It may show more often than that.
            assert!(wrong(&odds, (bad * 1.3).min(1.0), Verdict::Bad) <= error);
        }
    }
}
