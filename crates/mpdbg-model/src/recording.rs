//! What a recording says of itself, and who may listen to a player.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Case, Event, SampleName, ScenarioName};

/// Which clock drove the player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Discrete-event time that jumps to the next deadline.
    #[default]
    Virtual,
    /// The wall clock.
    Real,
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Virtual => "virtual",
            Self::Real => "real",
        })
    }
}

/// How content is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HashKind {
    /// Not at all.
    None,
    /// XXH3, 64 bits: the fast one.
    #[default]
    Xxh3,
    /// MD5: comparable with FFmpeg's `framemd5`.
    Md5,
}

/// The first line of a recording, as JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordingHeader {
    /// The sample, relative to the samples directory.
    pub sample: SampleName,
    /// What was done while it played; `play` in recordings from before there were others.
    #[serde(default)]
    pub scenario: ScenarioName,
    /// Which repeat of the case this is; 0 is the first play.
    #[serde(default)]
    pub repeat: u32,
    /// The simulated machine; absent where nothing was charged for.
    #[serde(default)]
    pub machine: Option<String>,
    /// The player and its version, e.g. `mpdbg 0.1.0`.
    pub player: String,
    /// The clock that drove it.
    pub clock: Clock,
    /// How content was hashed.
    pub hash: HashKind,
    /// Which try at the sample this is: 0 is the first, 1 the first retry.
    pub attempt: u32,
    /// Wall-clock start, RFC 3339 in UTC.
    pub started: String,
}

impl RecordingHeader {
    /// The case that it is a recording of.
    pub fn case(&self) -> Case {
        Case {
            sample: self.sample.clone(),
            scenario: self.scenario.clone(),
            repeat: self.repeat,
        }
    }
}

/// Someone who is told every event of a player, in order: the recorder, a test, a counter.
pub trait Listener {
    /// Takes one event.
    ///
    /// # Errors
    /// When the event could not be kept; the player then stops.
    fn event(&mut self, event: &Event) -> std::io::Result<()>;

    /// The player is about to do something that may take long or never come back (decode, wait):
    /// what was told so far must be safe.
    ///
    /// # Errors
    /// When the events could not be made safe; the player then stops.
    fn settle(&mut self) -> std::io::Result<()>;
}

impl Listener for Vec<Event> {
    fn event(&mut self, event: &Event) -> std::io::Result<()> {
        self.push(event.clone());
        Ok(())
    }

    fn settle(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
