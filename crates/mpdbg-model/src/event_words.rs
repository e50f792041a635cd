//! What an event holds, in words: one for each enum, for every report and rule.

use std::fmt;

use crate::{DecodeStage, DeviceKind, DiscardReason, EndReason, LogLevel};

impl fmt::Display for DecodeStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Open => "open",
            Self::Send => "send",
            Self::Receive => "receive",
        })
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Panic => "panic",
            Self::Fatal => "fatal",
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for DeviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Real => "real",
            Self::Null => "stand-in",
            Self::Simulated => "simulated",
            Self::Rodio => "simulated through rodio",
        })
    }
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
