//! Pictures and sound against each other.

pub(super) mod content;
pub(super) mod drift;
pub(super) mod offset;
pub(super) mod start_skew;
pub(super) mod step;
