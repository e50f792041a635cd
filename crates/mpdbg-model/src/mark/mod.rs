//! Marks that a sample carries in its content: what was really presented and heard, whatever a player
//! says of it.
//!
//! Pictures carry a bar code ([`draw`], [`read`]), sound carries ticks with a code ([`sound_at`],
//! [`SoundReader`]). Both are versioned: what is written here is version 1, a later one has another
//! number in the same place, and a reader passes over a version that it does not know. Marks that are
//! damaged are never guessed. The generator, the sinks of the built-in player and readers of captures of
//! other players share this module. Pure: no I/O, no clock.
//!
//! # What can be concluded
//! Picture and sound marks say times of one and the same content: where the player presents a picture of
//! time `p` at the run time `P` and a tick of time `s` is heard at `S`, the sound is early by
//! `(P − p) − (S − s)` at the usual rate, whatever either of them said about its pts. A clip that is
//! made out of sync on purpose has its sound marks shifted, so that this difference is the shift, with the
//! sign of an A/V offset. The times are exact to
//! - pictures: 50 µs, and the rounding of the container by which the picture is presented early or late:
//!   nothing in MP4 and AVI, 6 µs in a transport stream, 0.5 ms in Matroska and `WebM`;
//! - sound: 0.2 ms behind a lossy codec, better without;
//! - both: a file adds the same to the pts of all its streams (a transport stream does not begin at 0), so
//!   marks and pts are compared by what changes between them, or against the first.
//!
//! Numbers of pictures rise by one from picture to picture of a clip in the order of presentation.

mod checksum;
mod low_rate;
mod picture;
mod sound;
mod sound_reader;

pub use picture::{PictureMark, Reading, draw, read, read_by};
pub use sound::{MARK_LENGTH, SoundMark, TICK_PERIOD, TRACK_SPAN, sound_at};
pub use sound_reader::{Heard, SoundReader};
