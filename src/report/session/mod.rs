//! Reports on a session, but for its page.

mod history;
mod info;
mod noise;
mod noise_check;
mod revision;
mod summary_cases;
mod summary_json;
mod summary_parts;
mod summary_text;
pub(crate) mod summary_words;

pub(crate) use history::write_history;
pub use info::write_info;
pub use noise::write_noise;
pub(crate) use noise_check::{NoiseCheck, noise_part, write_noise_check};
pub use revision::write_revision;
pub use summary_json::write_summary_json;
pub use summary_text::{write_summary_screen, write_summary_text};
pub(crate) use summary_words::Tone;
