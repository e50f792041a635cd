//! A channel at every zoom.

use serde::{Deserialize, Serialize};

use super::axis::Columns;
use super::{Cell, Window};

/// Cells of a channel before their width is doubled.
const CELLS: usize = 1 << 14;
/// Width of a cell of a short recording, in nanoseconds.
const FINEST: i64 = 1 << 17;
/// Points out of order that wait until they are put in order together.
const ASIDE: usize = 1 << 12;

/// The points of a channel along an axis, in cells of one width that lie at its multiples. The width is
/// doubled whenever there are too many cells, so that memory does not grow with the recording; what is
/// finer than a cell is read from the recording again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    width: i64,
    /// In order of place, none empty; each place once when they are in order.
    cells: Vec<(i64, Cell)>,
    /// What came out of order, as it does on the media axis where playing goes back.
    #[serde(skip)]
    aside: Vec<(i64, Cell)>,
}

impl Default for Levels {
    fn default() -> Self {
        Self {
            width: FINEST,
            cells: Vec::new(),
            aside: Vec::new(),
        }
    }
}

impl Levels {
    /// True when the cells are in order and wide enough; what comes from a file may be anything.
    pub(super) fn holds_together(&self) -> bool {
        let ordered = self.cells.is_sorted_by(|one, other| one.0 < other.0);
        ordered && self.width >= FINEST && self.cells.len() <= CELLS
    }

    /// Width of a cell, in nanoseconds.
    pub const fn width(&self) -> i64 {
        self.width
    }

    /// Number of cells.
    pub const fn len(&self) -> usize {
        self.cells.len()
    }

    /// True when there is no point.
    pub const fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Its cells in order; a cell begins at its place times [`Levels::width`].
    pub fn cells(&self) -> &[(i64, Cell)] {
        &self.cells
    }

    /// Takes in a point at `at` nanoseconds.
    pub fn push(&mut self, at: i64, value: i64, event: u32) {
        let place = at.div_euclid(self.width);
        let cell = Cell::of(value, event);
        match self.cells.last_mut() {
            Some((last, there)) if *last == place => *there = there.with(cell),
            Some((last, _)) if *last > place => {
                self.aside.push((place, cell));
                if self.aside.len() >= ASIDE {
                    self.put_in_order();
                }
            }
            _ => self.cells.push((place, cell)),
        }
        while self.cells.len() > CELLS {
            self.double();
        }
    }

    /// Puts in order what came out of order; to be called before anything is read.
    pub fn put_in_order(&mut self) {
        if self.aside.is_empty() {
            return;
        }
        self.cells.append(&mut self.aside);
        self.cells.sort_by_key(|(place, _)| *place);
        self.merge();
        while self.cells.len() > CELLS {
            self.double();
        }
    }

    fn double(&mut self) {
        self.width = self.width.saturating_mul(2);
        for (place, _) in self.cells.iter_mut().chain(&mut self.aside) {
            *place = place.div_euclid(2);
        }
        self.merge();
    }

    fn merge(&mut self) {
        self.cells.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = earlier.1.with(later.1);
            }
            same
        });
    }

    /// What lies in each of `columns` equal parts of `window`. A cell that lies in several parts is counted
    /// in the first of them.
    pub fn columns(&self, window: Window, columns: usize) -> Vec<Option<Cell>> {
        let mut view = vec![None; columns];
        let mut place_of = Columns::new(window, columns);
        let first = window.from.div_euclid(self.width);
        let begin = self.cells.partition_point(|(place, _)| *place < first);
        for (place, cell) in &self.cells[begin..] {
            let at = place.saturating_mul(self.width).max(window.from);
            let Some(column) = place_of.of(at) else {
                break;
            };
            let there: &mut Option<Cell> = &mut view[column];
            *there = Some(there.map_or(*cell, |it| it.with(*cell)));
        }
        view
    }

    /// The last cell that begins at or before `at`, and where it begins.
    pub fn latest(&self, at: i64) -> Option<(i64, Cell)> {
        let place = at.div_euclid(self.width);
        let behind = self.cells.partition_point(|(it, _)| *it <= place);
        let (place, cell) = self.cells.get(behind.checked_sub(1)?)?;
        Some((place.saturating_mul(self.width), *cell))
    }

    /// Beginning of the first cell to end of the last one.
    pub fn range(&self) -> Option<Window> {
        let (first, last) = (self.cells.first()?, self.cells.last()?);
        Some(Window {
            from: first.0.saturating_mul(self.width),
            to: last.0.saturating_add(1).saturating_mul(self.width),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(points: impl IntoIterator<Item = i64>) -> Levels {
        let mut levels = Levels::default();
        for (event, at) in (0..).zip(points) {
            levels.push(at, at, event);
        }
        levels.put_in_order();
        levels
    }

    #[test]
    fn every_point_is_counted_at_every_zoom() {
        let points = 3 * CELLS as i64;
        let all = levels((0..points).map(|n| n * FINEST));
        assert!(all.len() <= CELLS);
        let window = Window {
            from: 0,
            to: points * FINEST,
        };
        for columns in [1, 7, 200, 10_000] {
            let view = all.columns(window, columns);
            let count: u32 = view.iter().flatten().map(|it| it.count).sum();
            assert_eq!(i64::from(count), points, "{columns} columns");
        }
    }

    #[test]
    fn order_of_arrival_does_not_matter() {
        let forth: Vec<i64> = (0..500).map(|n| n * FINEST * 3).collect();
        let back: Vec<i64> = forth.iter().rev().copied().collect();
        let counts = |levels: &Levels| {
            let all = levels.cells.iter();
            let told = all.map(|(place, it)| (*place, it.count, it.low, it.high));
            told.collect::<Vec<_>>()
        };
        assert_eq!(counts(&levels(forth)), counts(&levels(back)));
    }

    #[test]
    fn a_window_shows_what_lies_in_it() {
        let all = levels([-5 * FINEST, 0, FINEST, 100 * FINEST]);
        let window = |from, to| Window { from, to };
        let view = all.columns(window(0, 2 * FINEST), 2);
        let counts: Vec<u32> = view.iter().map(|it| it.map_or(0, |it| it.count)).collect();
        assert_eq!(counts, [1, 1]);
        assert_eq!(all.columns(window(0, 0), 3), [None; 3]);
        assert_eq!(all.range(), Some(window(-5 * FINEST, 101 * FINEST)));
        assert_eq!(all.latest(50 * FINEST).map(|it| it.0), Some(FINEST));
        assert_eq!(all.latest(-6 * FINEST), None);
    }
}
