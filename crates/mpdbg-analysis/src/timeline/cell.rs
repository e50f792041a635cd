//! What lies within a stretch of the axis.

use serde::{Deserialize, Serialize};

/// The points of one channel within a stretch of the axis, added up. Merging is associative and
/// commutative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// How many points; at least 1.
    pub count: u32,
    /// Number of the first event of them in the recording.
    pub event: u32,
    /// The lowest value.
    pub low: i64,
    /// The highest value.
    pub high: i64,
}

impl Cell {
    /// The cell of a single point.
    pub const fn of(value: i64, event: u32) -> Self {
        Self {
            count: 1,
            event,
            low: value,
            high: value,
        }
    }

    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            event: self.event.min(other.event),
            low: self.low.min(other.low),
            high: self.high.max(other.high),
        }
    }
}
