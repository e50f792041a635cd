//! The keys of a screen, and what its marks mean.

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::columns::{fitted, width};
use super::key_line::key_line;
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};

/// Keys of the help itself, and of every screen.
const KEYS: &[KeyHelp] = &[
    KeyHelp {
        keys: "q Esc ?",
        does: "back",
        first: true,
    },
    KeyHelp {
        keys: "j k",
        does: "down, up",
        first: true,
    },
    KeyHelp {
        keys: "Ctrl-C",
        does: "quit at once",
        first: true,
    },
];

/// Columns between the keys and what they do.
const GAP: usize = 2;

/// What a mark means: the mark, its ASCII twin, the words.
pub(crate) type Legend = &'static [(&'static str, &'static str, &'static str)];

/// A page that names every key of another screen.
pub(crate) struct HelpView {
    title: String,
    keys: &'static [KeyHelp],
    legend: Legend,
    top: usize,
    /// Lines that did not fit when it was drawn last.
    hidden: usize,
}

impl HelpView {
    /// The keys of a screen, and the meaning of its marks, if it has some.
    pub(crate) fn new(title: impl Into<String>, keys: &'static [KeyHelp], legend: Legend) -> Self {
        Self {
            title: title.into(),
            keys,
            legend,
            top: 0,
            hidden: 0,
        }
    }

    fn lines(&self, columns: usize, look: Look) -> Vec<Line<'static>> {
        // What the last line of a screen says shortly is left to what the help says at length.
        let at_length = |it: &KeyHelp| {
            let rest = self.keys.iter().filter(|other| !other.first);
            let named = rest.flat_map(|other| other.keys.split(' '));
            !it.first
                || !it
                    .keys
                    .split(' ')
                    .all(|key| named.clone().any(|other| other == key))
        };
        let keys = self.keys.iter().filter(|it| at_length(it));
        let keys = keys.map(|key| (key.keys, key.does));
        let legend = self.legend.iter();
        let legend: Vec<_> = legend
            .map(|(mark, ascii, words)| (look.pick(*mark, *ascii), *words))
            .collect();
        let marks = legend.iter().map(|(mark, _)| *mark);
        let widest = keys.clone().map(|(key, _)| key).chain(marks);
        let widest = widest.map(width).max().unwrap_or(0);
        let line = |(name, does): (&str, &str)| {
            let room = columns.saturating_sub(widest + GAP + 2);
            Line::from(vec![
                Span::raw("  "),
                Span::styled(fitted(name, widest + GAP, look), look.ink(Ink::Key)),
                Span::raw(super::columns::cut(does, room, look)),
            ])
        };
        let mut lines: Vec<Line<'static>> = keys.map(line).collect();
        if !legend.is_empty() {
            lines.push(Line::default());
            lines.push(Line::styled("  Marks", look.ink(Ink::Title)));
            lines.extend(legend.into_iter().map(line));
        }
        lines
    }

    fn scroll(&mut self, by: isize) -> Next {
        self.top = self.top.saturating_add_signed(by).min(self.hidden);
        Next::Redraw
    }
}

impl Screen for HelpView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let lines = self.lines(columns, look);
        let room = height.saturating_sub(3);
        self.hidden = lines.len().saturating_sub(room);
        self.top = self.top.min(self.hidden);
        let title = fitted(&format!(" Keys: {}", self.title), columns, look);
        let title = Line::styled(title, look.ink(Ink::Title));
        let mut page = vec![title, Line::default()];
        page.extend(lines.into_iter().skip(self.top).take(room));
        page.resize(height.saturating_sub(1), Line::default());
        let below = self.hidden - self.top;
        let mut last = key_line(KEYS, columns, look);
        if below > 0 {
            let more = format!("{below} more lines below ");
            let free = columns.saturating_sub(last.width() + width(&more));
            last.push_span(Span::raw(" ".repeat(free)));
            last.push_span(Span::styled(more, look.ink(Ink::Title)));
        }
        page.push(last);
        for (row, line) in area.rows().zip(page) {
            frame.render_widget(line, row);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Char('q' | '?') | KeyCode::Esc => Next::Back,
            KeyCode::Char('j') | KeyCode::Down => self.scroll(1),
            KeyCode::Char('k') | KeyCode::Up => self.scroll(-1),
            KeyCode::Char(' ') | KeyCode::PageDown => self.scroll(10),
            KeyCode::PageUp => self.scroll(-10),
            _ => Next::Stay,
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.scroll(1),
            MouseEventKind::ScrollUp => self.scroll(-1),
            _ => Next::Stay,
        }
    }

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}
