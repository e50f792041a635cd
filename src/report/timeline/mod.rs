//! One play in one file, for other programs.

mod csv;
pub(crate) mod figure;
mod formats;
mod header;
mod json;
mod jsonl;
mod origin;
pub(crate) mod trace;

#[cfg(test)]
pub(crate) use csv::FLAT;
pub use formats::{TIMELINE_FORMATS, TimelineFormat};
#[cfg(test)]
pub(crate) use header::header_values;
pub(crate) use header::{HEADER, ended};
pub use origin::ORIGIN_FORMATS;
