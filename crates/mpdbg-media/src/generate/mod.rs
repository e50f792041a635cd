//! Makes samples from nothing: pictures and sound are drawn here and encoded by FFmpeg's libraries.

mod broken;
mod clip;
mod draw;
mod encode;
mod error;
mod large;
mod marked;
mod mux;
mod papers;
mod patch;
mod set;
mod small;
#[cfg(test)]
mod tests;
mod tone;
mod write;

pub use error::GenerateError;
pub(crate) use patch::Patch;
pub use set::{Set, UnknownSet};
pub use write::{Generated, Step, generate, generate_some};
