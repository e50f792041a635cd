//! A play to look at: the player in a process of its own, which shows its pictures and takes keys.

mod player;
mod stage;
mod status;
mod words;

pub(crate) use player::{Shown, ShownPlay, Stage};
pub(crate) use stage::show;
pub(crate) use status::{Standing, Status};
pub(crate) use words::Wish;
