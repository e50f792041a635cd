//! Defects of going elsewhere: seeks, restarts, loops, changes of the audio stream.

pub(super) mod landing;
pub(super) mod latency;
mod moves;
pub(super) mod stale;
pub(super) mod unanswered;
