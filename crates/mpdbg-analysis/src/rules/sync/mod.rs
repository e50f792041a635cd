//! Pictures and sound against each other.

pub(super) mod offset;
