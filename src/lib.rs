//! mpdbg: the regression debugger for media players.
//!
//! This package is what a person sees; what happens is in `crates/`. The code map:
//!
//! - [`cli`]: the commands, one file each; errors become words in `failure.rs`, exit codes are in
//!   `exit_code.rs`.
//! - [`report`]: a finished analysis into bytes, one file a report.
//! - `aside`: plays in sessions that only mpdbg itself sees, for `lab` and `mpdbg shrink`.
//! - `baseline`: which session others are compared with, and what is accepted of it.
//! - `compare`: two sessions into a comparison, on all cores.
//! - `browse`: a session as a list that is looked through, judged in the background.
//! - `bisect`: which commit brought a defect, through `git bisect`.
//! - `timeline`: a recording with its judgement, ready to be shown. `tui`: the screens.
//! - `watch`: a run while it goes on.
//! - `pictures`: pictures of samples, decoded in a process of their own.
//! - `show`: a play to look at, in a process of its own.
//! - `noise`: what plays of one build differ by here. `history`: one measure over all sessions.
//! - `trim`: the shortest cut of a sample that still shows a defect.
//! - `lab`: injects defects, plays them, counts what the rules find.
//! - `crates/mpdbg-model`: the words, no I/O. `mpdbg-sample`: catalog, playlist, manifest.
//!   `mpdbg-media`: FFmpeg. `mpdbg-player`: a sample into events. `mpdbg-session`: events and disk.
//!   `mpdbg-runner`: who plays what, when, and how it ended. `mpdbg-analysis`: events into defects.
//!
//! `docs/architecture.md` draws the house.

mod aside;
mod baseline;
mod bisect;
mod browse;
pub mod cli;
mod compare;
mod history;
mod lab;
mod noise;
mod pictures;
pub mod report;
mod show;
mod side_by_side;
mod timeline;
mod trim;
mod tui;
mod watch;
