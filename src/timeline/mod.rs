//! A play that is looked at: a recording with its judgement and its timeline.

#[cfg(test)]
pub(crate) mod fixture;
mod kept;
mod looked_at;
mod source;

pub(crate) use kept::Kept;
pub(crate) use looked_at::{Identity, LookedAt};
pub(crate) use source::Everything;
