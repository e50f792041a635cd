//! What a row of a lane is made of before it is drawn.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthChar;

use crate::tui::view::columns::{cut_harmless, drawable, width};
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

/// Words behind a mark; they may be untrusted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label<'a> {
    pub(super) words: &'a str,
    pub(super) ink: Ink,
    /// Fewer characters of them say nothing.
    pub(super) least: usize,
}

/// Writes words behind a mark, as far as nothing stands there; whole or, where they are long, their
/// beginning.
pub(super) fn label(row: &mut Row, from: usize, label: Label<'_>, look: Look) {
    let Label { words, ink, least } = label;
    let words = drawable(words, look);
    let free = row.iter().skip(from).take_while(|it| **it == BLANK).count();
    // A gap before what comes next, unless the row ends there.
    let room = if from + free < row.len() {
        free.saturating_sub(1)
    } else {
        free
    };
    if room < least.min(width(&words)) {
        return;
    }
    // What takes two columns would push the rest aside.
    let plain: String = words
        .chars()
        .map(|c| if c.width() == Some(1) { c } else { '?' })
        .collect();
    let shown = cut_harmless(plain, room, look);
    for (there, sign) in row.iter_mut().skip(from).zip(shown.chars()) {
        *there = glyph(sign, ink);
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
        drawn(from, words, least, false)
    }

    fn drawn(from: usize, words: &str, least: usize, ascii: bool) -> String {
        let mut row = blank(12);
        row[0].sign = '*';
        row[9].sign = '*';
        let (ink, colour) = (Ink::Quiet, true);
        let look = Look { colour, ascii };
        label(&mut row, from, Label { words, ink, least }, look);
        row.iter().map(|it| it.sign).collect()
    }

    #[test]
    fn words_stand_where_there_is_room() {
        assert_eq!(labelled(1, "seek", 4), "*seek    *  ");
        assert_eq!(labelled(1, "a longer one", 4), "*a long… *  ");
        assert_eq!(labelled(1, "a longer one", 9), "*        *  ");
        assert_eq!(labelled(10, "ab", 2), "*        *ab");
        assert_eq!(labelled(1, "\u{1b}[日", 1), "*\\x1b[?  *  ");
        assert_eq!(labelled(1, "grün", 1), "*grün    *  ");
        assert_eq!(drawn(1, "grün – 日", 1, true), "*gr?n -~ *  ");
    }
}
