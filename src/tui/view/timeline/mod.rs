//! A play along its timeline, or two over each other. One panel a file.

mod acts;
mod against;
mod bars;
mod detail;
mod detail_words;
mod glyph;
mod keys;
mod lanes;
mod layout;
mod line;
mod marks;
mod nice;
mod prompt;
mod ruler;
mod scope;
mod side;
mod spans;
mod title;
mod values;
mod view;

pub(crate) use against::{Against, Parting};
pub(crate) use view::TimelineView;
