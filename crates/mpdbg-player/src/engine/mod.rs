//! The engine: no I/O, no clock, no threads.

mod clock;
mod pictures;
mod player;
mod sound_line;
mod sounds;
mod types;

pub use player::Engine;
pub use types::{DeviceReport, Settings, SoundPiece, Step, TimedPicture, TimedSound, Wants};
