//! What plays the sound.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Span;

/// The sound device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioDevice {
    /// Name of the device; untrusted text.
    pub name: String,
    /// Real, or what stands in for it.
    pub kind: DeviceKind,
    /// Samples per second and channel that the device takes.
    pub rate: u32,
    /// Channels that the device takes.
    pub channels: u16,
    /// Length of what the device takes at a time.
    pub period: Span,
    /// From writing to hearing, as known at opening.
    pub latency: Span,
}

/// What plays the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviceKind {
    /// A device of the operating system.
    Real,
    /// No device was found: a timed stand-in on the wall clock.
    Null,
    /// A simulated device on the virtual clock.
    Simulated,
    /// A simulated device on the virtual clock, fed through rodio's mixer.
    Rodio,
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
