//! Text in columns of a terminal: a wide character takes two, a combining one none. Whatever comes from a
//! sample is escaped here.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use crate::report::Escaped;
use crate::tui::Look;

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// The text, harmless, in exactly so many columns: filled up with blanks, or cut with a mark at its end.
pub(super) fn fitted(text: &str, columns: usize, look: Look) -> String {
    filled(cut(text, columns, look), columns)
}

fn filled(mut shown: String, columns: usize) -> String {
    let free = columns.saturating_sub(width(&shown));
    shown.extend(std::iter::repeat_n(' ', free));
    shown
}

/// A name, harmless, in exactly so many columns. What names differ by is mostly at their end, so one that is too
/// long is cut in its first half.
pub(super) fn fitted_name(name: &str, columns: usize, look: Look) -> String {
    let name = drawable(name, look);
    let (wide, mark) = (width(&name), look.pick("…", "~"));
    if wide <= columns || columns < 4 {
        return filled(cut_harmless(name, columns, look), columns);
    }
    let head = (columns - 1) / 3;
    let tail = columns - 1 - head;
    format!(
        "{}{mark}{}",
        part(&name, 0, head),
        part(&name, wide - tail, tail)
    )
}

/// The text, harmless, in at most so many columns, with a mark where it was cut.
pub(super) fn cut(text: &str, columns: usize, look: Look) -> String {
    cut_harmless(drawable(text, look), columns, look)
}

/// The same of a text that is harmless already.
pub(super) fn cut_harmless(text: String, columns: usize, look: Look) -> String {
    if width(&text) <= columns {
        return text;
    }
    let mark = look.pick("…", "~");
    let mut shown = part(&text, 0, columns.saturating_sub(1));
    if columns > 0 {
        shown.push_str(mark);
    }
    shown
}

/// The line in at most so many columns, with a mark where it was cut; what it says is harmless already.
pub(super) fn cut_line(line: Line<'static>, columns: usize, look: Look) -> Line<'static> {
    if line.width() <= columns {
        return line;
    }
    let mut room = columns.saturating_sub(1);
    let mut shown = Line::default().style(line.style);
    let mut last = Style::default();
    for span in line.spans {
        let text = part(&span.content, 0, room);
        room -= width(&text);
        last = span.style;
        shown.push_span(Span::styled(text, last));
        if room == 0 {
            break;
        }
    }
    if columns > 0 {
        shown.push_span(Span::styled(look.pick("…", "~"), last));
    }
    shown
}

/// What so many columns show of a harmless text, behind the first `from` ones. A wide character that is cut in
/// half is a blank.
pub(super) fn part(text: &str, from: usize, columns: usize) -> String {
    let (mut at, mut shown) = (0, String::new());
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if at >= from + columns && wide > 0 {
            break;
        }
        if at >= from && at + wide <= from + columns {
            shown.push(c);
        } else if at + wide > from {
            let within = at.max(from)..(at + wide).min(from + columns);
            shown.extend(within.map(|_| ' '));
        }
        at += wide;
    }
    shown
}

/// Harmless, and in ASCII where nothing else can be drawn.
pub(super) fn drawable(text: &str, look: Look) -> String {
    let text = Escaped(text).to_string();
    if !look.ascii || text.is_ascii() {
        return text;
    }
    let ascii = |c: char| match c {
        c if c.is_ascii() => c.to_string(),
        '–' | '—' | '−' => "-".to_owned(),
        '×' => "x".to_owned(),
        '…' => "...".to_owned(),
        c => "?".repeat(c.width().unwrap_or(0)),
    };
    text.chars().map(ascii).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNICODE: Look = Look {
        colour: true,
        ascii: false,
    };
    const ASCII: Look = Look {
        colour: true,
        ascii: true,
    };

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("日本.mp4"), 8);
        assert_eq!(fitted("日本.mp4", 10, UNICODE), "日本.mp4  ");
        assert_eq!(fitted("日本.mp4", 6, UNICODE), "日本.…");
        assert_eq!(fitted("日本.mp4", 4, UNICODE), "日 …");
        assert_eq!(fitted("a", 0, UNICODE), "");
    }

    #[test]
    fn what_acts_is_harmless_and_ascii_is_ascii() {
        assert_eq!(cut("a\u{1b}[2J", 20, UNICODE), r"a\x1b[2J");
        assert_eq!(cut("日 – ü", 20, ASCII), "?? - ?");
        assert_eq!(cut("abcdef", 4, ASCII), "abc~");
    }

    #[test]
    fn the_end_of_a_name_stays() {
        assert_eq!(
            fitted_name("clips/clip-0001.mp4", 13, UNICODE),
            "clip…0001.mp4"
        );
        assert_eq!(fitted_name("a.mp4", 7, UNICODE), "a.mp4  ");
        assert_eq!(fitted_name("日本語日本語", 8, ASCII), "??~?????");
        assert_eq!(width(&fitted_name("日本語日本語", 8, UNICODE)), 8);
    }

    #[test]
    fn a_line_of_several_looks_is_cut_with_a_mark() {
        let line = || Line::from(vec![Span::raw("ab"), Span::raw("日本"), Span::raw("c")]);
        let shown = |columns| cut_line(line(), columns, UNICODE).to_string();
        let lines: Vec<String> = [7, 6, 5, 2, 0].into_iter().map(shown).collect();
        assert_eq!(lines, ["ab日本c", "ab日 …", "ab日…", "a…", ""]);
    }

    #[test]
    fn a_part_begins_anywhere() {
        assert_eq!(part("abcdef", 2, 3), "cde");
        assert_eq!(part("a日b", 2, 2), " b");
        assert_eq!(part("a日b", 0, 2), "a ");
        assert_eq!(part("abc", 5, 2), "");
        assert_eq!(part("e\u{301}x", 0, 1), "e\u{301}");
    }
}
