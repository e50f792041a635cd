//! A defect that is expected.

use serde::{Deserialize, Serialize};

use crate::ScenarioName;

/// A defect that is expected on a sample. In a file either the id of the rule alone, or a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Expectation {
    /// Id of the rule.
    pub rule: String,
    /// The scenario that it is expected under. Where absent, it has to show when the sample is just
    /// played, and may show under every other scenario.
    pub scenario: Option<ScenarioName>,
    /// Why; empty where nothing was said.
    pub reason: String,
    /// Where more is to be read, e.g. a ticket.
    pub link: Option<String>,
    /// The last day that it is expected on, `YYYY-MM-DD`; for ever where absent.
    pub expires: Option<String>,
}

impl From<&str> for Expectation {
    fn from(rule: &str) -> Self {
        Self {
            rule: rule.to_owned(),
            scenario: None,
            reason: String::new(),
            link: None,
            expires: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Rule(String),
    Table(Table),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    rule: String,
    scenario: Option<ScenarioName>,
    #[serde(default)]
    reason: String,
    link: Option<String>,
    expires: Option<String>,
}

impl From<Written> for Expectation {
    fn from(written: Written) -> Self {
        match written {
            Written::Rule(rule) => Self::from(rule.as_str()),
            Written::Table(table) => Self {
                rule: table.rule,
                scenario: table.scenario,
                reason: table.reason,
                link: table.link,
                expires: table.expires,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn an_expectation_may_be_the_id_alone() {
        let alone: Expectation = serde_json::from_str("\"picture::late\"").unwrap();
        assert_eq!(alone, Expectation::from("picture::late"));
        let text = serde_json::to_string(&alone).unwrap();
        assert_eq!(serde_json::from_str::<Expectation>(&text).unwrap(), alone);
        assert!(serde_json::from_str::<Expectation>(r#"{"rule":"a::b","until":"x"}"#).is_err());
    }
}
