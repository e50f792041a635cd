//! The views, one a file.

mod timeline;

pub(crate) use timeline::TimelineView;
