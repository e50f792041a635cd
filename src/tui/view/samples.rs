//! The samples of a session.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::columns::{cut, width};
use super::comparison_choice::{ComparisonChoice, comparing};
use super::help::HelpView;
use super::key_line::{key_line, prompt_line};
use super::opening::{Plays, Timelines, timeline_of};
use super::pager::PagerView;
use super::rows_mouse::{Pointed, RowsMouse};
use super::samples_head::Head;
use super::samples_keys::KEYS;
use super::samples_marks::{LEGEND, Mark};
use super::samples_row::Widths;
use crate::browse::{Crew, Desk, Found, List, News, Totals, conclusion};
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};

/// How often the list is put in order while news comes in.
const ARRANGE: Duration = Duration::from_millis(300);
/// Of the time, one part in twenty at most goes into that.
const REST: u32 = 19;
/// News that is taken in at once.
const AT_ONCE: usize = 2000;
/// Lines above the rows, and below them.
const ABOVE: usize = 4;
const BELOW: usize = 2;

/// The samples of a session, with what they came to.
pub(crate) struct SamplesView {
    desk: Arc<dyn Desk>,
    timelines: Timelines,
    crew: Crew,
    list: List,
    totals: Totals,
    noun: &'static str,
    listed: bool,
    recorded: bool,
    trouble: Option<String>,
    /// What is typed into the filter, while it is, and what it was before.
    prompt: Option<String>,
    /// Rows of the list that are seen.
    height: usize,
    arranged: Instant,
    /// How long that took.
    took: Duration,
    pub(super) pointing: RowsMouse,
}

impl SamplesView {
    /// Of the session of a desk; begins to read it.
    pub(crate) fn new(desk: Arc<dyn Desk>, timelines: Timelines) -> Self {
        let crew = Crew::new(Arc::clone(&desk));
        Self::with(desk, timelines, crew)
    }

    fn with(desk: Arc<dyn Desk>, timelines: Timelines, crew: Crew) -> Self {
        Self {
            crew,
            desk,
            timelines,
            list: List::default(),
            totals: Totals::default(),
            noun: "sample",
            listed: false,
            recorded: false,
            trouble: None,
            prompt: None,
            height: 1,
            arranged: Instant::now(),
            took: Duration::ZERO,
            pointing: RowsMouse::default(),
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Listed(rows) => {
                let last = rows.iter().map(|row| row.case.repeat).max();
                self.noun = if last > Some(0) {
                    "play"
                } else if rows.iter().all(|row| row.case.scenario.is_play()) {
                    "sample"
                } else {
                    "case"
                };
                self.list = List::new(rows);
                self.totals = Totals::of(self.list.rows());
                self.listed = true;
            }
            News::Case(number, progress) => self.list.set(number, progress),
            News::Recorded(recorded) => self.recorded = recorded,
            News::Trouble(why) => self.trouble = Some(why),
        }
    }

    /// Asks for what is seen and not known in full.
    fn see(&mut self) {
        let window = self.list.window(self.height);
        let unread = window.filter_map(|place| self.list.row(place));
        let unread = unread.filter(|(_, row)| {
            let found = row.progress.found();
            found.is_some_and(|it| it.details.is_none())
        });
        let unread: Vec<usize> = unread.map(|(number, _)| number).collect();
        self.crew.see(&unread);
    }

    fn arrange(&mut self) {
        let begun = Instant::now();
        self.list.arrange();
        self.totals = Totals::of(self.list.rows());
        self.took = begun.elapsed();
        self.arranged = Instant::now();
    }

    fn moved(&mut self, by: isize) -> Next {
        self.list.step(by);
        self.see();
        Next::Redraw
    }

    fn to(&mut self, place: usize) -> Next {
        self.list.select(place);
        self.see();
        Next::Redraw
    }

    fn rearranged(&mut self, how: impl FnOnce(&mut List)) -> Next {
        how(&mut self.list);
        self.see();
        Next::Redraw
    }

