//! What was played, held against what the file promises.

mod content;
mod ends;
mod held;
mod matching;
mod offsets;
mod sound;
mod window;

pub(crate) use content::{Content, same_kind};
pub(crate) use ends::declared_end;
pub use held::{Evidence, Part};
pub(crate) use matching::tolerance;
pub use matching::{Fate, Matching};
pub(crate) use offsets::Offset;
pub use sound::{Hole, HoleKind};
