//! What a row of a lane is made of before it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthChar;

use crate::report::Escaped;
use crate::tui::{Ink, Look};

/// A character and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) sign: char,
    pub(super) ink: Ink,
}

/// Nothing.
pub(super) const BLANK: Glyph = Glyph {
    sign: ' ',
    ink: Ink::Text,
};

/// A row of glyphs, one a column.
pub(super) type Row = Vec<Glyph>;

pub(super) const fn glyph(sign: char, ink: Ink) -> Glyph {
    Glyph { sign, ink }
}

/// A row of so many columns with nothing in it.
pub(super) fn blank(columns: usize) -> Row {
    vec![BLANK; columns]
}

/// Writes words behind a mark, as far as nothing stands there; whole or, where they are long, their
/// beginning, but never less than `least` characters. The words may be untrusted.
pub(super) fn label(row: &mut Row, from: usize, words: &str, ink: Ink, least: usize) {
    let words = Escaped(words).to_string();
    // What takes two columns would push the rest aside.
    let plain: Vec<char> = words
        .chars()
        .map(|c| if c.width() == Some(1) { c } else { '?' })
        .collect();
    let free = row.iter().skip(from).take_while(|it| **it == BLANK).count();
    // A gap before what comes next, unless the row ends there.
    let room = if from + free < row.len() {
        free.saturating_sub(1)
    } else {
        free
    };
    let shown = plain.len().min(room);
    if shown < least.min(plain.len()) {
        return;
    }
    for (there, sign) in row.iter_mut().skip(from).zip(&plain[..shown]) {
        *there = glyph(*sign, ink);
    }
}

/// Draws a row into the first line of `area`; the column of the cursor stands out.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, row: &Row, cursor: Option<usize>, look: Look) {
    for (column, (x, glyph)) in (area.left()..area.right()).zip(row).enumerate() {
        let Some(cell) = buffer.cell_mut((x, area.y)) else {
            continue;
        };
        let mut style = look.ink(glyph.ink);
        if cursor == Some(column) {
            style = style.add_modifier(Modifier::REVERSED);
        }
        cell.set_char(glyph.sign).set_style(style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(from: usize, words: &str, least: usize) -> String {
        let mut row = blank(12);
        row[0].sign = '*';
        row[9].sign = '*';
        label(&mut row, from, words, Ink::Quiet, least);
        row.iter().map(|it| it.sign).collect()
    }

    #[test]
    fn words_stand_where_there_is_room() {
        assert_eq!(labelled(1, "seek", 4), "*seek    *  ");
        assert_eq!(labelled(1, "a longer one", 4), "*a longe *  ");
        assert_eq!(labelled(1, "a longer one", 9), "*        *  ");
        assert_eq!(labelled(10, "ab", 2), "*        *ab");
        assert_eq!(labelled(1, "\u{1b}[日", 1), "*\\x1b[?  *  ");
    }
}
