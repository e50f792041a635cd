//! Where two plays of a case part.

mod context;
mod text;
mod words;

pub use text::{DivergenceReport, RecordedSide, write_divergences, write_divergences_json};
pub(crate) use words::words;
