//! On which terms two sessions are compared.

use mpdbg_model::{Case, Profile, SampleName, ScenarioName};
use serde::{Deserialize, Serialize};

use super::{Interest, NoiseFloor};

/// The word for pictures and sound that differ, wherever the id of a rule may stand.
pub(super) const CONTENT: &str = "content";

/// Why other messages are accepted from another decoder: what it loses shows in what it presents.
const OTHER_WORDS: &str = "another version of the decoder, with messages of its own";

/// The rule about what the libraries write, which has a defect for each kind of message.
pub(super) const MESSAGES: &str = "life::log-errors";

/// On which terms two sessions are compared.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The thresholds that both sides were judged with.
    pub profile: Profile,
    /// What decides over the verdict.
    pub interest: Interest,
    /// Differences that are accepted.
    pub accepted: Vec<Accepted>,
    /// True when the two sessions were decoded by different versions of the decoder.
    pub other_decoder: bool,
    /// What plays of one build differ by on this computer, where that was measured.
    pub noise: NoiseFloor,
    /// The confidence below which there is no verdict, from 0 to 1.
    pub confidence_needed: f64,
}

impl Default for Terms {
    /// Everything decides, nothing is accepted, and half of the cases have to be comparable.
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            interest: Interest::default(),
            accepted: Vec::new(),
            other_decoder: false,
            noise: NoiseFloor::default(),
            confidence_needed: 0.5,
        }
    }
}

/// A difference that is accepted: it is told, and neither for the worse nor for the better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Id of the rule, its area, or `content`; every rule where absent.
    pub rule: Option<String>,
    /// The sample; every sample where absent.
    pub sample: Option<SampleName>,
    /// The scenario; every scenario where absent.
    pub scenario: Option<ScenarioName>,
    /// Why.
    pub reason: String,
    /// The day it was accepted on, `YYYY-MM-DD`.
    pub date: String,
}

impl Accepted {
    /// True when it takes in what `rule` (an id, or `content`) says of `case`.
    pub fn takes_in(&self, case: &Case, rule: &str) -> bool {
        self.rule.as_ref().is_none_or(|name| is_named(rule, name))
            && self.sample.as_ref().is_none_or(|it| *it == case.sample)
            && self.scenario.as_ref().is_none_or(|it| *it == case.scenario)
    }
}

impl Terms {
    /// Why a difference of `case` that `rule` (an id, or `content`) tells is accepted, where it is.
    pub fn accept(&self, case: &Case, rule: &str) -> Option<String> {
        let mut accepted = self.accepted.iter();
        let taken = accepted.find(|it| it.takes_in(case, rule));
        let taken = taken.map(|it| it.reason.clone());
        let words_its_own = self.other_decoder && rule == MESSAGES;
        taken.or_else(|| words_its_own.then(|| OTHER_WORDS.to_owned()))
    }
}

impl Interest {
    /// True when what `rule` (an id, or `content`) says is left out altogether.
    pub fn ignores(&self, rule: &str) -> bool {
        self.ignore.iter().any(|name| is_named(rule, name))
    }

    /// True when what `rule` (an id, or `content`) says can fail the comparison.
    pub fn counts(&self, rule: &str) -> bool {
        let named = || self.fail_on.iter().any(|name| is_named(rule, name));
        !self.ignores(rule) && (self.fail_on.is_empty() || named())
    }
}

/// True when `name` is the id of `rule`, or its area.
fn is_named(rule: &str, name: &str) -> bool {
    rule.strip_prefix(name)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn a_rule_is_named_by_its_id_or_by_its_area() {
        assert!(is_named("picture::late", "picture::late"));
        assert!(is_named("picture::late", "picture"));
        assert!(!is_named("picture::late", "pict"));
        assert!(!is_named("picture::late", "late"));
        assert!(!is_named("content", "picture"));
    }

    #[test]
    fn another_decoder_has_messages_of_its_own() {
        let case = Case::plain(SampleName::parse("a.mp4").unwrap());
        let mut terms = Terms::default();
        assert_eq!(terms.accept(&case, MESSAGES), None);
        terms.other_decoder = true;
        assert!(terms.accept(&case, MESSAGES).is_some());
        assert_eq!(terms.accept(&case, "picture::missing"), None);
    }

    #[test]
    fn what_is_ignored_counts_for_nothing() {
        let interest = Interest {
            fail_on: vec!["picture".to_owned(), "life::crash".to_owned()],
            ignore: vec!["picture::late".to_owned()],
        };
        let counting = [
            "picture::late",
            "picture::null",
            "life::crash",
            "life::hang",
        ];
        assert_eq!(
            counting.map(|rule| interest.counts(rule)),
            [false, true, true, false]
        );
        assert!(Interest::default().counts(CONTENT));
    }

    #[test]
    fn what_an_acceptance_does_not_name_it_takes_in() {
        let case = Case::plain(SampleName::parse("a.mp4").unwrap());
        let accepted = Accepted {
            rule: None,
            sample: Some(case.sample.clone()),
            scenario: None,
            reason: "the file is damaged".to_owned(),
            date: "2026-01-31".to_owned(),
        };
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
}
