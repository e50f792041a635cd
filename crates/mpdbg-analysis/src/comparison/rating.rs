//! From repeated plays to rates that differ, and what is to be made of them.

use mpdbg_model::RuleId;

use super::counts::{Found, PlayCounts};
use super::noise::CaseNoise;
use super::rates::{RateChange, Rates, Ruling};
use crate::statistics::{
    fewest_possible, fisher_exact, holm, interval_of_difference, permutation_test,
};

/// What a difference that counts may be by chance: one in twenty comparisons, not one in twenty tests.
const LEVEL: f64 = 0.05;
/// What counts by its probability alone, where noise was not measured: nine plays a side can say it.
const CERTAIN: f64 = 1e-4;
/// Plays of a side below which there is nothing to test: three against three cannot get below 0.1.
const FEWEST: usize = 4;
/// Rules about what a play keeps, which is as much however long other work held it up.
const UNMOVED: [&str; 2] = ["cost::memory", "cost::handles"];

/// The plays of one case on both sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeats<'a> {
    /// The plays of the first session.
    pub(crate) before: &'a [PlayCounts],
    /// The plays of the second session.
    pub(crate) after: &'a [PlayCounts],
    /// What plays of one build show here, where that was measured.
    pub(crate) noise: Option<&'a CaseNoise>,
}

/// The rates of these rules that differ between the plays of a case, in the order of `rules`; to be ruled
/// on by [`rule_on`] together with all others of the comparison. Plays that other work held up are left
/// out; where too few others are left, all are in, and the ruling is `Loaded`.
pub(crate) fn rates_of(rules: &[RuleId], repeats: Repeats<'_>) -> Vec<RateChange> {
    let (held_up, all) = (judged(repeats), unmoved(repeats));
    let rate = |rule: &RuleId| {
        let unmoved = UNMOVED.contains(&rule.0);
        let (before, after, ruling) = if unmoved { &all } else { &held_up };
        let found = |plays: &[&PlayCounts]| -> Vec<Found> {
            plays
                .iter()
                .filter_map(|play| play.of_rule(*rule))
                .collect()
        };
        let noise = repeats.noise.map(|it| it.band(*rule));
        differing(*rule, &found(before), &found(after), noise, *ruling)
    };
    rules.iter().filter_map(rate).collect()
}

/// The rates of these rules over all cases together: the first play of each case with the first one of
/// every other, and so on. A case with too few plays that nothing held up is left out; there is nothing to
/// add to the rates of the cases where fewer than two are left.
pub(crate) fn rates_of_all(rules: &[RuleId], cases: &[Repeats<'_>]) -> Vec<RateChange> {
    let quiet = cases.iter().map(|case| (judged(*case), case.noise));
    let quiet = quiet.filter(|((_, _, ruling), _)| *ruling == Ruling::Chance);
    let kept: Vec<Kept<'_>> = quiet
        .map(|((before, after, _), noise)| Kept {
            before,
            after,
            noise,
        })
        .collect();
    if kept.len() < 2 {
        return Vec::new();
    }
    let rate = |rule: &RuleId| {
        let judging: Vec<&Kept<'_>> = kept.iter().filter(|it| it.is_judged_by(*rule)).collect();
        let before = together(judging.iter().map(|it| it.before.as_slice()), *rule);
        let after = together(judging.iter().map(|it| it.after.as_slice()), *rule);
        let noise = noise_together(&judging, *rule);
        differing(*rule, &before, &after, noise, Ruling::Chance)
    };
    rules.iter().filter_map(rate).collect()
}

/// Rules on all rates of a comparison; to be called once, since the correction is for all of them. A rate
/// is worse or better where chance explains it in less than one of twenty comparisons, the bootstrap
/// interval says so too, and it differs by more than the plays of one build do here: see [`spread`] where
/// that was not measured.
pub(crate) fn rule_on(rates: &mut [&mut RateChange]) {
    let mut tested: Vec<&mut RateChange> = rates
        .iter_mut()
        .filter(|it| it.ruling != Ruling::Loaded && is_testable(it))
        .map(|it| &mut **it)
        .collect();
    let p: Vec<f64> = tested.iter().map(|it| it.p).collect();
    let tests = p.len() as f64;
    for (rate, corrected) in tested.iter_mut().zip(holm(&p)) {
        rate.p_corrected = corrected;
        rate.ruling = ruling_of(rate, tests);
    }
}

fn ruling_of(rate: &RateChange, tests: f64) -> Ruling {
    if rate.p_corrected >= LEVEL {
        let sides = [&rate.before, &rate.after].map(|it| it.per_minute.len());
        let hopeless = fewest_possible(sides[0], sides[1]) * tests >= LEVEL;
        // By itself it would count, and among so many tests nothing could with so few plays.
        return if rate.p < LEVEL && hopeless {
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
    rate.before
        .per_minute
        .len()
        .min(rate.after.per_minute.len())
        >= FEWEST
}

type Plays<'a> = Vec<&'a PlayCounts>;

/// The plays that are compared, and what can be made of them: `Chance` where they can be tested.
fn judged(repeats: Repeats<'_>) -> (Plays<'_>, Plays<'_>, Ruling) {
    let Repeats { before, after, .. } = repeats;
    let quiet = |side: &'_ [PlayCounts]| side.iter().filter(|it| !it.loaded).count();
    if quiet(before).min(quiet(after)) >= FEWEST {
        return (still(before), still(after), Ruling::Chance);
    }
    let ruling = if before.len().min(after.len()) >= FEWEST {
        Ruling::Loaded
    } else {
        Ruling::TooFewPlays
    };
    (before.iter().collect(), after.iter().collect(), ruling)
}

/// All plays, for rules that other work does not move.
fn unmoved(repeats: Repeats<'_>) -> (Plays<'_>, Plays<'_>, Ruling) {
    let Repeats { before, after, .. } = repeats;
    let enough = before.len().min(after.len()) >= FEWEST;
    let ruling = if enough {
        Ruling::Chance
    } else {
        Ruling::TooFewPlays
    };
    (before.iter().collect(), after.iter().collect(), ruling)
}

fn still(side: &[PlayCounts]) -> Plays<'_> {
    side.iter().filter(|it| !it.loaded).collect()
}

struct Kept<'a> {
    before: Plays<'a>,
    after: Plays<'a>,
    noise: Option<&'a CaseNoise>,
}

impl Kept<'_> {
    fn is_judged_by(&self, rule: RuleId) -> bool {
        let mut plays = self.before.iter().chain(&self.after);
        plays.all(|it| it.of_rule(rule).is_some())
    }

    fn length(&self) -> f64 {
        let first = self.after.first().or(self.before.first());
        first.map_or(0.0, |it| it.length.as_secs_f64())
    }
}

