//! What a session came to: every case in one bucket, and what was not expected.

mod bucket;
mod entry;
mod folded;
mod kept;
mod rows;
mod tally;
mod unexpected;

pub use bucket::{Bucket, NotRecorded};
pub use entry::{Entry, Recorded, RuleCount};
pub use folded::{Folded, FoldedCount};
pub use kept::{Change, Kept, KeptCase, RuleChange};
pub use rows::{Row, Rows};
pub use tally::{Conclusion, Summary, Tally};
pub use unexpected::Unexpected;
