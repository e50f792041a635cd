//! Which row of a list is selected, and which rows are seen.

use std::ops::Range;

/// A place of a list, and the window that it is seen in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scroll {
    /// 0 where nothing is listed.
    at: usize,
    top: usize,
}

impl Scroll {
    /// The selected place.
    pub(crate) const fn place(self) -> usize {
        self.at
    }

    /// Selects so many rows further down, or up; stays within a list of so many rows.
    pub(crate) fn step(&mut self, by: isize, rows: usize) {
        self.select(self.at.saturating_add_signed(by), rows);
    }

    /// Selects a place, or the last one.
    pub(crate) fn select(&mut self, place: usize, rows: usize) {
        self.at = place.min(rows.saturating_sub(1));
    }

    /// The places that a window of so many rows shows: the selected one is among them, and the window moves
    /// no further than it has to.
    pub(crate) fn window(&mut self, height: usize, rows: usize) -> Range<usize> {
        let height = height.max(1);
        self.top = self.top.min(self.at);
        if self.at >= self.top + height {
            self.top = self.at + 1 - height;
        }
        self.top = self.top.min(rows.saturating_sub(height));
        self.top..(self.top + height).min(rows)
    }
}
