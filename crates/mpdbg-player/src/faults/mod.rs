//! Faults that the detection lab puts into the player, one at a time, to see whether the rules find them.
//! Without the feature `faults` there is none, and every question about one is answered at compile time.

mod catalogue;
mod fault;
mod liar;
mod saboteur;
mod trouble;

pub use catalogue::Fault;
#[cfg(feature = "faults")]
pub use fault::inject;
pub(crate) use liar::Liar;
pub(crate) use saboteur::Saboteur;
