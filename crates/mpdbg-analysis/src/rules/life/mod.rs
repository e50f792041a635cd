//! How a play lived and ended.

pub(super) mod crash;
pub(super) mod ending;
pub(super) mod exit;
pub(super) mod false_report;
pub(super) mod hang;
pub(super) mod log_errors;
pub(super) mod no_end;
pub(super) mod nondeterministic;
pub(super) mod open_failed;
pub(super) mod plays_on;
pub(super) mod protocol;
pub(super) mod refused;
mod reported;
mod steps;
pub(super) mod timeout;
