//! Values with a sign as a line around zero, in dots: two columns and four rows of them a character.

use mpdbg_analysis::Cell;

use super::glyph::{BLANK, Row, blank, glyph};
use crate::tui::{Ink, Look};

/// Dots of a character of braille from top to bottom, in its left and its right column.
const DOTS: [[u8; 4]; 2] = [[0x01, 0x02, 0x04, 0x40], [0x08, 0x10, 0x20, 0x80]];
/// What stands for the dots in ASCII, by the highest row that is set.
const ASCII: [char; 4] = ['"', '-', '.', '_'];

/// Where the dots of a line are set: `[row of dots][column of dots]`.
pub(super) struct Canvas {
    dots: Vec<Vec<bool>>,
}

impl Canvas {
    /// For `rows` rows of characters of `columns` columns.
    pub(super) fn new(rows: usize, columns: usize) -> Self {
        Self {
            dots: vec![vec![false; columns * 2]; rows * 4],
        }
    }

    /// Draws a line from the lowest to the highest value of each column of dots; `reach` is the upper edge,
    /// −`reach` the lower one.
    pub(super) fn line(&mut self, cells: &[Option<Cell>], reach: i64) {
        let rows = self.dots.len() as i128;
        let reach = i128::from(reach.max(1));
        let row = |value: i64| {
            let value = i128::from(value).clamp(-reach, reach);
            // Zero lies in the row just below the middle, so that it is the same at any height.
            let below_top = (reach - value) * (rows - 1) + reach;
            (below_top / (2 * reach)).clamp(0, rows - 1) as usize
        };
        for (column, cell) in cells.iter().enumerate() {
            let Some(cell) = cell else { continue };
            for line in row(cell.high)..=row(cell.low) {
                if let Some(dot) = self.dots[line].get_mut(column) {
                    *dot = true;
                }
            }
        }
    }

    /// As characters, top to bottom.
    pub(super) fn rows(&self, ink: Ink, look: Look) -> Vec<Row> {
        let rows = self.dots.chunks(4);
        rows.map(|dots| {
            let columns = dots.first().map_or(0, Vec::len) / 2;
            let mut row = blank(columns);
            for (column, there) in row.iter_mut().enumerate() {
                let set = |side: usize, line: usize| {
                    let row = dots.get(line);
                    row.is_some_and(|row| row[column * 2 + side])
                };
                let sign = if look.ascii { ascii(set) } else { braille(set) };
                *there = sign.map_or(BLANK, |sign| glyph(sign, ink));
            }
            row
        })
        .collect()
    }
}

fn braille(set: impl Fn(usize, usize) -> bool) -> Option<char> {
    let mut bits = 0;
    for (side, dots) in DOTS.iter().enumerate() {
        for (line, dot) in dots.iter().enumerate() {
            if set(side, line) {
                bits |= u32::from(*dot);
            }
        }
    }
    (bits > 0).then(|| char::from_u32(0x2800 + bits)).flatten()
}

fn ascii(set: impl Fn(usize, usize) -> bool) -> Option<char> {
    let any = |line: usize| set(0, line) || set(1, line);
    let first = (0..4).find(|line| any(*line))?;
    let last = (0..4).rev().find(|line| any(*line))?;
    Some(if last > first + 1 { '|' } else { ASCII[first] })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[i64], rows: usize, ascii: bool) -> Vec<String> {
        let cells: Vec<Option<Cell>> = values.iter().map(|it| Some(Cell::of(*it, 0))).collect();
        let mut canvas = Canvas::new(rows, cells.len() / 2);
        canvas.line(&cells, 100);
        let look = Look {
            colour: true,
            ascii,
        };
        let text = |row: &Row| row.iter().map(|it| it.sign).collect();
        canvas.rows(Ink::Good, look).iter().map(text).collect()
    }

    #[test]
    fn a_line_rises_and_falls() {
        let values = [-100, -100, -30, 30, 100, 200];
        assert_eq!(drawn(&values, 1, false), ["⣀⠔⠉"]);
        assert_eq!(drawn(&values, 1, true), ["_-\""]);
        assert_eq!(drawn(&[0, 0], 1, false), ["⠤"]);
        assert_eq!(drawn(&[0, 0], 3, false), [" ", "⠤", " "]);
    }

    #[test]
    fn values_far_apart_in_a_column_are_a_stroke() {
        let mut canvas = Canvas::new(1, 1);
        let far = Cell::of(-100, 0).with(Cell::of(100, 1));
        canvas.line(&[Some(far), None], 100);
        let look = |ascii| Look {
            colour: true,
            ascii,
        };
        assert_eq!(canvas.rows(Ink::Good, look(false))[0][0].sign, '⡇');
        assert_eq!(canvas.rows(Ink::Good, look(true))[0][0].sign, '|');
    }
}
