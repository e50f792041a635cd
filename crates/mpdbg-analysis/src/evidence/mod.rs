//! What was played, held against what the file promises.

mod ends;
mod held;
mod matching;
mod sound;

pub(crate) use ends::declared_end;
pub use held::Evidence;
pub(crate) use matching::tolerance;
pub use matching::{Fate, Matching};
pub use sound::{Hole, HoleKind};
