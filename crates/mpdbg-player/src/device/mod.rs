//! What plays the sound.

mod feed;
mod feed_source;
pub(crate) mod output;
mod pull;
mod queue;
pub(crate) mod real;
pub(crate) mod simulated;
pub(crate) mod watched;
