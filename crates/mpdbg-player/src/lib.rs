//! The built-in player: a sample in, events out.
//!
//! The engine decides and does nothing else: it takes decoded pictures, decoded sound, what the
//! sound device says and the time, and answers with events and the next step. Two drivers run it:
//! one on a virtual clock that jumps to the next deadline, one on the wall clock.

mod device;
mod engine;
mod options;
mod play;
mod real_clock;
mod source;
mod telling;
mod virtual_clock;

pub use device::real::device_names;
pub use engine::{
    DeviceReport, Engine, Settings, SoundPiece, Step, TimedPicture, TimedSound, Wants,
};
pub use options::{DeviceModel, PlayOptions};
pub use play::{PlayError, play};
