//! Defects of the sound.

pub(super) mod checksum;
pub(super) mod corrupt;
pub(super) mod gap;
pub(super) mod underrun;
pub(super) mod unheard;