    /// Opens the timeline of the selected case.
    fn open(&self) -> Next {
        let Some((_, row)) = self.list.row(self.list.place()) else {
            return Next::Stay;
        };
        Next::Open(timeline_of(&self.timelines, &row.case, Plays::Own))
    }

    /// Opens the reports of the selected case.
    fn texts(&self) -> Next {
        let Some((_, row)) = self.list.row(self.list.place()) else {
            return Next::Stay;
        };
        let (desk, case) = (Arc::clone(&self.desk), row.case.clone());
        let title = case.to_string();
        let read = move |number: usize| desk.text(&case, number);
        let names = self.desk.texts();
        Next::Open(Box::new(PagerView::new(title, names, Arc::new(read))))
    }

    /// Compares with the session that was asked for or is the baseline, else asks with which.
    fn compare(&mut self) -> Next {
        if let Some(other) = self.desk.against() {
            return Next::Open(comparing(&self.desk, &self.timelines, &other));
        }
        match self.desk.others() {
            Ok(names) => {
                let (desk, timelines) = (Arc::clone(&self.desk), Arc::clone(&self.timelines));
                Next::Open(Box::new(ComparisonChoice::new(desk, timelines, names)))
            }
            Err(why) => {
                self.trouble = Some(why);
                Next::Redraw
            }
        }
    }

    fn type_on(&mut self, key: KeyEvent) -> Next {
        let mut typed = self.list.filter().to_owned();
        match key.code {
            KeyCode::Enter | KeyCode::Down | KeyCode::Up => {
                self.prompt = None;
                return Next::Redraw;
            }
            KeyCode::Esc => {
                typed = self.prompt.take().unwrap_or_default();
            }
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => typed.clear(),
            KeyCode::Backspace if typed.is_empty() => self.prompt = None,
            KeyCode::Backspace => drop(typed.pop()),
            KeyCode::Char(c) => typed.push(c),
            _ => return Next::Stay,
        }
        self.rearranged(|list| list.set_filter(&typed))
    }

    /// What is known of the selected case, in words.
    fn detail(&self, columns: usize, look: Look) -> Line<'static> {
        if let Some(why) = &self.trouble {
            return Line::styled(cut(&format!(" {why}"), columns, look), look.ink(Ink::Major));
        }
        let Some((number, row)) = self.list.row(self.list.place()) else {
            let told = match (self.listed, self.list.rows().is_empty()) {
                (false, _) => "",
                (true, true) => " the session has no sample",
                (true, false) => " nothing fits the filter: Esc shows everything",
            };
            return Line::raw(told);
        };
        let mark = Mark::of(&row.progress, conclusion(self.list.rows(), number));
        let found = row.progress.found();
        // How it ended says that itself.
        let said = if found.is_some_and(Found::is_damaged) {
            ""
        } else {
            mark.words
        };
        let mut words = format!(" {said}");
        if let Some(details) = found.and_then(|it| it.details.as_ref()) {
            for part in [&details.ending, &details.caution] {
                if !part.is_empty() {
                    let semicolon = if words == " " { "" } else { "; " };
                    words = format!("{words}{semicolon}{part}");
                }
            }
            let (late, all) = (details.late.total(), details.late.pictures());
            if late > 0 {
                words = format!("{words}; {late} of {all} pictures late");
            }
        }
        Line::styled(cut(&words, columns, look), look.ink(Ink::Quiet))
    }

    fn last_line(&self, columns: usize, look: Look) -> Line<'static> {
        if self.prompt.is_some() {
            return prompt_line("/", self.list.filter(), columns, look);
        }
        let filter = self.list.filter();
        let (shown, all) = (self.list.len(), self.list.rows().len());
        let place = if filter.is_empty() {
            format!("{} of {all} ", (self.list.place() + 1).min(all))
        } else {
            let filter = cut(filter, columns / 4, look);
            format!("/{filter} {shown} of {all} ")
        };
        let mut line = key_line(KEYS, columns.saturating_sub(width(&place)), look);
        let free = columns.saturating_sub(line.width() + width(&place));
        line.push_span(Span::raw(" ".repeat(free)));
        line.push_span(Span::styled(place, look.ink(Ink::Quiet)));
        line
    }

    fn rows(&mut self, columns: usize, look: Look) -> Vec<Line<'static>> {
        let widths = Widths::of(columns);
        let mut lines = vec![widths.heading(self.list.order(), look)];
        let window = self.list.window(self.height);
        self.pointing.shown(ABOVE, window.clone());
        let selected = self.list.place();
        for place in window {
            let Some((number, row)) = self.list.row(place) else {
                continue;
            };
            let known = conclusion(self.list.rows(), number);
            let line = widths.row(row, known, look);
            lines.push(if place == selected {
                line.patch_style(Style::new().add_modifier(Modifier::REVERSED))
            } else {
                line
            });
        }
        lines.resize(self.height + 1, Line::default());
        lines
    }
}

