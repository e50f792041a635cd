//! A play that is looked at: a recording with its judgement and its timeline.

mod again;
#[cfg(test)]
pub(crate) mod fixture;
mod kept;
mod live;
mod looked_at;
#[cfg(test)]
mod looked_at_tests;
mod proof;
mod source;

pub(crate) use again::Again;
pub(crate) use kept::Kept;
pub(crate) use live::Again as LookAgain;
pub(crate) use looked_at::{Identity, LookedAt};
pub(crate) use source::Everything;
