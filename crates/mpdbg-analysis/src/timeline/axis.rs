//! What the places of a timeline are measured in.

use serde::{Deserialize, Serialize};

/// The axis along which a timeline is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Axis {
    /// Time since the recording began: what happened when.
    #[default]
    Run,
    /// Time on the presentation timeline of the sample: what happened to which content. What is played
    /// again (a loop, a seek back) lies over itself.
    Media,
}

/// A part of an axis, in nanoseconds: from `from` on, up to and without `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Beginning.
    pub from: i64,
    /// End; not before the beginning.
    pub to: i64,
}

impl Window {
    /// Length in nanoseconds; at most `i64::MAX`.
    pub const fn length(self) -> i64 {
        self.to.saturating_sub(self.from)
    }

    /// True when `at` lies in it.
    pub const fn holds(self, at: i64) -> bool {
        self.from <= at && at < self.to
    }

    /// True when it shares a part with another one; ends that touch are no part.
    pub const fn meets(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// The smallest one that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }

    /// In which of `columns` equal parts `at` lies; none where it is outside.
    pub fn column(self, at: i64, columns: usize) -> Option<usize> {
        if !self.holds(at) || columns == 0 {
            return None;
        }
        let span = i128::from(self.to) - i128::from(self.from);
        let behind = i128::from(at) - i128::from(self.from);
        usize::try_from(behind * columns as i128 / span).ok()
    }

    /// Where the `column`-th of `columns` equal parts begins.
    pub fn place(self, column: usize, columns: usize) -> i64 {
        let span = i128::from(self.to) - i128::from(self.from);
        let behind = span * column as i128 / (columns.max(1) as i128);
        i64::try_from(i128::from(self.from) + behind).unwrap_or(self.to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_cover_the_window() {
        let window = Window { from: -10, to: 90 };
        assert_eq!(window.column(-10, 4), Some(0));
        assert_eq!(window.column(14, 4), Some(0));
        assert_eq!(window.column(15, 4), Some(1));
        assert_eq!(window.column(89, 4), Some(3));
        assert_eq!(window.column(90, 4), None);
        assert_eq!(window.place(1, 4), 15);
        assert_eq!(window.place(4, 4), 90);
        let whole = Window {
            from: i64::MIN,
            to: i64::MAX,
        };
        assert_eq!(whole.column(0, 2), Some(1));
        assert_eq!(Window { from: 5, to: 5 }.column(5, 3), None);
    }
}
