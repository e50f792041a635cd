//! Which session is compared with.

use std::sync::Arc;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use super::columns::fitted;
use super::comparison::ComparisonView;
use super::key_line::{key_line, prompt_line};
use super::opening::{Opening, Steps, Timelines};
use super::rows_mouse::{Pointed, RowsMouse};
use crate::browse::{Compared, Desk, Scroll};
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};

const KEYS: &[KeyHelp] = &[
    KeyHelp {
        keys: "Enter",
        does: "compare with it",
        first: true,
    },
    KeyHelp {
        keys: "arrows",
        does: "another one",
        first: true,
    },
    KeyHelp {
        keys: "Esc",
        does: "back",
        first: true,
    },
    KeyHelp {
        keys: "letters",
        does: "only names that hold them",
        first: true,
    },
];

/// Lines above the names.
const ABOVE: usize = 3;

/// The other sessions, and what was typed of a name.
pub(crate) struct ComparisonChoice {
    desk: Arc<dyn Desk>,
    timelines: Timelines,
    names: Vec<String>,
    typed: String,
    scroll: Scroll,
    height: usize,
    pointing: RowsMouse,
}

impl ComparisonChoice {
    /// Of the sessions that a desk could compare with.
    pub(crate) fn new(desk: Arc<dyn Desk>, timelines: Timelines, names: Vec<String>) -> Self {
        Self {
            desk,
            timelines,
            names,
            typed: String::new(),
            scroll: Scroll::default(),
            height: 1,
            pointing: RowsMouse::default(),
        }
    }

    fn fitting(&self) -> Vec<&str> {
        let typed = self.typed.to_lowercase();
        let names = self.names.iter().map(String::as_str);
        names
            .filter(|it| it.to_lowercase().contains(&typed))
            .collect()
    }

    fn open(&self) -> Next {
        match self.fitting().get(self.scroll.place()) {
            None => Next::Stay,
            Some(name) => Next::Open(comparing(&self.desk, &self.timelines, name)),
        }
    }

    fn moved(&mut self, by: isize) -> Next {
        let rows = self.fitting().len();
        self.scroll.step(by, rows);
        Next::Redraw
    }
}

/// A comparison that is made while one looks.
pub(super) fn comparing(
    desk: &Arc<dyn Desk>,
    timelines: &Timelines,
    other: &str,
) -> Box<dyn Screen> {
    type Made = (Arc<dyn Desk>, Timelines, Compared);
    let words = format!("comparing {} with {other}", desk.session());
    let (desk, timelines) = (Arc::clone(desk), Arc::clone(timelines));
    let other = other.to_owned();
    let make = move |steps: &Steps| -> Result<Made, String> {
        let compared = desk.compare(&other, &|of| steps.step(of))?;
        Ok((desk, timelines, compared))
    };
    Box::new(Opening::new(words, make, |(desk, timelines, compared)| {
        Box::new(ComparisonView::new(desk, timelines, compared))
    }))
}

impl Screen for ComparisonChoice {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        self.height = height.saturating_sub(ABOVE + 1).max(1);
        let names: Vec<String> = self.fitting().into_iter().map(str::to_owned).collect();
        let window = self.scroll.window(self.height, names.len());
        self.pointing.shown(ABOVE, window.clone());
        let title = format!(" Compare {} with", self.desk.session());
        let mut page = vec![
            Line::styled(fitted(&title, columns, look), look.ink(Ink::Title)),
            prompt_line(" session: ", &self.typed, columns, look),
            Line::default(),
        ];
        for place in window {
            let line = Line::raw(fitted(&format!("  {}", names[place]), columns, look));
            page.push(if place == self.scroll.place() {
                line.style(Style::new().add_modifier(Modifier::REVERSED))
            } else {
                line
            });
        }
        if names.is_empty() {
            let told = if self.names.is_empty() {
                "  there is no other session"
            } else {
                "  no session is called so"
            };
            page.push(Line::styled(told, look.ink(Ink::Quiet)));
        }
        page.resize(height.saturating_sub(1), Line::default());
        page.push(key_line(KEYS, columns, look));
        for (row, line) in area.rows().zip(page) {
            frame.render_widget(line, row);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        let page = self.height.cast_signed();
        match key.code {
            KeyCode::Esc => return Next::Back,
            KeyCode::Enter => return self.open(),
            KeyCode::Down | KeyCode::Tab => return self.moved(1),
            KeyCode::Up | KeyCode::BackTab => return self.moved(-1),
            KeyCode::PageDown => return self.moved(page),
            KeyCode::PageUp => return self.moved(-page),
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                self.typed.clear();
            }
            KeyCode::Backspace if self.typed.is_empty() => return Next::Back,
            KeyCode::Backspace => drop(self.typed.pop()),
            KeyCode::Char(c) => self.typed.push(c),
            _ => return Next::Stay,
        }
        self.scroll = Scroll::default();
        Next::Redraw
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match self.pointing.pointed(mouse) {
            Some(Pointed::By(rows)) => self.moved(rows),
            Some(Pointed::At(place)) if place == self.scroll.place() => self.open(),
            Some(Pointed::At(place)) => {
                let rows = self.fitting().len();
                self.scroll.select(place, rows);
                Next::Redraw
            }
            None => Next::Stay,
        }
    }

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}
