//! From two sessions to a comparison: what else differs between them, and every case of either read,
//! judged and held against its counterpart, on all cores. Nothing here prints.

mod circumstances;
mod each_case;
mod fields;
mod pair;
mod play;
mod player;
mod promise;
mod question;
mod setting;
mod side;
#[cfg(test)]
mod tests;

pub(crate) use each_case::each_case;
pub(crate) use pair::{Pair, PairedPlay};
pub(crate) use question::Question;
