//! From repeated plays to figures that differ.

use std::collections::BTreeSet;

use mpdbg_model::{RuleId, Unit};

use super::counts::{Found, PlayCounts};
use super::noise::CaseNoise;
use super::rates::{RateChange, Ruling};
use super::sides::{FEWEST, Sides, Worst, worst};

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

/// The figures of these rules that differ between the plays of a case, in the order of `rules`; to be ruled
/// on by [`super::family::rule_on`] together with all others of the comparison. Plays that other work held
/// up are left out; where too few others are left, all are in, and the ruling is `Loaded`.
pub(crate) fn rates_of(rules: &[RuleId], repeats: Repeats<'_>) -> Vec<RateChange> {
    let (held_up, all) = (judged(repeats), unmoved(repeats));
    let rates = |rule: &RuleId| {
        let unmoved = UNMOVED.contains(&rule.0);
        let (before, after, ruling) = if unmoved { &all } else { &held_up };
        let found = |plays: &[&PlayCounts]| -> Vec<Found> {
            plays
                .iter()
                .filter_map(|play| play.of_rule(*rule))
                .collect()
        };
        let often = Sides::of_things(&found(before), &found(after));
        let noise = repeats.noise.map(|it| it.band(*rule));
        let often = often.map(|it| it.only_by_chance(unmoved));
        let often = often.map(|it| it.into_change(*rule, noise, *ruling));
        let units = units(*rule, before.iter().chain(after));
        let strong = units.into_iter().filter_map(|unit| {
            let sides = Sides::of_worst(unit, &worst_of(before, after, (*rule, unit)))?;
            let sides = sides.only_by_chance(unmoved);
            let noise = repeats.noise.and_then(|it| it.band_of_worst(*rule, unit));
            Some(sides.into_change(*rule, noise, *ruling))
        });
        often.into_iter().chain(strong).collect::<Vec<_>>()
    };
    rules.iter().flat_map(rates).collect()
}

/// The figures of these rules over all cases together: the first play of each case with the first one of
/// every other, and so on. A case with too few plays that nothing held up is left out; there is nothing to
/// add to the figures of the cases where fewer than two are left.
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
    let rates = |rule: &RuleId| {
        let judging: Vec<&Kept<'_>> = kept.iter().filter(|it| it.is_judged_by(*rule)).collect();
        let before = together(judging.iter().map(|it| it.before.as_slice()), *rule);
        let after = together(judging.iter().map(|it| it.after.as_slice()), *rule);
        let noise = noise_together(&judging, *rule);
        let often = Sides::of_things(&before, &after);
        let often = often.map(|it| it.into_change(*rule, noise, Ruling::Chance));
        let plays = judging
            .iter()
            .flat_map(|it| it.before.iter().chain(&it.after));
        let strong = units(*rule, plays)
            .into_iter()
            .filter_map(|unit| worst_together(&judging, (*rule, unit)));
        often.into_iter().chain(strong).collect::<Vec<_>>()
    };
    rules.iter().flat_map(rates).collect()
}

/// The units in which a rule measured anything in these plays; none of a rule whose defects are compared one
/// by one.
fn units<'a>(rule: RuleId, plays: impl Iterator<Item = &'a &'a PlayCounts>) -> BTreeSet<Unit> {
    if !crate::rule(rule.0).is_some_and(crate::Rule::depends_on_time) {
        return BTreeSet::new();
    }
    let worst = plays.flat_map(|play| &play.worst);
    let of_rule = worst.filter(|it| it.0 == rule);
    of_rule.map(|it| it.1).collect()
}

/// The worst that each play of a case shows, where the rule can judge it.
fn worst_of(
    before: &[&PlayCounts],
    after: &[&PlayCounts],
    (rule, unit): (RuleId, Unit),
) -> [Vec<Worst>; 2] {
    let of = |side: &[&PlayCounts]| -> Vec<f64> {
        let plays = side.iter();
        plays.filter_map(|it| it.worst_of(rule, unit)).collect()
    };
    worst(&of(before), &of(after))
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

/// The worst of a rule, the mean over all cases in which a play shows any; none where fewer than two do.
fn worst_together(cases: &[&Kept<'_>], of: (RuleId, Unit)) -> Option<RateChange> {
    let worst = |case: &&Kept<'_>| worst_of(&case.before, &case.after, of);
    let sides = cases.iter().map(|case| (case.noise, worst(case)));
    let showing: Vec<(Option<&CaseNoise>, [Vec<Worst>; 2])> = sides
        .filter(|(_, sides)| sides.iter().flatten().any(|it| it.shown))
        .collect();
    let count = showing.len();
    if count < 2 {
        return None;
    }
    let side = |side: usize| -> Vec<Worst> {
        let cases = || showing.iter().map(|it| &it.1[side]);
        let plays = cases().map(Vec::len).min().unwrap_or_default();
        let mean = |play: usize| Worst {
            shown: cases().any(|plays| plays[play].shown),
            size: cases().map(|plays| plays[play].size).sum::<f64>() / count as f64,
        };
        (0..plays).map(mean).collect()
    };
    let (rule, unit) = of;
    let bands = showing.iter().map(|it| it.0?.band_of_worst(rule, unit));
    let noise: Option<f64> = bands.sum();
    let sides = Sides::of_worst(unit, &[side(0), side(1)])?;
    Some(sides.into_change(rule, noise.map(|sum| sum / count as f64), Ruling::Chance))
}

#[cfg(test)]
mod tests;
