//! A play that is looked at: a recording with its judgement and its timeline.

mod looked_at;

pub(crate) use looked_at::LookedAt;
