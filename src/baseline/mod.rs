//! The baseline: the session that others are compared with, and the differences from it that are accepted.
//! Both are in `baseline.toml`, a text for people to review.

mod error;
mod file;
mod pattern;
mod shows;
mod text;

pub(crate) use error::BaselineError;
pub(crate) use file::{Baseline, clear, read, write};
pub(crate) use pattern::Pattern;
pub(crate) use shows::Shows;
pub(crate) use text::{FIRST, with_accepted, with_session};
