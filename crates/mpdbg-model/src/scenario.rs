//! What is done while a sample plays.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Span;

/// The name of a scenario: lower-case letters, digits and `-`, at most 64, a letter first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ScenarioName(String);

/// A text that is not the name of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{}` is not a scenario's name: lower-case letters, digits and `-`, a letter first, at most 64",
    .0.escape_debug()
)]
pub struct ScenarioNameError(String);

impl ScenarioName {
    /// Characters of the longest name.
    const LONGEST: usize = 64;

    /// Reads a name.
    ///
    /// # Errors
    /// When the text has other characters, does not begin with a letter, or is too long.
    pub fn parse(text: &str) -> Result<Self, ScenarioNameError> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_name = text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.len() <= Self::LONGEST
            && text.chars().all(fits);
        if is_name {
            Ok(Self(text.to_owned()))
        } else {
            Err(ScenarioNameError(text.to_owned()))
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the scenario in which nothing is done but playing.
    pub fn is_play(&self) -> bool {
        self.0 == "play"
    }
}

impl Default for ScenarioName {
    /// `play`.
    fn default() -> Self {
        Self("play".to_owned())
    }
}

impl fmt::Display for ScenarioName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for ScenarioName {
    type Error = ScenarioNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ScenarioName> for String {
    fn from(name: ScenarioName) -> Self {
        name.0
    }
}

/// What is done while a sample plays. The default is to play it from its beginning to its end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name.
    pub name: ScenarioName,
    /// What it is for, in a line; may be empty.
    pub summary: String,
    /// What a sample must have; the scenario is *not applicable* to one that lacks it.
    pub needs: ScenarioNeeds,
    /// What is done, in order: a step waits for the one before it.
    pub steps: Vec<ScenarioStep>,
}

/// What a scenario needs of a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioNeeds {
    /// The container must be able to seek.
    pub seekable: bool,
    /// There must be pictures that move: two at least.
    pub pictures: bool,
    /// So many audio streams at least.
    pub audio_tracks: u16,
    /// At least so long; zero when any length will do.
    pub length: Span,
}

/// One step of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScenarioStep {
    /// When it is taken; looked at once the step before was taken.
    pub when: When,
    /// What is done.
    pub action: Action,
}

/// When a step is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// Once the master clock shows this place or a later one (an earlier one at a rate below zero does
    /// not exist: players do not play backwards here).
    Media(Place),
    /// Once so much run time has passed since the play started.
    Run(Span),
    /// Once so much run time has passed since something happened after the step before.
    After {
        /// What has to happen.
        what: Happening,
        /// Run time after it.
        wait: Span,
    },
}

/// What a step can wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Happening {
    /// The step before was taken; for the first step, the play has started.
    Step,
    /// A picture was presented.
    Picture,
    /// The end of the sample was reached; the play then waits for this step.
    End,
}

/// A place in a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// So long after the beginning of the sample.
    Time(Span),
    /// So many millionths of the sample's length after its beginning.
    Share(u32),
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Media time stands.
    Pause,
    /// Media time goes on.
    Resume,
    /// Playing goes on elsewhere; a paused play stays paused and shows the picture there.
    Seek {
        /// Where.
        to: SeekTarget,
        /// How exactly.
        mode: SeekMode,
    },
    /// Media time goes faster or slower.
    Rate {
        /// Thousandths of the usual speed, 250 to 4000.
        thousandths: u32,
    },
    /// Another audio stream is heard.
    SelectAudio {
        /// Which one: 1 is the first audio stream of the container.
        track: u16,
    },
    /// At its end the sample begins again, so many times.
    Loop {
        /// How often it begins again; 0 switches looping off.
        times: u32,
    },
    /// The play ends.
    Stop,
    /// The sample begins again now, playing, at the rate that is set.
    Restart,
    /// The loudness of the sound.
    Volume {
        /// Percent of what the sample holds, 0 to 100.
        percent: u16,
    },
}

/// Where a seek goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeekTarget {
    /// A place of the sample.
    To(Place),
    /// So much further than the master clock shows; negative for back.
    By(Span),
}

/// How exactly a seek lands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeekMode {
    /// On the picture that is on the screen at the target.
    Exact,
    /// On a key frame at or before the target.
    Key,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_for_files_and_terminals() {
        for good in ["play", "seek-back", "random-17"] {
            assert!(ScenarioName::parse(good).is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in ["", "-a", "1a", "A", "a b", "a/b", "a.b", "ä", &long] {
            assert!(ScenarioName::parse(bad).is_err(), "{bad}");
        }
        assert!(ScenarioName::default().is_play());
    }
}
