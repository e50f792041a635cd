//! Reports on one play.

mod all;
mod anomalies;
mod counter;
mod frames;
mod list;

pub use all::write_all;
pub use anomalies::write_anomalies;
pub(crate) use anomalies::{amount, says_more};
pub use counter::write_counter;
pub use frames::write_frames;
pub use list::{SAMPLE_REPORTS, SampleReportKind};
