//! The rules: one file each.

mod catalogue;
mod finding;
mod life;
mod picture;
mod rule;
mod runs;
mod sound;
mod sync;
mod timing;

pub use catalogue::{RULES, rule};
pub use rule::{Cap, Needs, Rule, Verdict};
