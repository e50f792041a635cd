//! Defects of the schedule and of the clocks.

pub(super) mod duration;
pub(super) mod position;
pub(super) mod scheduled_in_past;
pub(super) mod stall;
pub(super) mod start_up;
pub(super) mod timestamp_jump;
