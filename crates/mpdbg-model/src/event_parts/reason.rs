//! Why a picture was thrown away, why a play ended.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a picture was thrown away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DiscardReason {
    /// Its end had passed.
    Late,
    /// A seek or a stop made it useless.
    Flushed,
    /// It was decoded only to reach the picture that a seek asked for.
    Skipped,
}

/// Why a play ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndReason {
    /// Every selected stream was played to its end.
    EndOfStream,
    /// The player was asked to stop.
    Stopped,
    /// Nothing in the sample can be played.
    NothingToPlay,
    /// A step of the scenario ended it.
    ScenarioStopped,
}

impl fmt::Display for DiscardReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Late => "late",
            Self::Flushed => "flushed",
            Self::Skipped => "skipped on the way to the target of a seek",
        })
    }
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::EndOfStream => "end of stream",
            Self::Stopped => "stopped",
            Self::NothingToPlay => "nothing to play",
            Self::ScenarioStopped => "stopped by the scenario",
        })
    }
}
