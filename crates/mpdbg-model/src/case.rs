//! One sample under one scenario, played once or several times.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{SampleName, ScenarioName};

/// One sample under one scenario, for the first time or again: what is recorded, judged and counted. In
/// a file the sample's name alone where it is just played once, else a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Case {
    /// The sample.
    pub sample: SampleName,
    /// What is done while it plays.
    pub scenario: ScenarioName,
    /// 0 is the first play, 1 the second: a session may play everything several times, which tells chance
    /// from change. A retry after a crash is another attempt at the same repeat.
    pub repeat: u32,
}

impl Case {
    /// The sample, just played.
    pub fn plain(sample: SampleName) -> Self {
        Self {
            sample,
            scenario: ScenarioName::default(),
            repeat: 0,
        }
    }

    /// The same case, its first play.
    #[must_use]
    pub fn first(&self) -> Self {
        Self {
            repeat: 0,
            ..self.clone()
        }
    }
}

impl fmt::Display for Case {
    /// The sample's name alone where it is just played, else `sample [scenario]`; the second play of it
    /// with ` #2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut words = self.sample.to_string();
        if !self.scenario.is_play() {
            words = format!("{words} [{}]", self.scenario);
        }
        if self.repeat > 0 {
            words = format!("{words} #{}", u64::from(self.repeat) + 1);
        }
        f.pad(&words)
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
    #[serde(default)]
    scenario: ScenarioName,
    #[serde(default, skip_serializing_if = "is_first")]
    repeat: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_first(repeat: &u32) -> bool {
    *repeat == 0
}

impl From<Written> for Case {
    fn from(written: Written) -> Self {
        match written {
            Written::Plain(sample) => Self::plain(sample),
            Written::Other(Pair {
                sample,
                scenario,
                repeat,
            }) => Self {
                sample,
                scenario,
                repeat,
            },
        }
    }
}

impl From<Case> for Written {
    fn from(case: Case) -> Self {
        let Case {
            sample,
            scenario,
            repeat,
        } = case;
        if scenario.is_play() && repeat == 0 {
            Self::Plain(sample)
        } else {
            Self::Other(Pair {
                sample,
                scenario,
                repeat,
            })
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
        let again = Case {
            repeat: 1,
            ..other.clone()
        };
        assert_eq!(again.to_string(), "a/b.mp4 [seek-back] #2");
        for case in [plain, other, again] {
            let text = serde_json::to_string(&case).unwrap();
            assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), case);
        }
    }
}