impl Screen for SamplesView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let before = self.height;
        self.height = height.saturating_sub(ABOVE + BELOW).max(1);
        if self.height != before {
            self.see();
        }
        let head = Head {
            session: self.desk.session(),
            profile: self.desk.profile(),
            totals: &self.totals,
            noun: self.noun,
            recorded: self.recorded,
            listed: self.listed,
        };
        let mut page: Vec<Line<'static>> = head.lines(columns, look).into();
        page.extend(self.rows(columns, look));
        page.push(self.detail(columns, look));
        page.push(self.last_line(columns, look));
        for (row, line) in area.rows().zip(page) {
            frame.render_widget(line, row);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        if self.prompt.is_some() {
            return self.type_on(key);
        }
        let page = self.height.cast_signed();
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('d') if control => self.moved(page / 2),
            KeyCode::Char('u') if control => self.moved(-page / 2),
            KeyCode::Char('f') if control => self.moved(page),
            KeyCode::Char('b') if control => self.moved(-page),
            KeyCode::Char('j') | KeyCode::Down => self.moved(1),
            KeyCode::Char('k') | KeyCode::Up => self.moved(-1),
            KeyCode::Char(' ') | KeyCode::PageDown => self.moved(page),
            KeyCode::PageUp => self.moved(-page),
            KeyCode::Char('g') | KeyCode::Home => self.to(0),
            KeyCode::Char('G') | KeyCode::End => self.to(usize::MAX),
            KeyCode::Char('s') => self.rearranged(List::sort_next),
            KeyCode::Char('r') => self.rearranged(List::reverse),
            KeyCode::Char('/') => {
                self.prompt = Some(self.list.filter().to_owned());
                Next::Redraw
            }
            KeyCode::Esc if !self.list.filter().is_empty() => {
                self.rearranged(|list| list.set_filter(""))
            }
            KeyCode::Enter | KeyCode::Char('l') | KeyCode::Right => self.open(),
            KeyCode::Char('o') => self.texts(),
            KeyCode::Char('c') => self.compare(),
            KeyCode::Char('?') => Next::Open(Box::new(HelpView::new("samples", KEYS, LEGEND))),
            KeyCode::Char('q') => Next::Back,
            KeyCode::Char('Q') => Next::Quit,
            _ => Next::Stay,
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match self.pointing.pointed(mouse) {
            Some(Pointed::By(rows)) => self.moved(rows),
            Some(Pointed::At(place)) if place == self.list.place() => self.open(),
            Some(Pointed::At(place)) => self.to(place),
            None => Next::Stay,
        }
    }

    fn work(&mut self) -> bool {
        let mut changed = false;
        for _ in 0..AT_ONCE {
            let Some(news) = self.crew.news() else {
                break;
            };
            changed |= !matches!(news, News::Case(..));
            self.take(news);
        }
        let rest = ARRANGE.max(self.took * REST);
        if self.list.is_stale() && self.arranged.elapsed() >= rest {
            self.arrange();
            changed = true;
        }
        if changed {
            self.see();
        }
        changed
    }

    fn is_busy(&self) -> bool {
        true
    }

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}

#[cfg(test)]
#[path = "samples_tests.rs"]
mod tests;
