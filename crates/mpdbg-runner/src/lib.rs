//! Plays the cases of a session (a sample under a scenario each), each in its own process.
//!
//! A [`Run`] decides which cases are to be played and plays them side by side. Every attempt is a child
//! process in a process group of its own, which does what [`play_one`] does or is another program that
//! records in the same way; a watchdog ends it when it hangs, floods or takes too long, and the attempt
//! is sealed with what became of it.

mod attempt;
mod check;
mod classify;
mod command;
mod cpu;
mod group;
mod interrupt;
mod limits;
mod output;
mod plan;
mod play_one;
mod pool;
mod reading;
mod request;
mod run;
mod totals;
mod watchdog;

pub use attempt::AttemptReport;
pub use command::PlayerCommand;
pub use interrupt::Interrupt;
pub use play_one::{EXIT_NOT_RECORDED, PlayOneError, play_one};
pub use request::{PlayRequest, RequestError};
pub use run::{Progress, Run};
pub use totals::{NotRecorded, Totals};
