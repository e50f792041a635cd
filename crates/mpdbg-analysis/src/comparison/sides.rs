//! One figure of the plays of both sides, and how probable their difference is by chance.

use std::cmp::Ordering;

use mpdbg_model::{RuleId, Unit};

use super::counts::Found;
use super::matching::more;
use super::rates::{Figure, RateChange, Rates, Ruling};
use crate::statistics::{
    fisher_exact, interval_of_difference, least_of_shares, least_probability, permutation_test,
};

/// What counts by its probability alone, where noise was not measured: nine plays a side can say it.
pub(super) const CERTAIN: f64 = 1e-4;
/// Plays of a side below which there is nothing to test: three against three cannot get below 0.1.
pub(super) const FEWEST: usize = 4;

/// A figure that differs between two sides.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    figure: Figure,
    before: Rates,
    after: Rates,
    /// By how much the means have to differ so that the sides are further apart than they are wide.
    width: f64,
    /// True where nothing but chance makes plays of one build differ, so that the test alone decides.
    only_chance: bool,
}

/// The worst of a rule in a play.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Worst {
    /// False where the rule found nothing.
    pub(super) shown: bool,
    /// Its size, in a unit.
    pub(super) size: f64,
}

/// The worst of each play, as it counts; 0 stands for nothing.
pub(super) fn worst(before: &[f64], after: &[f64]) -> [Vec<Worst>; 2] {
    let shown = before.iter().chain(after).filter(|it| **it > 0.0);
    let least = shown.copied().fold(f64::INFINITY, f64::min);
    let least = if least.is_finite() { least } else { 0.0 };
    [before, after].map(|side| {
        let counted = side.iter().map(|size| Worst {
            shown: *size > 0.0,
            size: size.max(least),
        });
        counted.collect()
    })
}

impl Sides {
    /// How much a rule finds, a minute; none where the two sides show as much, whichever play shows how
    /// much, or one has no play.
    pub(super) fn of_things(before: &[Found], after: &[Found]) -> Option<Self> {
        if before.is_empty() || after.is_empty() || things(before) == things(after) {
            return None;
        }
        let rates = |found: &[Found]| {
            let with = found.iter().filter(|it| it.things > 0).count();
            let each = found.iter().map(|it| it.per_minute()).collect();
            Rates::new(with as u32, each)
        };
        let one = |found: &[Found]| found.iter().map(|it| it.one_a_minute()).fold(0.0, f64::max);
        let (first, second) = (rates(before), rates(after));
        Some(Self {
            figure: if shows_or_not(before, after) {
                Figure::Share
            } else {
                Figure::PerMinute
            },
            width: spread(&first, one(before)) + spread(&second, one(after)),
            only_chance: false,
            before: first,
            after: second,
        })
    }

    /// How bad it is where it is worst; none where the means differ by no more than a tenth or a unit, as
    /// little as of a defect that is no stronger.
    pub(super) fn of_worst(unit: Unit, [before, after]: &[Vec<Worst>; 2]) -> Option<Self> {
        let rates = |side: &[Worst]| {
            let with = side.iter().filter(|it| it.shown).count();
            Rates::new(with as u32, side.iter().map(|it| it.size).collect())
        };
        if before.is_empty() || after.is_empty() {
            return None;
        }
        let (before, after) = (rates(before), rates(after));
        let differ = more(before.mean(), after.mean()) != Ordering::Equal;
        differ.then(|| Self {
            figure: Figure::Worst(unit),
            width: spread(&before, 1.0) + spread(&after, 1.0),
            only_chance: false,
            before,
            after,
        })
    }

    /// The same, of a rule that how busy the computer is does not move.
    pub(super) fn only_by_chance(self, only_chance: bool) -> Self {
        Self {
            only_chance,
            ..self
        }
    }

    /// The difference, tested; to be ruled on together with all others. `ruling` is what can be made of
    /// these plays at all: `Chance` where they can be tested.
    pub(super) fn into_change(
        self,
        rule: RuleId,
        noise: Option<f64>,
        ruling: Ruling,
    ) -> RateChange {
        let (one, other) = (&self.before.per_play, &self.after.per_play);
        let share = |side: &Rates| (side.plays_with, side.plays);
        let shares = (share(&self.before), share(&self.after));
        let (p, p_least) = if self.figure == Figure::Share {
            let (one, other) = shares;
            (fisher_exact(one, other), least_of_shares(one, other))
        } else {
            (permutation_test(one, other), least_probability(one, other))
        };
        let effect = self.after.mean() - self.before.mean();
        let enough = one.len().min(other.len()) >= FEWEST;
        let told = noise.is_some() || self.only_chance || p < CERTAIN || effect.abs() > self.width;
        RateChange {
            rule,
            figure: self.figure,
            effect,
            interval: interval_of_difference(one, other),
            p,
            p_corrected: 1.0,
            p_least,
            noise,
            ruling: if ruling == Ruling::Chance && !(enough && told) {
                Ruling::TooFewPlays
            } else {
                ruling
            },
            before: self.before,
            after: self.after,
            accepted: None,
        }
    }
}

/// By how much the figures of one side differ from play to play, at least by one thing. Two sides whose
/// means differ by more than the spread of both are apart: five plays of one build against five others are
/// in less than one of 5,000 tests (simulated, for counts, for bursts and for a normal distribution), though
/// the least probability that a test can find with so few is one in 126.
fn spread(side: &Rates, one: f64) -> f64 {
    let figures = || side.per_play.iter().copied();
    let most = figures().fold(f64::NEG_INFINITY, f64::max);
    let fewest = figures().fold(f64::INFINITY, f64::min);
    one.max(most - fewest)
}

/// How many things the plays show, whichever shows how many.
fn things(found: &[Found]) -> Vec<u64> {
    let mut things: Vec<u64> = found.iter().map(|it| it.things).collect();
    things.sort_unstable();
    things
}

/// True when all plays that show anything show as much.
fn shows_or_not(before: &[Found], after: &[Found]) -> bool {
    let mut shown = before.iter().chain(after).filter(|it| it.things > 0);
    let first = shown.next().map(|it| it.things);
    shown.all(|it| Some(it.things) == first)
}
