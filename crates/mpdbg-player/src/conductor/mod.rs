//! Scenarios: which step is due when, and what a sample must have for them.

mod facts;
mod objection;
mod watch;

pub use facts::SampleFacts;
pub use objection::objection;
pub use watch::Conductor;
pub(crate) use watch::Due;
