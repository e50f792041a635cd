//! The screens: a stack of views over one terminal. Each view is a file in `view/`.

mod app;
mod look;
mod screen;
mod terminal;
mod view;

pub(crate) use app::run;
pub(crate) use look::Look;
pub(crate) use screen::{KeyHelp, Next, Screen};
pub(crate) use view::TimelineView;
