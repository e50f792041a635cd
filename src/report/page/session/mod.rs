//! The page of a session.

mod about;
mod baseline;
mod charts;
mod origin;
mod page;
mod play;
mod room;
mod table;

pub use about::{Baseline, Chart, PlayShown, SessionPage};
pub use charts::Charts;
pub use page::write_session_html;
pub(crate) use play::defects;
