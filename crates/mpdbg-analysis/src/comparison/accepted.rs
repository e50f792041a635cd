//! Differences that are accepted, and how much of them.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use mpdbg_model::{Case, Measure, SampleName, ScenarioName, Severity, Unit};
use serde::{Deserialize, Serialize};

use super::cut::is_ending;
use super::matching::more;
use super::names::{CONTENT, PRESENTATION, is_named};
use super::terms::MESSAGES;
use super::{CaseComparison, Figure, RateChange, Terms};

/// Why other messages are accepted from another decoder: what it loses shows in what it presents.
const OTHER_WORDS: &str = "another version of the decoder, with messages of its own";

/// A difference that is accepted: it is told, and neither for the worse nor for the better.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Id of the rule, its area, `content` or `presentation`; every rule where absent, but for those that say how a play
    /// ended: a crash is accepted only by its name.
    pub rule: Option<String>,
    /// The sample; every sample where absent.
    pub sample: Option<SampleName>,
    /// The scenario; every scenario where absent.
    pub scenario: Option<ScenarioName>,
    /// How much of it; however much where absent.
    pub up_to: Option<Amount>,
    /// Why.
    pub reason: String,
    /// The day it was accepted on, `YYYY-MM-DD`.
    pub date: String,
}

/// How much there is of what is worse in a case and told by one rule. What is absent was not measured; of
/// an accepted difference, it does not matter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amount {
    /// The severity of the worst defect.
    pub severity: Option<Severity>,
    /// The pictures, pieces of sound or messages of all defects.
    pub count: Option<u64>,
    /// The largest measure, without its sign; of repeated plays, the mean of the largest of each.
    pub measure: Option<Measure>,
    /// The rate in repeated plays, the mean over the plays, a minute.
    pub per_minute: Option<f64>,
}

/// What becomes of a difference.
enum Acceptance {
    /// Nobody accepts it.
    Open,
    /// It is accepted, and why.
    Accepted(String),
    /// As much of it is not; in words.
    TooMuch(String),
}

/// Marks what is accepted of a case, and remarks on what is more than was accepted.
pub(super) fn accept(compared: &mut CaseComparison, terms: &Terms) {
    let changes = compared.changes.iter().map(|it| it.rule.0);
    let rates = compared.rates.iter().map(|it| it.rule.0);
    let content = compared.content.as_ref().map(|_| CONTENT);
    let presentation = compared.presentation.as_ref().map(|_| PRESENTATION);
    let others = content.into_iter().chain(presentation);
    let rules: BTreeSet<&str> = changes.chain(rates).chain(others).collect();
    for rule in rules {
        match terms.acceptance(compared, rule) {
            Acceptance::Open => {}
            Acceptance::Accepted(reason) => compared.mark(rule, &reason),
            Acceptance::TooMuch(words) => {
                let words = format!("{rule} is more than was accepted: {words}");
                compared.remarks.push(words);
            }
        }
    }
}

impl Terms {
    /// True when what `rule` says of a case is not accepted.
    pub(super) fn is_open(&self, compared: &CaseComparison, rule: &str) -> bool {
        !matches!(self.acceptance(compared, rule), Acceptance::Accepted(_))
    }

    fn acceptance(&self, compared: &CaseComparison, rule: &str) -> Acceptance {
        let entries = self.accepted.iter();
        let mut entries = entries
            .filter(|it| it.takes_in(&compared.case, rule))
            .peekable();
        if entries.peek().is_none() {
            return if self.other_decoder && rule == MESSAGES {
                Acceptance::Accepted(OTHER_WORDS.to_owned())
            } else {
                Acceptance::Open
            };
        }
        let amount = Amount::at_least(compared, rule);
        let mut too_much = String::new();
        for entry in entries {
            match entry.up_to.and_then(|most| amount.beyond(&most)) {
                None => return Acceptance::Accepted(entry.reason.clone()),
                Some(words) => too_much = words,
            }
        }
        Acceptance::TooMuch(too_much)
    }
}

