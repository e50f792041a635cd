//! Shorter files of the same packets: what a stream copy can leave away.

mod copy;
mod error;
mod footage;
mod reading;

pub use error::CutError;
pub use footage::{Cut, CutPacket, Footage};
