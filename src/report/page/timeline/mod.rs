//! The page of a timeline, and what draws timelines on the other pages.

mod assets;
mod channels;
mod data;
mod packed;
mod page;

pub(crate) use assets::{First, Runs, data_block, timeline_script, timeline_style};
pub(crate) use data::{TimelineData, timeline_data};
pub(crate) use page::{write_html, write_html_against};
