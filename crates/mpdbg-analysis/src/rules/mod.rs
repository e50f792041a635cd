//! The rules: one file each.

mod catalogue;
mod causes;
mod cost;
mod finding;
mod life;
mod picture;
mod rule;
mod runs;
mod seek;
mod sound;
mod sync;
mod timing;

pub use catalogue::{RULES, rule};
pub(crate) use causes::explain;
pub(crate) use life::ending::{made_good, rule_of};
pub(crate) use life::log_errors::kind_of as kind_of_message;
pub use life::nondeterministic::nondeterministic;
pub(crate) use life::refused::{REFUSED, refused};
pub use rule::{Cap, Needs, Rule, Scope, Verdict};
