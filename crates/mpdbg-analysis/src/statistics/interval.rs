//! Where a figure lies.

use serde::Serialize;

/// An interval in which a figure lies with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Interval {
    /// True when it is possible that there is nothing.
    pub fn has_zero(self) -> bool {
        self.low <= 0.0 && self.high >= 0.0
    }

    /// The interval of the figure with the other sign.
    #[must_use]
    pub fn mirrored(self) -> Self {
        // From zero, since −0.0 would show as such.
        Self {
            low: 0.0 - self.high,
            high: 0.0 - self.low,
        }
    }
}
