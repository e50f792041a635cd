//! What was played, as plain arrays: the fold of the events.

mod conduct;
mod course;
mod fold;
mod folding;
mod marks;
mod plain;
mod play;
mod protocol;
mod strain;
mod stretch;
mod tempo;
mod told;

pub use course::{Answer, Course, How, Reposition};
pub use folding::Folding;
pub use marks::{HeardMark, Marks, SeenMark};
pub use play::{
    Damage, DamageKind, Decoded, Discarded, Discontinuity, Ended, NotReturned, Noted, Overdue,
    Piece, Play, Position, Presented, Reading, Started, Underrun,
};
pub use strain::{Strain, StrainKind};
pub use stretch::Stretch;
pub use tempo::{Pause, Tempo};
pub use told::{Reread, Told};
