//! Attempts that came to harm and were tried again.

use std::collections::BTreeMap;

use mpdbg_model::{Case, Defect, Outcome, RuleId, Span};

use super::rating::{Repeats, rates_of};
use super::{CaseNoise, CaseSide, PlayCounts, RateChange};
use crate::rules::{made_good, rule_of};

/// Stands for the length of an attempt where it is counted how attempts ended: with a minute for each, what
/// there is in a minute is what there is in an attempt.
const ATTEMPT: Span = Span::from_secs(60);

/// The shares of attempts that ended as these rules find it, where they differ. How a play ends is no figure
/// that is now higher, now lower: nothing but chance is between two shares.
pub(super) fn rates_of_endings(
    case: &Case,
    rules: &[RuleId],
    (before, after): (&[PlayCounts], &[PlayCounts]),
) -> Vec<RateChange> {
    let none = CaseNoise {
        case: case.clone(),
        blake3: String::new(),
        plays: 0,
        loaded: 0,
        rules: BTreeMap::new(),
        worst: None,
    };
    let repeats = Repeats {
        before,
        after,
        noise: Some(&none),
    };
    let mut rates = rates_of(rules, repeats);
    for rate in &mut rates {
        rate.noise = None;
    }
    rates
}

/// The attempts of one side that are not the last one at their play.
pub(super) struct Retried {
    /// How each of them ended.
    endings: Vec<Outcome>,
    /// All attempts, the last ones too.
    attempts: usize,
    /// A defect for each rule that finds one of them.
    pub(super) defects: Vec<Defect>,
}

impl Retried {
    pub(super) fn of(side: &CaseSide) -> Self {
        let endings: Vec<Outcome> = side.retried().cloned().collect();
        let mut retried = Self {
            attempts: endings.len() + side.telling().len(),
            endings,
            defects: Vec::new(),
        };
        for ending in &retried.endings {
            let Some(rule) = rule_of(ending) else {
                continue;
            };
            if retried.defects.iter().all(|it| it.rule != rule) {
                let defect = made_good(ending, retried.times(rule), retried.attempts);
                retried.defects.extend(defect);
            }
        }
        retried
    }

    /// How often an attempt ended as `rule` finds it.
    fn times(&self, rule: RuleId) -> usize {
        let endings = self.endings.iter().filter_map(rule_of);
        endings.filter(|it| *it == rule).count()
    }

    /// The defect of `rule`, where one of the attempts ended so.
    pub(super) fn defect(&self, rule: RuleId) -> Option<&Defect> {
        self.defects.iter().find(|it| it.rule == rule)
    }

    /// How often `rule` finds an attempt that was tried again, of how many attempts.
    pub(super) fn share(&self, rule: RuleId) -> (usize, usize) {
        (self.times(rule), self.attempts)
    }

    /// Every attempt in figures that say how it ended; `plays` are those of the last ones.
    pub(super) fn counts(&self, plays: Vec<PlayCounts>) -> Vec<PlayCounts> {
        let retried = self.endings.iter().map(|ending| PlayCounts {
            length: ATTEMPT,
            loaded: false,
            things: rule_of(ending).into_iter().map(|rule| (rule, 1)).collect(),
            worst: Vec::new(),
            silent: Vec::new(),
        });
        let last = plays.into_iter().map(|play| PlayCounts {
            length: ATTEMPT,
            ..play
        });
        retried.chain(last).collect()
    }
}
