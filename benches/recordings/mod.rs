//! A generator of recordings: sessions of any size, of plays that never took place.
//!
//! What is recorded is scripted pictures and sound as the built-in player tells them, with content
//! hashes; a few plays in a hundred have a defect, which may be in one of the two sessions only.

mod faults;
mod script;
mod sessions;

pub(crate) use faults::{Fault, Side, fault};
pub(crate) use script::Script;
pub(crate) use sessions::{Plan, make};
