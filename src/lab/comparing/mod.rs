//! Comparing: are broken players called regressions, and is the same player called the same?

#[cfg(feature = "lab")]
mod called;
#[cfg(feature = "lab")]
mod faults;
mod outcome;
mod page;
mod said;
mod same;

#[cfg(feature = "lab")]
pub(crate) use faults::broken_against_sound;
pub(crate) use outcome::{Compared, SameRow};
pub(crate) use page::{compared_part, compared_table};
pub(crate) use same::sound_against_itself;
