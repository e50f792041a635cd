//! The views, one a file.

#[cfg(test)]
mod browse_fixture;
mod columns;
mod comparison;
mod comparison_choice;
mod comparison_keys;
mod comparison_row;
mod help;
mod key_line;
mod lines;
mod opening;
mod pager;
mod pager_keys;
mod pager_text;
mod picture;
mod picture_cells;
mod picture_words;
mod rows_mouse;
mod samples;
mod samples_head;
mod samples_keys;
mod samples_marks;
mod samples_row;
mod show;
mod show_words;
mod timeline;
mod watch;
#[cfg(test)]
mod watch_tests;

pub(crate) use opening::{Opening, Plays, Steps, Timelines};
pub(crate) use picture::PicturePanel;
pub(crate) use samples::SamplesView;
pub(crate) use show::ShowView;
pub(crate) use timeline::{Against, Parting, TimelineView};
pub(crate) use watch::WatchView;
