//! Two recordings of a case held against each other, event by event: where they part, and how.

mod align;
mod clocks;
mod control;
mod diverge;
mod emitter;
mod fold;
mod inner;
mod kind;
mod landings;
mod lanes;
mod pace;
mod pictures;
mod sounds;
mod stretches;
mod telling;
mod tolerance;
mod types;

pub use diverge::diverge;
pub use kind::{DivergenceKind, DivergenceSide};
pub use tolerance::Tolerance;
pub use types::{Divergence, Divergences, KindCount, Spot, Strand};
