//! A text in lines, of which a window is seen and in which is searched. Pure.

use std::ops::Range;

/// Bytes that are searched at once, about 5 ms of work.
const AT_ONCE: usize = 1 << 20;

/// A text, and where in it one is.
#[derive(Clone, Debug, Default)]
pub(super) struct PagerText {
    text: String,
    /// Where each line begins, and the end of the text.
    begins: Vec<usize>,
    /// The line at the top.
    top: usize,
    /// Columns that are hidden on the left.
    left: usize,
    /// What is searched for; in lower case where upper and lower case are the same.
    wanted: String,
    any_case: bool,
    search: Option<Search>,
}

/// A search that goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Search {
    /// The next line to be looked at.
    line: usize,
    /// Lines that are left.
    left: usize,
    backwards: bool,
}

/// How a search stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Searched {
    /// There is more to be looked at.
    On,
    /// Found; the line is at the top.
    Found,
    /// It is nowhere.
    Nowhere,
}

impl PagerText {
    /// A text from its beginning.
    pub(super) fn new(text: String) -> Self {
        let mut begins = vec![0];
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        begins.extend(ends.map(|(at, _)| at + 1));
        if begins.last() != Some(&text.len()) {
            begins.push(text.len());
        }
        Self {
            text,
            begins,
            ..Self::default()
        }
    }

    /// Number of lines.
    pub(super) fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// A line without its end.
    pub(super) fn line(&self, number: usize) -> &str {
        match (self.begins.get(number), self.begins.get(number + 1)) {
            (Some(from), Some(to)) => self.text[*from..*to].trim_end_matches(['\n', '\r']),
            _ => "",
        }
    }

    /// The line at the top.
    #[cfg(test)]
    pub(super) const fn top(&self) -> usize {
        self.top
    }

    /// Columns that are hidden on the left.
    pub(super) const fn left(&self) -> usize {
        self.left
    }

    /// The lines that a window of so many rows shows.
    pub(super) fn window(&self, height: usize) -> Range<usize> {
        self.top..(self.top + height).min(self.len())
    }

    /// Goes so many lines down, or up; the last page stays full.
    pub(super) fn step(&mut self, by: isize, height: usize) {
        self.go(self.top.saturating_add_signed(by), height);
    }

    /// Has a line at the top, as far as the last page stays full.
    pub(super) fn go(&mut self, line: usize, height: usize) {
        self.top = line.min(self.len().saturating_sub(height));
    }

    /// Goes so many columns to the right, or to the left.
    pub(super) fn shift(&mut self, by: isize) {
        self.left = self.left.saturating_add_signed(by);
    }

    /// Where in a line that was made harmless it stands, as bytes; what has no upper case is found in any case,
    /// as in `less -i`.
    pub(super) fn hits(&self, line: &str) -> Vec<Range<usize>> {
        if self.wanted.is_empty() {
            return Vec::new();
        }
        let folded = if self.any_case {
            line.to_ascii_lowercase()
        } else {
            line.to_owned()
        };
        let hits = folded.match_indices(&self.wanted);
        hits.map(|(at, hit)| at..at + hit.len()).collect()
    }

    /// Searches from the line at the top on; [`PagerText::search_on`] does it.
    pub(super) fn search(&mut self, wanted: &str, backwards: bool) {
        self.any_case = !wanted.chars().any(char::is_uppercase);
        wanted.clone_into(&mut self.wanted);
        self.begin(backwards, self.top);
    }

    /// Searches for the same behind the line at the top, or before it.
    pub(super) fn search_again(&mut self, backwards: bool) {
        let next = if backwards {
            self.top
                .checked_sub(1)
                .unwrap_or(self.len().saturating_sub(1))
        } else {
            self.top + 1
        };
        self.begin(backwards, next);
    }

    fn begin(&mut self, backwards: bool, line: usize) {
        let left = self.len();
        let line = if line >= left { 0 } else { line };
        self.search = (!self.wanted.is_empty() && left > 0).then_some(Search {
            line,
            left,
            backwards,
        });
    }

    /// True while a search goes on.
    pub(super) const fn is_searching(&self) -> bool {
        self.search.is_some()
    }

    /// Gives the search up.
    pub(super) fn stop(&mut self) {
        self.search = None;
    }

    /// Searches a part of the text, around its end and on from its beginning.
    pub(super) fn search_on(&mut self) -> Searched {
        let Some(mut search) = self.search.take() else {
            return Searched::Nowhere;
        };
        let mut bytes = 0;
        while bytes < AT_ONCE {
            if search.left == 0 {
                return Searched::Nowhere;
            }
            let line = self.line(search.line);
            bytes += line.len() + 1;
            if !self.hits(line).is_empty() {
                self.top = search.line;
                return Searched::Found;
            }
            search.left -= 1;
            let last = self.len() - 1;
            search.line = match (search.backwards, search.line) {
                (true, 0) => last,
                (true, line) => line - 1,
                (false, line) if line == last => 0,
                (false, line) => line + 1,
            };
        }
        self.search = Some(search);
        Searched::On
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &mut PagerText) -> Option<usize> {
        loop {
            match text.search_on() {
                Searched::On => {}
                Searched::Found => return Some(text.top()),
                Searched::Nowhere => return None,
            }
        }
    }

    #[test]
    fn lines_are_those_of_the_text() {
        let text = PagerText::new("a\r\n\nb".to_owned());
        let lines: Vec<&str> = (0..text.len()).map(|it| text.line(it)).collect();
        assert_eq!(lines, ["a", "", "b"]);
        assert_eq!(PagerText::new(String::new()).len(), 0);
        assert_eq!(PagerText::new("\n".to_owned()).len(), 1);
        assert_eq!(text.line(9), "");
    }

    #[test]
    fn the_last_page_stays_full() {
        let mut text = PagerText::new("x\n".repeat(10));
        text.step(7, 4);
        assert_eq!((text.top(), text.window(4)), (6, 6..10));
        text.step(-100, 4);
        assert_eq!(text.top(), 0);
        text.go(usize::MAX, 20);
        assert_eq!(text.window(20), 0..10);
    }

    #[test]
    fn a_search_goes_around() {
        let mut text = PagerText::new("one\nTwo\none\nthree\n".to_owned());
        text.search("one", false);
        assert_eq!(found(&mut text), Some(0));
        text.search_again(false);
        assert_eq!(found(&mut text), Some(2));
        text.search_again(false);
        assert_eq!(found(&mut text), Some(0));
        text.search_again(true);
        assert_eq!(found(&mut text), Some(2));
        text.search("two", false);
        assert_eq!(found(&mut text), Some(1));
        text.search("Two", false);
        assert_eq!(found(&mut text), Some(1));
        text.search("TWO", false);
        assert_eq!(found(&mut text), None);
        assert_eq!(text.top(), 1);
    }

    #[test]
    fn a_long_search_is_done_in_parts() {
        let mut text = PagerText::new("0123456789\n".repeat(300_000) + "end\n");
        text.search("end", false);
        assert_eq!(text.search_on(), Searched::On);
        assert!(text.is_searching());
        assert_eq!(found(&mut text), Some(300_000));
        assert!(!text.is_searching());
    }
}
