//! The runner from outside, with shell scripts for players.
#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test fails by panicking, and its parts are seen by each other only"
)]

mod built_in;
mod cases;
mod interrupts;
mod outcomes;
mod retries;
mod stage;
