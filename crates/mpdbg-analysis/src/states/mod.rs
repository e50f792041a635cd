//! What was played, as plain arrays: the fold of the events.

mod fold;
mod play;
mod protocol;

pub use play::{
    Damage, DamageKind, Decoded, Discarded, Discontinuity, Ended, NotReturned, Noted, Overdue,
    Piece, Play, Position, Presented, Reading, Started, Underrun,
};
