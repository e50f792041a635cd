//! The built-in player: a sample in, events out.
//!
//! The engine decides and does nothing else: it takes decoded pictures, decoded sound, what the
//! sound device says and the time, and answers with events and the next step. Two drivers run it:
//! one on a virtual clock that jumps to the next deadline, one on the wall clock.

mod audience;
mod conductor;
mod decode_thread;
mod decoding;
mod device;
mod engine;
mod faults;
mod lane;
mod load;
mod machine;
mod marks;
mod options;
mod play;
mod reading;
mod real_clock;
mod resources;
mod source;
mod telling;
mod virtual_clock;

pub use audience::Audience;
pub use conductor::{Conductor, SampleFacts, objection};
pub use device::real::device_names;
pub use engine::{
    DeviceReport, Engine, Reposition, Settings, SoundPiece, Step, TimedPicture, TimedSound, Wants,
};
pub use faults::Fault;
#[cfg(feature = "faults")]
pub use faults::inject;
pub use machine::{Costs, Work};
pub use options::PlayOptions;
pub use play::{PlayError, play, watch};
