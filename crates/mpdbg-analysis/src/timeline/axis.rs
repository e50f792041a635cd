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

/// The farthest place on an axis, either way: 73 years in nanoseconds. What a file places further off lies
/// here, so that lengths of windows can be reckoned with.
pub const FARTHEST: i64 = 1 << 61;

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

/// Finds columns of a window for places that mostly follow each other: it divides only where a place is not
/// in the column of the one before.
pub(super) struct Columns {
    window: Window,
    count: usize,
    /// The column found last, and what lies in it.
    column: usize,
    inside: Window,
}

impl Columns {
    /// Of `count` equal parts of `window`.
    pub(super) const fn new(window: Window, count: usize) -> Self {
        Self {
            window,
            count,
            column: 0,
            inside: Window { from: 0, to: 0 },
        }
    }

    /// The same as [`Window::column`].
    pub(super) fn of(&mut self, at: i64) -> Option<usize> {
        if !self.inside.holds(at) {
            self.column = self.window.column(at, self.count)?;
            self.inside = Window {
                from: self.edge(self.column),
                to: self.edge(self.column + 1),
            };
        }
        Some(self.column)
    }

    /// The first place of a column.
    fn edge(&self, column: usize) -> i64 {
        let span = i128::from(self.window.to) - i128::from(self.window.from);
        let columns = self.count as i128;
        let behind = (span * column as i128 + columns - 1) / columns;
        i64::try_from(i128::from(self.window.from) + behind).unwrap_or(self.window.to)
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

    #[test]
    fn places_in_a_row_are_found_as_single_ones_are() {
        let window = Window { from: -7, to: 94 };
        for count in [1, 3, 10, 100, 101, 250] {
            let mut columns = Columns::new(window, count);
            for at in (-10..100).chain([5, -8, 93, 0]) {
                assert_eq!(columns.of(at), window.column(at, count), "{at} of {count}");
            }
        }
    }
}
