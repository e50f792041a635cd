//! What plays the sound.

mod feed;
pub(crate) mod output;
pub(crate) mod real;
pub(crate) mod simulated;
pub(crate) mod watched;
