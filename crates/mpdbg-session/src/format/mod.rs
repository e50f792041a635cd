//! The bytes of a recording, as `docs/session-format.md` specifies them.

mod block;
mod codec;
mod frame;
mod header;
mod predictor;
mod restore;
mod shrink;
mod trailer;
mod wire;

pub(crate) use block::{HEAD, Packer, next_block, pack, promised, unpack};
pub(crate) use codec::{decode_whole, encode_whole};
pub(crate) use frame::{FrameBuffer, NextFrame, next_frame};
pub(crate) use header::{HeaderError, Kind, Lines, MAX_LINES, State, read_lines, write_lines};
pub(crate) use predictor::Predictor;
pub use trailer::EventsHash;
pub(crate) use trailer::Trailer;
