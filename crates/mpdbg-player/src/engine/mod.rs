//! The engine: no I/O, no clock, no threads.

mod clock;
mod player;
mod sound_line;

pub use player::{
    DeviceReport, Engine, Settings, SoundPiece, Step, TimedPicture, TimedSound, Wants,
};
