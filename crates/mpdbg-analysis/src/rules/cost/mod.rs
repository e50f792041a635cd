//! What playing costs; on the real clock only.

pub(super) mod cpu;
pub(super) mod handles;
pub(super) mod memory;
mod used;
