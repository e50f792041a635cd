//! mpdbg: the regression debugger for media players.
//!
//! This package is what a person sees; what happens is in `crates/`. The code map:
//!
//! - [`cli`]: the commands, one file each; errors become words in `failure.rs`, exit codes are in
//!   `exit_code.rs`.
//! - [`report`]: a finished analysis into bytes, one file a report.
//! - `aside`: plays in sessions that only mpdbg itself sees, for `lab` and `mpdbg shrink`.
//! - `lab`: injects defects, plays them, counts what the rules find.
//! - `crates/mpdbg-model`: the words, no I/O. `mpdbg-sample`: catalog, playlist, manifest.
//!   `mpdbg-media`: FFmpeg. `mpdbg-player`: a sample into events. `mpdbg-session`: events and disk.
//!   `mpdbg-runner`: who plays what, when, and how it ended. `mpdbg-analysis`: events into defects.
//!
//! `docs/architecture.md` draws the house.

mod aside;
pub mod cli;
mod lab;
pub mod report;
