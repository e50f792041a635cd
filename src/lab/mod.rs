//! The detection lab: injects defects, plays them, and counts what the rules find.

mod bench;
mod clean;
mod comparing;
mod document;
mod error;
mod found;
mod injection;
mod part;
#[cfg(feature = "lab")]
mod players;
mod plays;
mod right;
mod samples;
mod shelf;
mod tally;

pub(crate) use bench::{Bench, Watch};
#[cfg(feature = "lab")]
pub(crate) use comparing::broken_against_sound;
pub(crate) use comparing::{
    Compared, SameRow, compared_part, compared_table, sound_against_itself,
};
pub(crate) use document::{document, table};
pub(crate) use error::LabError;
pub(crate) use part::with_part;
#[cfg(feature = "lab")]
pub(crate) use players::{broken_players, faulty};
pub(crate) use plays::clean_plays;
pub(crate) use samples::broken_samples;
pub(crate) use shelf::Shelf;
pub(crate) use tally::Tally;
