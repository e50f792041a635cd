//! What `--accept` takes in.

use mpdbg_analysis::{CaseComparison, Comparison, Ruling, is_named, names_of_differences};
use mpdbg_sample::did_you_mean;

/// A rule, a sample, or a rule on a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The id of a rule, an area, or `content`; every rule where absent.
    rule: Option<String>,
    /// The name of a sample; every sample where absent.
    sample: Option<String>,
}

impl Pattern {
    /// Reads `RULE`, `SAMPLE` or `SAMPLE:RULE`. A word that is no rule is the name of a sample; names may
    /// hold colons.
    pub(crate) fn of(text: &str) -> Self {
        if is_rule(text) {
            return Self {
                rule: Some(text.to_owned()),
                sample: None,
            };
        }
        let ends = text.match_indices(':').map(|(at, _)| at);
        let split = ends
            .map(|at| (&text[..at], &text[at + 1..]))
            .find(|(sample, rule)| !sample.is_empty() && is_rule(rule));
        match split {
            Some((sample, rule)) => Self {
                rule: Some(rule.to_owned()),
                sample: Some(sample.to_owned()),
            },
            None => Self {
                rule: None,
                sample: Some(text.to_owned()),
            },
        }
    }

    /// ``; did you mean `…`?`` where it names nothing that the comparison knows.
    pub(crate) fn did_you_mean(&self, comparison: &Comparison) -> String {
        let Some(sample) = &self.sample else {
            return String::new();
        };
        let names = || comparison.cases.iter().map(|it| it.case.sample.as_str());
        if names().any(|name| name == sample) {
            return String::new();
        }
        match did_you_mean_rule(sample) {
            near if near.is_empty() || self.rule.is_some() => did_you_mean(sample, names()),
            near => near,
        }
    }

    /// What it takes in of a case: the rules (or `content`) that tell of something worse which nobody has
    /// accepted yet, each once.
    pub(crate) fn taken(&self, case: &CaseComparison) -> Vec<&'static str> {
        let name = case.case.sample.as_str();
        if self.sample.as_ref().is_some_and(|sample| sample != name) {
            return Vec::new();
        }
        let mut rules = worse(case);
        rules.retain(|it| self.rule.as_ref().is_none_or(|name| is_named(it, name)));
        rules
    }
}

/// What is worse in a case and not accepted, by rule, in order.
fn worse(case: &CaseComparison) -> Vec<&'static str> {
    let mut rules: Vec<&str> = case.worse().map(|it| it.rule.0).collect();
    rules.extend(case.ruled(Ruling::Worse).map(|it| it.rule.0));
    rules.extend(case.otherwise());
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// True for what can stand where a rule is named: an id, an area, `content`.
pub(super) fn is_rule(name: &str) -> bool {
    names_of_differences().any(|known| known == name)
}

/// ``; did you mean `…`?``, or nothing where no rule is near.
pub(super) fn did_you_mean_rule(name: &str) -> String {
    did_you_mean(name, names_of_differences())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_rule_a_sample_or_both() {
        for (text, rule, sample) in [
            ("picture::late", Some("picture::late"), None),
            ("picture", Some("picture"), None),
            ("content", Some("content"), None),
            ("clip.mp4", None, Some("clip.mp4")),
            (
                "clip.mp4:picture::late",
                Some("picture::late"),
                Some("clip.mp4"),
            ),
            ("a:b:sync", Some("sync"), Some("a:b")),
            ("picture::lat", None, Some("picture::lat")),
            (":life", None, Some(":life")),
        ] {
            let pattern = Pattern {
                rule: rule.map(str::to_owned),
                sample: sample.map(str::to_owned),
            };
            assert_eq!(Pattern::of(text), pattern, "{text}");
        }
    }
}
