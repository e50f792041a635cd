//! One sample under one scenario.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{SampleName, ScenarioName};

/// One sample under one scenario: what is recorded, judged and counted. In a file the sample's name
/// alone where it is just played, else a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Case {
    /// The sample.
    pub sample: SampleName,
    /// What is done while it plays.
    pub scenario: ScenarioName,
}

impl Case {
    /// The sample, just played.
    pub fn plain(sample: SampleName) -> Self {
        Self {
            sample,
            scenario: ScenarioName::default(),
        }
    }
}

impl fmt::Display for Case {
    /// The sample's name alone where it is just played, else `sample [scenario]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scenario.is_play() {
            f.pad(self.sample.as_str())
        } else {
            f.pad(&format!("{} [{}]", self.sample, self.scenario))
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Plain(SampleName),
    Other(Pair),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    sample: SampleName,
    scenario: ScenarioName,
}

impl From<Written> for Case {
    fn from(written: Written) -> Self {
        match written {
            Written::Plain(sample) => Self::plain(sample),
            Written::Other(Pair { sample, scenario }) => Self { sample, scenario },
        }
    }
}

impl From<Case> for Written {
    fn from(case: Case) -> Self {
        let Case { sample, scenario } = case;
        if scenario.is_play() {
            Self::Plain(sample)
        } else {
            Self::Other(Pair { sample, scenario })
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_plain_case_is_written_as_the_name_of_its_sample() {
        let plain = Case::plain(SampleName::parse("a/b.mp4").unwrap());
        assert_eq!(serde_json::to_string(&plain).unwrap(), "\"a/b.mp4\"");
        let other = Case {
            scenario: ScenarioName::parse("seek-back").unwrap(),
            ..plain.clone()
        };
        for case in [plain, other] {
            let text = serde_json::to_string(&case).unwrap();
            assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
        }
    }
}
