//! Defects of the pictures.

pub(super) mod checksum;
pub(super) mod corrupt;
pub(super) mod dropped_by_decoder;
pub(super) mod dropped_late;
pub(super) mod early;
pub(super) mod format;
pub(super) mod freeze;
pub(super) mod late;
pub(super) mod missing;
pub(super) mod null;
mod numbers;
mod off_due;
pub(super) mod out_of_order;
pub(super) mod repeated;
pub(super) mod tail_missing;
