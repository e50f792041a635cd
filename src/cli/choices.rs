//! Words of the command line for things of the model.

use clap::ValueEnum;
use mpdbg_model::{AudioRoute, Clock, HashKind};

/// `--clock`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClockChoice {
    /// Time jumps to the next deadline: fast, and the same in every run
    Virtual,
    /// The wall clock and a real sound device
    Real,
}

impl From<ClockChoice> for Clock {
    fn from(choice: ClockChoice) -> Self {
        match choice {
            ClockChoice::Virtual => Self::Virtual,
            ClockChoice::Real => Self::Real,
        }
    }
}

/// `--hash`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HashChoice {
    /// The fast one
    Xxh3,
    /// Comparable with `ffmpeg -f framemd5`
    Md5,
    /// No content hashes
    None,
}

impl From<HashChoice> for HashKind {
    fn from(choice: HashChoice) -> Self {
        match choice {
            HashChoice::Xxh3 => Self::Xxh3,
            HashChoice::Md5 => Self::Md5,
            HashChoice::None => Self::None,
        }
    }
}

/// `--audio`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum AudioChoice {
    /// The device of the clock: simulated, or the system's
    Device,
    /// Through rodio's mixer on the virtual clock too
    Rodio,
    /// A timed stand-in, even where there is a device
    Null,
}

impl From<AudioChoice> for AudioRoute {
    fn from(choice: AudioChoice) -> Self {
        match choice {
            AudioChoice::Device => Self::Device,
            AudioChoice::Rodio => Self::Rodio,
            AudioChoice::Null => Self::Null,
        }
    }
}
