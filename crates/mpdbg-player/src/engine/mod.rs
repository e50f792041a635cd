//! The engine: no I/O, no clock, no threads.

mod clock;
mod control;
mod ending;
mod landing;
mod pictures;
mod player;
mod reposition;
mod sound_line;
mod sounds;
mod start;
mod types;

pub(crate) use clock::USUAL;
pub use player::Engine;
pub use types::{
    DeviceReport, Reposition, Settings, SoundPiece, Step, TimedPicture, TimedSound, Wants,
};
