//! `mpdbg bisect`.

mod begin;
mod command;
mod player;
mod told;
mod words;

pub(crate) use command::{Args, run};
