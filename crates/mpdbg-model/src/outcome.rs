//! How an attempt at a sample ended.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a player hung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hang {
    /// It used next to no CPU: it waits for something that does not come.
    Waiting,
    /// It used the CPU all the time: it turns in a loop.
    Spinning,
    /// How much CPU it used could not be read.
    Unknown,
}

/// How an attempt ended, as the supervisor of the player's process saw it. Append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// The player exited in order after it played, whatever it played.
    Finished,
    /// The player exited in order after it said that it could not open the sample.
    OpenFailed,
    /// The player exited with a code other than 0.
    Exited {
        /// The exit code.
        code: i32,
    },
    /// A signal ended the player.
    Signaled {
        /// The signal's number on the machine that recorded.
        signal: i32,
        /// The signal's name, e.g. `SIGSEGV`.
        name: String,
    },
    /// No event for the time that the limits allow; the supervisor ended the player.
    Hung {
        /// Waiting or spinning.
        how: Hang,
        /// Milliseconds without an event.
        silent_ms: u64,
    },
    /// The attempt took longer than the limits allow; the supervisor ended the player.
    TimedOut {
        /// The limit in milliseconds.
        limit_ms: u64,
    },
    /// The recording grew over its limit; the supervisor ended the player.
    Flooded {
        /// The limit in bytes.
        limit: u64,
    },
    /// The user stopped the run; the supervisor ended the player.
    Interrupted,
    /// The recording could not be written (disk full, I/O error).
    RecordingFailed {
        /// What the operating system said.
        reason: String,
    },
    /// The player exited in order after it said that the scenario does not fit the sample.
    NotApplicable {
        /// What the sample lacks.
        reason: String,
    },
}

impl Outcome {
    /// True when the player crashed or hung, so that `retry-crashed` tries again.
    /// A timeout is not a crash.
    pub const fn is_crash(&self) -> bool {
        match self {
            Self::Exited { .. }
            | Self::Signaled { .. }
            | Self::Hung { .. }
            | Self::Flooded { .. } => true,
            Self::Finished
            | Self::OpenFailed
            | Self::NotApplicable { .. }
            | Self::TimedOut { .. }
            | Self::Interrupted
            | Self::RecordingFailed { .. } => false,
        }
    }

    /// True when the attempt says nothing of the player, so that `play` has to play the sample again.
    pub const fn is_void(&self) -> bool {
        matches!(self, Self::Interrupted | Self::RecordingFailed { .. })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => write!(f, "finished"),
            Self::OpenFailed => write!(f, "could not be opened"),
            Self::Exited { code } => write!(f, "exit code {code}"),
            Self::Signaled { name, .. } => write!(f, "crashed with {name}"),
            Self::Hung { how, silent_ms } => {
                let how = match how {
                    Hang::Waiting => "waiting",
                    Hang::Spinning => "spinning",
                    Hang::Unknown => "CPU use unknown",
                };
                write!(
                    f,
                    "hung ({how}), no event for {:.1} s",
                    *silent_ms as f64 / 1e3
                )
            }
            Self::TimedOut { limit_ms } => {
                write!(f, "timed out after {:.1} s", *limit_ms as f64 / 1e3)
            }
            Self::Flooded { limit } => write!(f, "recording grew over {limit} bytes"),
            Self::Interrupted => write!(f, "interrupted"),
            Self::RecordingFailed { reason } => write!(f, "recording failed: {reason}"),
            Self::NotApplicable { reason } => write!(f, "not applicable: {reason}"),
        }
    }
}
