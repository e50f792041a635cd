//! Values as bars, one a column.

use mpdbg_analysis::Cell;

use super::glyph::{Row, blank, glyph};
use crate::tui::{Ink, Look};

const EIGHTHS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 8] = ['.', ':', '-', '=', '+', '*', '%', '#'];

/// The highest value of each column as a bar in `rows` rows, top to bottom; the whole height is `top`.
/// A value of nothing is drawn as the lowest line, so that it differs from no value.
pub(super) fn bars(
    cells: &[Option<Cell>],
    top: i64,
    rows: usize,
    ink: Ink,
    look: Look,
) -> Vec<Row> {
    let signs = look.pick(EIGHTHS, ASCII);
    let mut drawn = vec![blank(cells.len()); rows];
    let eighths = rows as i64 * 8;
    for (column, cell) in cells.iter().enumerate() {
        let Some(cell) = cell else { continue };
        let value = i128::from(cell.high.clamp(0, top.max(1)));
        let height = (value * i128::from(eighths) + i128::from(top) / 2) / i128::from(top.max(1));
        let height = (height as i64).clamp(1, eighths);
        for (row, line) in drawn.iter_mut().rev().enumerate() {
            let filled = (height - row as i64 * 8).clamp(0, 8);
            if filled > 0 {
                line[column] = glyph(signs[filled as usize - 1], ink);
            }
        }
    }
    drawn
}

/// The cells with the last one carried on until the next: for what stays as it is until it is told again.
/// `before` is what was told before the first column; `goes_on` says that something is told behind the last
/// one, else nothing is carried further than the last cell.
pub(super) fn held(
    cells: &[Option<Cell>],
    before: Option<Cell>,
    goes_on: bool,
) -> Vec<Option<Cell>> {
    let last = if goes_on {
        cells.len()
    } else {
        cells.iter().rposition(Option::is_some).unwrap_or(0)
    };
    let mut now = before;
    let carried = cells.iter().enumerate().map(|(column, cell)| {
        now = cell.or(now);
        now.filter(|_| column <= last)
    });
    carried.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[Option<i64>], top: i64, rows: usize, ascii: bool) -> Vec<String> {
        let cells: Vec<Option<Cell>> = values
            .iter()
            .map(|value| value.map(|it| Cell::of(it, 0)))
            .collect();
        let look = Look {
            colour: true,
            ascii,
        };
        let rows = bars(&cells, top, rows, Ink::Good, look);
        let text = |row: &Row| row.iter().map(|it| it.sign).collect();
        rows.iter().map(text).collect()
    }

    #[test]
    fn bars_are_as_high_as_their_values() {
        let values = [Some(0), None, Some(50), Some(100), Some(500), Some(-9)];
        assert_eq!(drawn(&values, 100, 1, false), ["▁ ▄██▁"]);
        assert_eq!(drawn(&values, 100, 1, true), [". =##."]);
        assert_eq!(drawn(&values, 100, 2, false), ["   ██ ", "▁ ███▁"]);
        assert_eq!(drawn(&[Some(0), Some(3)], 0, 1, false), ["▁█"]);
    }

    #[test]
    fn a_state_lasts_until_the_next() {
        let cell = |value| Some(Cell::of(value, 0));
        let cells = [None, cell(1), None, cell(2), None];
        let alone = [None, cell(1), cell(1), cell(2), None];
        assert_eq!(held(&cells, None, false), alone);
        let between = [cell(7), cell(1), cell(1), cell(2), cell(2)];
        assert_eq!(held(&cells, cell(7), true), between);
        assert_eq!(held(&[None, None], None, true), [None, None]);
        assert_eq!(held(&[None, None], cell(3), true), [cell(3), cell(3)]);
    }
}
