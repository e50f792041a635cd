//! A play as a timeline: its events as points of channels, added up at every zoom. Pure: whoever shows it
//! reads the recording and hands the events in.

mod axis;
mod cell;
mod channel;
mod closeup;
mod cursor;
mod excerpt;
mod lane;
mod levels;
mod overview;
mod play;
mod point;
mod tracer;

pub use axis::{Axis, FARTHEST, Window};
pub use cell::Cell;
pub use channel::{Channel, ChannelUnit};
pub use closeup::Closeup;
pub use cursor::{Readout, Readouts};
pub use lane::Lane;
pub use levels::Levels;
pub use overview::{Overview, Section};
pub use play::Timeline;
pub use point::Point;
pub use tracer::{Limits, Tracer};
