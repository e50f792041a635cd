//! Tests and intervals that tell chance from change; all of them give the same answer to the same figures,
//! in whatever order these are, and the mirrored answer to mirrored figures.

mod bootstrap;
mod fisher;
mod holm;
mod interval;
mod mean;
mod permutation;
mod tarone;
mod wilson;

pub(crate) use bootstrap::interval_of_difference;
pub(crate) use fisher::{fisher_exact, least_of_shares};
pub(crate) use holm::holm;
pub use interval::Interval;
pub(crate) use mean::{mean, sorted};
pub(crate) use permutation::{least_probability, permutation_test};
pub(crate) use tarone::can_count;
pub use wilson::share_interval;