impl Accepted {
    /// True when it takes in what `rule` (an id, `content` or `presentation`) says of `case`, if it is not too much.
    pub fn takes_in(&self, case: &Case, rule: &str) -> bool {
        let named = match &self.rule {
            Some(name) => is_named(rule, name),
            None => !is_ending(rule),
        };
        named
            && self.sample.as_ref().is_none_or(|it| *it == case.sample)
            && self.scenario.as_ref().is_none_or(|it| *it == case.scenario)
    }
}

impl CaseComparison {
    fn mark(&mut self, rule: &str, reason: &str) {
        let changes = self.changes.iter_mut().filter(|it| it.rule.0 == rule);
        let rates = self.rates.iter_mut().filter(|it| it.rule.0 == rule);
        let content = self.content.as_mut().filter(|_| rule == CONTENT);
        let presentation = self.presentation.as_mut();
        let presentation = presentation.filter(|_| rule == PRESENTATION);
        let places = changes
            .map(|it| &mut it.accepted)
            .chain(rates.map(|it| &mut it.accepted))
            .chain(content.map(|it| &mut it.accepted))
            .chain(presentation.map(|it| &mut it.accepted));
        for place in places {
            *place = Some(reason.to_owned());
        }
    }
}

impl Amount {
    /// How much `rule` (an id, `content` or `presentation`) tells of a case that is for the worse.
    pub fn of(compared: &CaseComparison, rule: &str) -> Self {
        Self::measured(compared, rule, |rate| rate.after.mean())
    }

    /// The same, with no more of a figure of repeated plays than chance leaves of it.
    fn at_least(compared: &CaseComparison, rule: &str) -> Self {
        Self::measured(compared, rule, |rate| {
            rate.before.mean() + rate.interval.low
        })
    }

    fn measured(
        compared: &CaseComparison,
        rule: &str,
        figure: impl Fn(&RateChange) -> f64,
    ) -> Self {
        let changes = compared.changes.iter();
        let worse = changes.filter(|it| it.rule.0 == rule && it.turn.is_worse());
        let mut amount = Self::default();
        for defect in worse.filter_map(|it| it.after.as_ref()) {
            amount.severity = amount.severity.max(Some(defect.severity));
            amount.count = Some(amount.count.unwrap_or(0) + defect.count);
            amount.measure = largest(amount.measure, defect.measure);
        }
        if let (CONTENT, Some(content)) = (rule, &compared.content) {
            amount.count = Some(content.other_pictures + content.other_sounds);
        }
        if let (PRESENTATION, Some(presentation)) = (rule, &compared.presentation) {
            amount.count = Some(presentation.kinds.iter().map(|it| it.events).sum());
            amount.measure = presentation.first.furthest().map(|by| Measure {
                value: by.as_millis_f64(),
                unit: Unit::Ms,
            });
        }
        let rates = compared.rates.iter();
        for rate in rates.filter(|it| it.rule.0 == rule && it.effect > 0.0) {
            let value = figure(rate);
            match rate.figure {
                Figure::Share | Figure::PerMinute => amount.per_minute = Some(value),
                Figure::Worst(unit) => {
                    amount.measure = largest(amount.measure, Some(Measure { value, unit }));
                }
            }
        }
        amount
    }

