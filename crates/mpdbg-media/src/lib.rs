//! FFmpeg behind a small safe face: containers, packets, pictures, sound, log lines and the probe.
//!
//! The only room with unsafe code. Nothing of FFmpeg's own types leaves it.

mod cut;
mod decoder;
mod demuxer;
mod error;
mod fields;
mod finder;
pub mod generate;
mod log;
mod memory;
pub mod mutate;
mod parameters;
mod picture;
mod picture_mark;
mod probe;
mod promise;
mod raster;
mod reference;
mod seeking;
mod sketch;
mod sound;
mod sound_channel;
mod tags;
mod versions;
mod visibility;

pub use cut::{Cut, CutError, CutPacket, Footage};
pub use decoder::{Decoder, Received};
pub use demuxer::{Demuxer, Packet, Read};
pub use error::MediaError;
pub use finder::{Found, PictureFinder, Sought};
pub use log::{LogCapture, silence};
pub use picture::Picture;
pub use probe::probe;
pub use raster::{Raster, fitted};
pub use reference::reference;
pub use seeking::Landed;
pub use sound::Sound;
pub use versions::{Library, libraries};
