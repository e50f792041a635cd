//! One play in figures.

use mpdbg_model::{RuleId, Span, Unit};

use super::cut::is_cut;
use super::side::Play;

/// What the rules found in one play, in figures: what rates are made from when its events are let go of.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayCounts {
    /// How much media time it played.
    pub length: Span,
    /// True when other work held it up.
    pub loaded: bool,
    /// Pictures, pieces of sound or messages that each rule found, in the order of the rules; those that
    /// found nothing are not here.
    pub things: Vec<(RuleId, u64)>,
    /// The largest measure that each rule found, by its unit, in the order of the rules and units; without
    /// a sign, which tells a direction. Those that measured nothing are not here.
    pub worst: Vec<(RuleId, Unit, f64)>,
    /// Rules that cannot judge it, or were not asked, in order.
    pub silent: Vec<RuleId>,
}

impl PlayCounts {
    /// The figures of a play.
    pub fn of(play: &Play) -> Self {
        let judgement = &play.judgement;
        let unknown = judgement.unknown.iter().map(|(rule, _)| *rule);
        let mut silent: Vec<RuleId> = unknown.chain(judgement.not_asked.iter().copied()).collect();
        silent.sort_unstable();
        let mut found: Vec<(RuleId, u64)> = judgement
            .defects
            .iter()
            .map(|it| (it.rule, it.count))
            .collect();
        found.sort_unstable();
        let mut things: Vec<(RuleId, u64)> = Vec::new();
        for (rule, count) in found {
            match things.last_mut() {
                Some(last) if last.0 == rule => last.1 += count,
                _ => things.push((rule, count)),
            }
        }
        Self {
            length: play.length,
            loaded: play.is_loaded(),
            things,
            worst: worst(play),
            silent,
        }
    }

    /// What a rule found; none where it cannot judge the play, or nothing was played that could be judged.
    pub(super) fn of_rule(&self, rule: RuleId) -> Option<Found> {
        if self.length <= Span::ZERO || self.silent.binary_search(&rule).is_ok() {
            return None;
        }
        let at = self.things.binary_search_by_key(&rule, |it| it.0);
        Some(Found {
            things: at.map_or(0, |at| self.things[at].1),
            length: self.length,
        })
    }

    /// The worst that a rule found, by a unit: 0 where it found nothing; none where it cannot judge the play.
    pub(super) fn worst_of(&self, rule: RuleId, unit: Unit) -> Option<f64> {
        self.of_rule(rule)?;
        let mut worst = self.worst.iter();
        let found = worst.find(|it| (it.0, it.1) == (rule, unit));
        Some(found.map_or(0.0, |it| it.2))
    }
}

impl Play {
    /// True when other work held it up.
    pub fn is_loaded(&self) -> bool {
        self.load.is_some_and(|load| load.is_loaded())
    }

    /// True when it did not come to its end, so that what it does not show is no good sign.
    pub fn is_cut(&self) -> bool {
        is_cut(&self.outcome)
    }
}

fn worst(play: &Play) -> Vec<(RuleId, Unit, f64)> {
    let measured = play.judgement.defects.iter();
    let measured = measured.filter_map(|it| {
        let measure = it.measure.filter(|it| it.value.is_finite())?;
        Some((it.rule, measure.unit, measure.value.abs()))
    });
    let mut found: Vec<(RuleId, Unit, f64)> = measured.collect();
    // The largest one of each first.
    found.sort_by(|one, other| {
        let order = (one.0, one.1).cmp(&(other.0, other.1));
        order.then_with(|| other.2.total_cmp(&one.2))
    });
    found.dedup_by_key(|it| (it.0, it.1));
    found
}

/// What one rule found in so much media time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) things: u64,
    pub(super) length: Span,
}

impl Found {
    /// Things a minute of media time.
    pub(super) fn per_minute(self) -> f64 {
        self.things as f64 * 60.0 / self.length.as_secs_f64()
    }

    /// What one thing comes to.
    pub(super) fn one_a_minute(self) -> f64 {
        Self { things: 1, ..self }.per_minute()
    }

    /// What was found in both.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            things: self.things + other.things,
            length: self.length.plus(other.length),
        }
    }
}
