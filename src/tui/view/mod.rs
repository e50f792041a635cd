//! The views, one a file.

mod picture;
mod picture_cells;
mod picture_words;
mod show;
mod show_words;
mod columns;
mod help;
mod key_line;
mod opening;
mod pager;
mod pager_keys;
mod pager_text;
mod rows_mouse;
mod samples;
mod samples_head;
mod samples_keys;
mod samples_marks;
mod samples_row;
mod timeline;

pub(crate) use picture::PicturePanel;
pub(crate) use show::ShowView;
pub(crate) use timeline::TimelineView;
pub(crate) use samples::SamplesView;
