//! FFmpeg behind a small safe face: containers, packets, pictures, sound, log lines and the probe.
//!
//! The only room with unsafe code. Nothing of FFmpeg's own types leaves it.

mod decoder;
mod demuxer;
mod error;
mod fields;
pub mod generate;
mod log;
mod parameters;
mod picture;
mod probe;
mod promise;
mod sound;
mod tags;
mod versions;
mod visibility;

pub use decoder::{Decoder, Received};
pub use demuxer::{Demuxer, Packet, Read};
pub use error::MediaError;
pub use log::{LogCapture, silence};
pub use picture::Picture;
pub use probe::probe;
pub use sound::Sound;
pub use versions::{Library, libraries};
