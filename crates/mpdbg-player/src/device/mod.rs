//! What plays the sound.

pub(crate) mod real;
pub(crate) mod simulated;
