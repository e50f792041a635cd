//! A play along its timeline, or two over each other. One panel a file.

mod acts;
mod against;
mod bars;
mod detail;
mod detail_words;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod fixture;
mod glyph;
mod keys;
mod lanes;
mod layout;
mod line;
mod marks;
mod nice;
#[cfg(test)]
mod page_tests;
mod prompt;
mod reading;
mod ruler;
mod scope;
mod side;
mod spans;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests;
mod title;
mod values;
mod view;

pub(crate) use against::{Against, Parting};
pub(crate) use view::TimelineView;
