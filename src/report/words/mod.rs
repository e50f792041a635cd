//! What all forms say alike, and how a text is made harmless.

mod content;
mod control;
mod escape;
mod json;
mod palette;
mod rate;
mod shell;
mod wrap;

pub(crate) use content::{content, rounding};
pub(crate) use control::control_words;
pub use escape::Escaped;
pub(crate) use escape::is_harmless;
pub(crate) use json::{json_text, write_json};
pub use palette::Palette;
pub(crate) use rate::{others_together, rate, ruled, ruled_of, ruling, worse_together};
pub(crate) use shell::quoted;
pub(crate) use wrap::{hanging, wrapped, wrapped_at};
