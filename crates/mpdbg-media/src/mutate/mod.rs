//! Takes a clean clip and damages one thing in it: the same kind and seed, the same damage.

mod clip;
mod contents;
mod dice;
mod error;
mod file;
mod headers;
mod kind;
mod packets;
mod plan;
mod remux;
mod times;
mod truth;

pub use clip::{Clip, Mutated};
pub use error::MutateError;
pub use kind::{Kind, UnknownKind};
pub use truth::{Truth, difference};
