//! The ruler above the lanes.

use mpdbg_analysis::Window;

use super::glyph::{BLANK, Row, blank, glyph};
use super::nice;
use crate::tui::{Ink, Look};

/// Columns that a label has at least.
const APART: i64 = 11;

/// Ticks with their places, and the cursor over them.
pub(super) fn ruler(window: Window, columns: usize, cursor: usize, look: Look) -> Row {
    let mut row = blank(columns);
    let least = window.length() / (columns.max(1) as i64) * APART;
    let step = nice::tick(least);
    let mut at = window.from.div_euclid(step).saturating_mul(step);
    while at < window.to {
        if let Some(column) = window.column(at, columns) {
            let words = format!("{}{}", look.pick('╷', '|'), nice::place(at, step));
            write(&mut row, column, &words);
        }
        let Some(next) = at.checked_add(step) else {
            break;
        };
        at = next;
    }
    if let Some(there) = row.get_mut(cursor) {
        *there = glyph(look.pick('▼', 'v'), Ink::Key);
    }
    row
}

/// Writes words where all of them fit and nothing stands yet.
fn write(row: &mut Row, from: usize, words: &str) {
    let count = words.chars().count();
    let Some(there) = row.get_mut(from..from + count) else {
        return;
    };
    if there.iter().all(|it| *it == BLANK) {
        for (place, sign) in there.iter_mut().zip(words.chars()) {
            *place = glyph(sign, Ink::Quiet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_at_their_places() {
        let look = Look {
            colour: false,
            ascii: true,
        };
        let window = Window {
            from: -500_000_000,
            to: 3_500_000_000,
        };
        let row = ruler(window, 40, 25, look);
        let text: String = row.iter().map(|it| it.sign).collect();
        assert_eq!(&text[5..10], "|0:00");
        assert_eq!(&text[25..30], "v0:02");
    }
}
