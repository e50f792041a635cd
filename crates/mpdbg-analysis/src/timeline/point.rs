//! One thing on a timeline.

use mpdbg_model::{MediaTime, RunTime};

use super::{Axis, Channel, FARTHEST};

/// What an event puts on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The channel.
    pub channel: Channel,
    /// When it happened.
    pub run: RunTime,
    /// Which content it is about: its own time stamp, or what the master clock showed; absent before the
    /// clock started.
    pub media: Option<MediaTime>,
    /// Its value, in the unit of the channel.
    pub value: i64,
    /// Number of the event in the recording, from 0.
    pub event: u32,
}

impl Point {
    /// Nanoseconds on an axis; none where it has no place there.
    pub fn on(&self, axis: Axis) -> Option<i64> {
        match axis {
            Axis::Run => {
                Some(i64::try_from(self.run.nanos()).map_or(FARTHEST, |at| at.min(FARTHEST)))
            }
            Axis::Media => self.media.map(MediaTime::nanos),
        }
    }
}
