//! What is to be made of all figures of a comparison together.

use super::rates::{RateChange, Ruling};
use super::sides::FEWEST;
use crate::statistics::{can_count, holm};

/// What a difference that counts may be by chance: one in twenty comparisons, not one in twenty tests.
pub(super) const LEVEL: f64 = 0.05;

/// Rules on all figures of a comparison: those over all cases together, and those of the cases; to be called
/// once, since the correction is for all of them. Where there are both, each has half of the level, so that
/// what shows in all cases together is not lost among the tests of a large corpus.
///
/// A figure is worse or better where chance explains it in less than one of twenty comparisons, the bootstrap
/// interval says so too, and it differs by more than the plays of one build do here: see
/// [`super::sides::Sides`] where that was not measured.
pub(crate) fn rule_on(over_all: &mut [RateChange], of_cases: &mut [&mut RateChange]) {
    let testable = |it: &&mut RateChange| it.ruling != Ruling::Loaded && is_testable(it);
    let over_all: Vec<&mut RateChange> = over_all.iter_mut().filter(testable).collect();
    let of_cases = of_cases.iter_mut().map(|it| &mut **it);
    let families = [over_all, of_cases.filter(testable).collect()];
    let parts = families.iter().filter(|it| !it.is_empty()).count() as f64;
    for family in families {
        rule_on_family(family, parts);
    }
}

/// A family that has this part of the level.
fn rule_on_family(mut family: Vec<&mut RateChange>, parts: f64) {
    let least: Vec<f64> = family.iter().map(|it| it.p_least).collect();
    let counted = can_count(&least, LEVEL / parts);
    let figures = || family.iter().zip(&counted);
    let p: Vec<f64> = figures()
        .filter(|(_, counted)| **counted)
        .map(|(it, _)| it.p)
        .collect();
    let mut corrected = holm(&p).into_iter();
    for (rate, counted) in family.iter_mut().zip(&counted) {
        let corrected = if *counted { corrected.next() } else { None };
        rate.p_corrected = corrected.map_or(1.0, |p| (p * parts).min(1.0));
        rate.ruling = ruling_of(rate, *counted);
    }
}

fn ruling_of(rate: &RateChange, counted: bool) -> Ruling {
    if rate.p_corrected >= LEVEL {
        // By itself it would count, and among so many tests nothing could with so few plays.
        return if rate.p < LEVEL && !counted {
            Ruling::TooFewPlays
        } else {
            Ruling::Chance
        };
    }
    if rate.ruling == Ruling::TooFewPlays {
        return rate.ruling;
    }
    let within_noise = rate.noise.is_some_and(|band| rate.effect.abs() <= band);
    if within_noise || rate.interval.has_zero() {
        Ruling::Chance
    } else if rate.effect > 0.0 {
        Ruling::Worse
    } else {
        Ruling::Better
    }
}

fn is_testable(rate: &RateChange) -> bool {
    rate.before.per_play.len().min(rate.after.per_play.len()) >= FEWEST
}
