//! How a run goes on, for a person or a program: one file a form.

mod bar;
mod choose;
mod done;
mod json;
mod judging;
mod lines;
mod show;
mod silent;
mod watch;

pub(crate) use choose::{choose, watched};
pub(crate) use judging::Judging;
pub(crate) use show::{Phase, Show};
