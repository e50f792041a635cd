//! What plays of one build differ by on one computer.

use std::collections::{BTreeMap, BTreeSet};

use mpdbg_model::{Case, RuleId, Unit};
use serde::{Deserialize, Serialize};

use super::CaseSide;
use super::counts::{Found, PlayCounts};
use super::showing::Showing;
use crate::statistics::{mean, sorted};

/// How much the rates of one build differ from play to play on one computer, for each case that was
/// measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoiseFloor {
    /// The cases, in order; each once.
    pub cases: Vec<CaseNoise>,
}

/// How much the rates of one build differ from play to play of one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseNoise {
    /// The case, its repeat 0.
    pub case: Case,
    /// BLAKE3 of the sample, hexadecimal: another file has other noise.
    pub blake3: String,
    /// Plays that were measured, at least 2.
    pub plays: u32,
    /// Plays that were left out, since other work held them up.
    pub loaded: u32,
    /// For each rule that found something in any of them: things a minute of media time.
    pub rules: BTreeMap<String, Band>,
    /// For each rule that measured something in any of them: the largest measure of a play, in the order of
    /// the rules and units; absent where it was not measured, as in files of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst: Option<Vec<WorstBand>>,
}

/// How bad the worst of a rule is in plays of one build.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorstBand {
    /// Id of the rule.
    pub rule: String,
    /// The unit of the measure.
    pub unit: Unit,
    /// The measure; 0 in a play without any.
    pub band: Band,
}

/// A figure in plays of one build.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// The mean over the plays.
    pub mean: f64,
    /// The play with the least.
    pub low: f64,
    /// The play with the most.
    pub high: f64,
}

impl NoiseFloor {
    /// What was measured of a case; none where it was not, or with another file.
    pub fn of(&self, case: &Case, blake3: &str) -> Option<&CaseNoise> {
        let mut cases = self.cases.iter();
        cases.find(|it| it.case == *case && it.blake3 == blake3)
    }

    /// Takes in what was measured, in place of what was known of the same cases.
    pub fn take_in(&mut self, measured: impl IntoIterator<Item = CaseNoise>) {
        for noise in measured {
            self.cases.retain(|it| it.case != noise.case);
            self.cases.push(noise);
        }
        self.cases.sort_by(|one, other| one.case.cmp(&other.case));
    }
}

impl CaseNoise {
    /// What the plays of a session say: those that a comparison would take, which came to their end. None
    /// where fewer than two of these were not held up by other work.
    pub fn of(side: &CaseSide) -> Option<Self> {
        let showing = Showing::of(side).filter(|it| it.reach.is_none())?;
        Self::measure(&side.case, &side.sample.blake3, &showing.counts())
    }

    /// What plays of one build say; none where fewer than two were not held up by other work.
    pub(super) fn measure(case: &Case, blake3: &str, plays: &[PlayCounts]) -> Option<Self> {
        let still: Vec<&PlayCounts> = plays.iter().filter(|it| !it.loaded).collect();
        if still.len() < 2 {
            return None;
        }
        let mut found: Vec<RuleId> = still
            .iter()
            .flat_map(|it| it.things.iter().map(|(rule, _)| *rule))
            .collect();
        found.sort_unstable();
        found.dedup();
        let band = |rule: &RuleId| {
            let rates = still.iter().filter_map(|it| it.of_rule(*rule));
            let rates: Vec<f64> = rates.map(Found::per_minute).collect();
            Some((rule.to_string(), Band::of(&rates)?))
        };
        Some(Self {
            case: case.first(),
            blake3: blake3.to_owned(),
            plays: still.len() as u32,
            loaded: (plays.len() - still.len()) as u32,
            rules: found.iter().filter_map(band).collect(),
            worst: Some(worst_of(&still)),
        })
    }

    /// By how much the rate of a rule differs from play to play, per minute: 0 where it never found
    /// anything. Ten plays of one build span three standard deviations, and the means of two sessions of
    /// five plays differ by as much in less than one of a thousand comparisons (simulated, for counts and
    /// for bursts).
    pub fn band(&self, rule: RuleId) -> f64 {
        self.rules.get(rule.0).map_or(0.0, Band::width)
    }

    /// By how much the worst of a rule differs from play to play, in its unit: 0 where it never measured
    /// anything, none where that was not looked at.
    pub fn band_of_worst(&self, rule: RuleId, unit: Unit) -> Option<f64> {
        let mut worst = self.worst.as_ref()?.iter();
        let found = worst.find(|it| it.rule == rule.0 && it.unit == unit);
        Some(found.map_or(0.0, |it| it.band.width()))
    }
}

fn worst_of(plays: &[&PlayCounts]) -> Vec<WorstBand> {
    let worst = plays.iter().flat_map(|it| &it.worst);
    let found: BTreeSet<(RuleId, Unit)> = worst.map(|it| (it.0, it.1)).collect();
    let band = |(rule, unit): (RuleId, Unit)| {
        let sizes = plays.iter().filter_map(|it| it.worst_of(rule, unit));
        Some(WorstBand {
            rule: rule.to_string(),
            unit,
            band: Band::of(&sizes.collect::<Vec<f64>>())?,
        })
    };
    found.into_iter().filter_map(band).collect()
}

impl Band {
    /// By how much plays differ at most.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// None of nothing.
    fn of(rates: &[f64]) -> Option<Self> {
        let rates = sorted(rates);
        Some(Self {
            mean: mean(&rates),
            low: *rates.first()?,
            high: *rates.last()?,
        })
    }
}
