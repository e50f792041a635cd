//! A text in lines of a width, below each other.

use unicode_width::UnicodeWidthChar;

use super::columns::{drawable, width};
use crate::tui::Look;

/// The text, harmless, in lines of at most so many columns. It is broken between words, and within a word that
/// is too long for a line. Further lines begin so many columns further in.
pub(super) fn wrapped(text: &str, columns: usize, indent: usize, look: Look) -> Vec<String> {
    let mut page = Page {
        lines: Vec::new(),
        line: String::new(),
        used: 0,
        begun: false,
        columns: columns.max(2),
        indent: indent.min(columns / 2),
    };
    for word in drawable(text, look).split(' ') {
        page.word(word);
    }
    page.lines.push(page.line);
    page.lines
}

struct Page {
    lines: Vec<String>,
    line: String,
    used: usize,
    /// The line holds more than its indentation.
    begun: bool,
    columns: usize,
    indent: usize,
}

impl Page {
    fn word(&mut self, word: &str) {
        if self.begun {
            if self.used + 1 + width(word) > self.columns {
                self.end_line();
            } else {
                self.put(' ', 1);
            }
        }
        for c in word.chars() {
            let wide = c.width().unwrap_or(0);
            if self.used + wide > self.columns {
                self.end_line();
            }
            self.put(c, wide);
        }
    }

    fn put(&mut self, c: char, wide: usize) {
        self.line.push(c);
        self.used += wide;
        self.begun = true;
    }

    fn end_line(&mut self) {
        let next = " ".repeat(self.indent);
        self.lines.push(std::mem::replace(&mut self.line, next));
        self.used = self.indent;
        self.begun = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, columns: usize) -> Vec<String> {
        let look = Look {
            colour: true,
            ascii: false,
        };
        wrapped(text, columns, 2, look)
    }

    #[test]
    fn lines_end_between_words_and_within_long_ones() {
        assert_eq!(lines("new picture late", 11), ["new picture", "  late"]);
        assert_eq!(lines("a bcdefghij", 6), ["a", "  bcde", "  fghi", "  j"]);
        assert_eq!(lines("日本日本", 5), ["日本", "  日", "  本"]);
        assert_eq!(lines("", 5), [""]);
    }
}
