//! A machine for the virtual clock, fitted to recordings on the wall clock.

mod drift;
mod fit;
mod observed;

pub use fit::Fitted;
pub use observed::Observed;
