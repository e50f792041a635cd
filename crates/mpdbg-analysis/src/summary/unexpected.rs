//! What was expected of a case, held against what it showed.

use mpdbg_model::{Expectation, Outcome, RuleId};
use serde::Serialize;

use super::entry::{Entry, Recorded, RuleCount};

/// What was not expected of a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unexpected {
    /// A defect that nobody expects; how often.
    Defect(RuleCount),
    /// A defect that is expected stayed away; the id of its rule.
    StayedAway(String),
    /// A defect was expected up to a day that is over, whether it shows or not.
    Expired(Expectation),
    /// The manifest says that the sample cannot be opened, but it was.
    Opened,
}

impl Unexpected {
    /// True when the player itself came to harm, or was expected to once.
    pub(super) fn is_of_life(&self) -> bool {
        match self {
            Self::Defect(count) => count.rule.0.starts_with("life::"),
            Self::Expired(expectation) => expectation.rule.starts_with("life::"),
            Self::StayedAway(_) | Self::Opened => false,
        }
    }
}

impl Entry {
    /// The defects that are still expected of this case.
    pub fn expected(&self) -> impl Iterator<Item = &Expectation> {
        self.applying().filter(|it| !self.is_over(it))
    }

    /// What was not expected; nothing for a case without recording, or where the scenario does not fit.
    pub fn unexpected(&self) -> Vec<Unexpected> {
        let Recorded::Judged {
            counts,
            unknown,
            outcome,
        } = &self.recorded
        else {
            return Vec::new();
        };
        if matches!(outcome, Outcome::NotApplicable { .. }) {
            return Vec::new();
        }
        let mut list = Vec::new();
        if !self.sample.opens && *outcome != Outcome::OpenFailed && !outcome.is_crash() {
            list.push(Unexpected::Opened);
        }
        let expired: Vec<&Expectation> = self.expired().collect();
        let foreign = counts.iter().filter(|count| {
            let named = |it: &&Expectation| it.rule == count.rule.0;
            !self.expects(count.rule) && !expired.iter().any(named)
        });
        list.extend(foreign.map(|count| Unexpected::Defect(*count)));
        let stayed_away = self.expected().filter(|it| {
            self.has_to_show(it)
                && counts.iter().all(|count| count.rule.0 != it.rule)
                && unknown.iter().all(|(rule, _)| rule.0 != it.rule)
        });
        list.extend(stayed_away.map(|it| Unexpected::StayedAway(it.rule.clone())));
        list.extend(expired.into_iter().cloned().map(Unexpected::Expired));
        list
    }

    fn applying(&self) -> impl Iterator<Item = &Expectation> {
        let all = self.sample.expects.iter();
        all.filter(|it| it.scenario.as_ref().is_none_or(|it| *it == self.scenario))
    }

    /// What was expected once, and of which nobody said that it still is.
    fn expired(&self) -> impl Iterator<Item = &Expectation> {
        self.applying()
            .filter(|it| self.is_over(it) && !self.expected().any(|valid| valid.rule == it.rule))
    }

    /// Days are written so that they sort as text.
    fn is_over(&self, expectation: &Expectation) -> bool {
        let last = expectation.expires.as_deref();
        last.is_some_and(|last| *last < *self.today)
    }

    fn has_to_show(&self, expectation: &Expectation) -> bool {
        expectation.scenario.is_some() || self.scenario.is_play()
    }

    /// A sample that cannot be opened is expected to say so.
    fn expects(&self, rule: RuleId) -> bool {
        let of_a_refusal = matches!(rule.0, "life::open-failed" | "life::log-errors");
        (!self.sample.opens && of_a_refusal) || self.expected().any(|it| it.rule == rule.0)
    }
}
