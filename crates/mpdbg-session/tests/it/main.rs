//! The session room from outside: what is written is read back, and nothing else is.

#![expect(
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test fails by panicking, and its parts are seen by each other only"
)]

mod blocks;
mod cases;
mod damage;
mod events;
mod expected;
mod following;
mod full_disk;
mod golden;
mod later_events;
mod overviews;
mod realistic;
mod repeats;
mod round_trip;
mod sessions;
mod size;
