//! The views, one a file.

mod picture;
mod timeline;

pub(crate) use picture::PicturePanel;
pub(crate) use timeline::TimelineView;
