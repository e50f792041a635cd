//! Where a session comes from: the machine and the source revision.

mod facts;
mod machine;
mod revision;

pub use facts::Facts;
pub use machine::machine_info;
pub use revision::source_revision;
