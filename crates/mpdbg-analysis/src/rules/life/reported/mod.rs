//! What the player reports, held against what was seen and heard; all for `life::false-report`.

pub(super) mod clocks;
pub(super) mod pictures;
pub(super) mod positions;
pub(super) mod tracks;
