//! `mpdbg shrink`: the shortest steps that still show a defect.

mod command;
mod file;
mod stage;
mod told;

pub(crate) use command::{Args, run};
