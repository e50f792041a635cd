//! Events to states to defects; pure: no I/O, no clock, no threads.
//!
//! [`judge`] is the whole way: the events are folded once into a [`Play`] (plain arrays), the play is
//! held against the expected timeline ([`Evidence`]), and every rule of [`RULES`] reads both.
//! [`Summary`] adds up the judgements of a session.

mod evidence;
mod judge;
mod profile;
mod rules;
mod states;
mod summary;

pub use evidence::{Evidence, Fate, Hole, HoleKind, Matching};
pub use judge::{Counters, Judgement, judge};
pub use profile::Profile;
pub use rules::{Cap, Needs, RULES, Rule, Verdict, rule};
pub use states::{
    Damage, DamageKind, Decoded, Discarded, Discontinuity, Ended, NotReturned, Noted, Overdue,
    Piece, Play, Position, Presented, Reading, Started, Underrun,
};
pub use summary::{
    Bucket, Conclusion, Entry, NotRecorded, Recorded, Row, Rows, RuleCount, Summary, Tally,
    Unexpected,
};
