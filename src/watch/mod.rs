//! A run that is watched: what its screen is told, and the recordings that it follows.

mod board;
mod tally;

pub(crate) use board::{Board, EndedCase, Shared, Watchable};
pub(crate) use tally::Tally;