/// The first plays of all cases as one, the second ones as one, as far as every case has them.
fn together<'a>(cases: impl Iterator<Item = &'a [&'a PlayCounts]>, rule: RuleId) -> Vec<Found> {
    let cases: Vec<&[&PlayCounts]> = cases.collect();
    let plays = cases.iter().map(|it| it.len()).min().unwrap_or_default();
    let of_repeat = |repeat: usize| {
        let found = cases.iter().filter_map(|plays| plays[repeat].of_rule(rule));
        found.fold(Found::default(), Found::and)
    };
    (0..plays).map(of_repeat).collect()
}

/// How much the rate over all cases can differ at most where each of them differs as it was measured; none
/// where one was not.
fn noise_together(cases: &[&Kept<'_>], rule: RuleId) -> Option<f64> {
    let length: f64 = cases.iter().map(|it| it.length()).sum();
    let bands = cases
        .iter()
        .map(|it| Some(it.noise?.band(rule) * it.length()));
    let sum: Option<f64> = bands.sum();
    sum.filter(|_| length > 0.0).map(|sum| sum / length)
}

fn differing(
    rule: RuleId,
    before: &[Found],
    after: &[Found],
    noise: Option<f64>,
    ruling: Ruling,
) -> Option<RateChange> {
    if before.is_empty() || after.is_empty() || things(before) == things(after) {
        return None;
    }
    let shares = shows_or_not(before, after);
    let apart = spread(before) + spread(after);
    let (before, after) = (rates(before), rates(after));
    let (one, other) = (&before.per_minute, &after.per_minute);
    let p = if shares {
        fisher_exact(
            (before.plays_with, before.plays),
            (after.plays_with, after.plays),
        )
    } else {
        permutation_test(one, other)
    };
    let effect = after.mean() - before.mean();
    let enough = one.len().min(other.len()) >= FEWEST;
    let told = noise.is_some() || p < CERTAIN || effect.abs() > apart;
    Some(RateChange {
        rule,
        effect,
        interval: interval_of_difference(one, other),
        p,
        p_corrected: 1.0,
        noise,
        ruling: if ruling == Ruling::Chance && !(enough && told) {
            Ruling::TooFewPlays
        } else {
            ruling
        },
        before,
        after,
        accepted: None,
    })
}

/// By how much the rates of one side differ from play to play, at least by one thing. Two sides whose means
/// differ by more than the spread of both are apart: five plays of one build against five others are in
/// less than one of 5,000 tests (simulated, for counts, for bursts and for a normal distribution), though
/// the least probability that a test can find with so few is one in 126.
fn spread(found: &[Found]) -> f64 {
    let rates = || found.iter().map(|it| it.per_minute());
    let most = rates().fold(f64::NEG_INFINITY, f64::max);
    let fewest = rates().fold(f64::INFINITY, f64::min);
    let one = found.iter().map(|it| it.one_a_minute());
    one.fold(most - fewest, f64::max)
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

fn rates(found: &[Found]) -> Rates {
    Rates {
        plays: found.len() as u32,
        plays_with: found.iter().filter(|it| it.things > 0).count() as u32,
        per_minute: found.iter().map(|it| it.per_minute()).collect(),
    }
}

#[cfg(test)]
mod tests;
