//! `mpdbg samples trim`.

mod command;
mod output;
mod stage;

pub(super) use command::{Args, run};