    /// In what it is more than this, if it is, by the measure by which a defect is stronger.
    fn beyond(&self, most: &Self) -> Option<String> {
        if let (Some(now), Some(most)) = (self.severity, most.severity)
            && now > most
        {
            return Some(format!("severity {now}, accepted {most}"));
        }
        let exceeds = |now: f64, most: f64| more(most, now) == Ordering::Greater;
        if let (Some(now), Some(most)) = (self.count, most.count)
            && exceeds(now as f64, most as f64)
        {
            return Some(format!("{now}, accepted {most}"));
        }
        if let (Some(now), Some(most)) = (self.measure, most.measure)
            && now.unit == most.unit
            && exceeds(now.value, most.value)
        {
            let unit = match now.unit {
                Unit::Ms => " ms",
                Unit::Frames => " pictures",
                Unit::Count => "",
            };
            let (now, most) = (now.value, most.value);
            return Some(format!("{now:.1}{unit}, accepted {most:.1}{unit}"));
        }
        match (self.per_minute, most.per_minute) {
            (Some(now), Some(most)) if exceeds(now, most) => Some(format!(
                "{now:.1} a minute at the least, accepted {most:.1}"
            )),
            _ => None,
        }
    }
}

fn largest(one: Option<Measure>, other: Option<Measure>) -> Option<Measure> {
    let other = other.map(|it| Measure {
        value: it.value.abs(),
        ..it
    });
    match (one, other) {
        (Some(one), Some(other)) if one.unit == other.unit && other.value > one.value => {
            Some(other)
        }
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn of_sample(sample: &SampleName) -> Accepted {
        Accepted {
            rule: None,
            sample: Some(sample.clone()),
            scenario: None,
            up_to: None,
            reason: "the file is damaged".to_owned(),
            date: "2026-01-31".to_owned(),
        }
    }

    #[test]
    fn what_an_acceptance_does_not_name_it_takes_in() {
        let case = Case::plain(SampleName::parse("a.mp4").unwrap());
        let accepted = of_sample(&case.sample);
        assert!(accepted.takes_in(&case, "picture::late"));
        let other = Case::plain(SampleName::parse("b.mp4").unwrap());
        assert!(!accepted.takes_in(&other, "picture::late"));
        let scenario = Some(ScenarioName::parse("seek-back").unwrap());
        let elsewhere = Accepted {
            scenario,
            ..accepted
        };
        assert!(!elsewhere.takes_in(&case, "picture::late"));
    }

    #[test]
    fn how_a_play_ended_is_accepted_only_by_its_name() {
        let case = Case::plain(SampleName::parse("a.mp4").unwrap());
        let everything = of_sample(&case.sample);
        for (name, rule, taken) in [
            (None, "life::crash", false),
            (None, "life::timeout", false),
            (None, "life::log-errors", true),
            (Some("life"), "life::crash", true),
            (Some("life::crash"), "life::crash", true),
            (Some("life::crash"), "life::hang", false),
        ] {
            let accepted = Accepted {
                rule: name.map(str::to_owned),
                ..everything.clone()
            };
            assert_eq!(accepted.takes_in(&case, rule), taken, "{name:?} {rule}");
        }
    }

    #[test]
    fn more_is_what_makes_a_defect_stronger() {
        let amount = |severity, count, value| Amount {
            severity: Some(severity),
            count: Some(count),
            measure: Some(Measure {
                value,
                unit: Unit::Ms,
            }),
            per_minute: None,
        };
        let most = amount(Severity::Major, 20, 100.0);
        for (now, words) in [
            (amount(Severity::Minor, 22, 110.0), None),
            (
                amount(Severity::Critical, 1, 1.0),
                Some("severity critical, accepted major"),
            ),
            (amount(Severity::Major, 23, 1.0), Some("23, accepted 20")),
            (
                amount(Severity::Major, 1, 111.0),
                Some("111.0 ms, accepted 100.0 ms"),
            ),
        ] {
            assert_eq!(now.beyond(&most).as_deref(), words);
            assert_eq!(now.beyond(&Amount::default()), None);
        }
        let rate = |per_minute| Amount {
            per_minute: Some(per_minute),
            ..Amount::default()
        };
        assert!(rate(40.0).beyond(&rate(30.0)).is_some());
        assert_eq!(rate(33.0).beyond(&rate(30.0)), None);
        assert_eq!(rate(40.0).beyond(&most), None);
    }
}
