//! What a session came to: every sample in one bucket, and what was not expected.

mod bucket;
mod entry;
mod rows;
mod tally;

pub use bucket::{Bucket, NotRecorded, Unexpected};
pub use entry::{Entry, Recorded, RuleCount};
pub use rows::{Row, Rows};
pub use tally::{Conclusion, Summary, Tally};
