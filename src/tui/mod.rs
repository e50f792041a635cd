//! The screens: a stack of views over one terminal. Each view is a file in `view/`.

mod app;
mod graphics;
mod input;
mod keyboard;
mod look;
#[cfg(test)]
mod panic_tests;
mod screen;
mod signals;
mod stack;
mod terminal;
mod view;

pub(crate) use app::run;
pub(crate) use graphics::Laid;
pub(crate) use look::{Ink, Look};
pub(crate) use screen::{KeyHelp, Next, Screen};
pub(crate) use signals::Ended;
pub(crate) use terminal::give_back;
pub(crate) use view::{
    Against, Opening, Parting, Plays, SamplesView, ShowView, Steps, TimelineView, Timelines,
    WatchView,
};
