//! Faults that the detection lab puts into the player, one at a time, to see whether the rules find them.
//! Without the feature `faults` there is none: of all this only the list of faults is compiled, and every
//! question about one is answered at compile time.

#[cfg(not(feature = "faults"))]
mod absent;
mod catalogue;
mod fault;
#[cfg(feature = "faults")]
mod liar;
#[cfg(feature = "faults")]
mod saboteur;
#[cfg(feature = "faults")]
mod trouble;

#[cfg(not(feature = "faults"))]
pub(crate) use absent::{Liar, Saboteur};
pub use catalogue::Fault;
#[cfg(feature = "faults")]
pub use fault::inject;
#[cfg(feature = "faults")]
pub(crate) use liar::Liar;
#[cfg(feature = "faults")]
pub(crate) use saboteur::Saboteur;
