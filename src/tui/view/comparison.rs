//! Two sessions held against each other: the verdict, what else differs, the cases with the worst first.

use std::sync::Arc;

use mpdbg_analysis::{CaseComparison, ComparisonVerdict, Standing};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::columns::{cut, fitted, width};
use super::comparison_keys::{KEYS, LEGEND};
use super::comparison_row::{heading, row};
use super::help::HelpView;
use super::key_line::{key_line, prompt_line};
use super::lines::wrapped;
use super::opening::{Plays, Timelines, timeline_of};
use super::pager::PagerView;
use super::rows_mouse::{Pointed, RowsMouse};
use crate::browse::{Compared, Desk, Standings};
use crate::report::{
    case_in_a_line, case_in_lines, comparison_notes, comparison_rules, comparison_verdict,
};
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};

/// Rows of cases that are left at least.
const LEAST: usize = 5;

/// A comparison.
pub(crate) struct ComparisonView {
    desk: Arc<dyn Desk>,
    timelines: Timelines,
    compared: Arc<Compared>,
    notes: Vec<String>,
    rules: Vec<String>,
    list: Standings,
    /// What is typed into the filter, while it is: what it was before.
    prompt: Option<String>,
    /// Rows of cases that are seen.
    height: usize,
    /// Lines about the selected case that are scrolled away.
    detail_top: usize,
    pointing: RowsMouse,
}

impl ComparisonView {
    /// Of a comparison that a desk made.
    pub(crate) fn new(desk: Arc<dyn Desk>, timelines: Timelines, compared: Compared) -> Self {
        let comparison = &compared.comparison;
        Self {
            desk,
            timelines,
            notes: comparison_notes(comparison),
            rules: comparison_rules(comparison),
            list: Standings::new(comparison, case_in_a_line),
            compared: Arc::new(compared),
            prompt: None,
            height: 1,
            detail_top: 0,
            pointing: RowsMouse::default(),
        }
    }

    fn selected(&self) -> Option<&CaseComparison> {
        let line = self.list.selected()?;
        self.compared.comparison.cases.get(line.number)
    }

    fn moved(&mut self, by: isize) -> Next {
        self.list.step(by);
        self.detail_top = 0;
        Next::Redraw
    }

    fn to(&mut self, place: usize) -> Next {
        self.list.select(place);
        self.detail_top = 0;
        Next::Redraw
    }

    /// Opens the timelines of the selected case.
    fn open(&self) -> Next {
        let Some(case) = self.selected() else {
            return Next::Stay;
        };
        let before = self.compared.comparison.before.clone();
        let plays = match case.standing {
            Standing::New => Plays::Own,
            Standing::Gone => Plays::Other(before),
            Standing::Regressed
            | Standing::Changed
            | Standing::Mixed
            | Standing::Flaky
            | Standing::NotComparable
            | Standing::Improved
            | Standing::Same => Plays::Against(before),
        };
        Next::Open(timeline_of(&self.timelines, &case.case, plays))
    }

    fn report(&self) -> Next {
        let comparison = &self.compared.comparison;
        let title = format!("{} against {}", comparison.after, comparison.before);
        let (desk, compared) = (Arc::clone(&self.desk), Arc::clone(&self.compared));
        let read = move |_| desk.comparison_text(&compared);
        let names = vec!["comparison"];
        Next::Open(Box::new(PagerView::new(title, names, Arc::new(read))))
    }

    fn filter(&mut self, typed: &str) -> Next {
        let compared = Arc::clone(&self.compared);
        self.list.set_filter(typed, &compared.comparison);
        self.detail_top = 0;
        Next::Redraw
    }

    fn type_on(&mut self, key: KeyEvent) -> Next {
        let mut typed = self.list.filter().to_owned();
        match key.code {
            KeyCode::Enter | KeyCode::Down | KeyCode::Up => {
                self.prompt = None;
                return Next::Redraw;
            }
            KeyCode::Esc => typed = self.prompt.take().unwrap_or_default(),
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => typed.clear(),
            KeyCode::Backspace if typed.is_empty() => self.prompt = None,
            KeyCode::Backspace => drop(typed.pop()),
            KeyCode::Char(c) => typed.push(c),
            _ => return Next::Stay,
        }
        self.filter(&typed)
    }

    /// The verdict, what else differs, the rules: at most so many lines.
    fn top(&self, most: usize, columns: usize, look: Look) -> Vec<Line<'static>> {
        let comparison = &self.compared.comparison;
        let title = format!(" {} against {}", comparison.after, comparison.before);
        let ink = match comparison.verdict {
            ComparisonVerdict::NothingRegressed => Ink::Good,
            ComparisonVerdict::Regressed => Ink::Major,
            ComparisonVerdict::Unclear(_) => Ink::Minor,
        };
        let verdict = format!(" {}", comparison_verdict(comparison));
        let mut lines = vec![
            Line::styled(fitted(&title, columns, look), look.ink(Ink::Title)),
            Line::styled(cut(&verdict, columns, look), look.ink(ink)),
        ];
        let told = self.notes.iter().map(|it| (Ink::Minor, it));
        let told: Vec<_> = told
            .chain(self.rules.iter().map(|it| (Ink::Text, it)))
            .collect();
        let room = most.saturating_sub(lines.len());
        let all = told.len();
        let shown = if all > room {
            room.saturating_sub(1)
        } else {
            all
        };
        // Both are to be seen: the notes first, and the worst rule where there is room.
        lines.extend(told.iter().take(shown).map(|(ink, text)| {
            Line::styled(cut(&format!("   {text}"), columns, look), look.ink(*ink))
        }));
        if all > shown {
            let more = format!("   {} more: see the report, o", all - shown);
            lines.push(Line::styled(
                cut(&more, columns, look),
                look.ink(Ink::Quiet),
            ));
        }
        lines
    }

    /// What is to be known of the selected case, in so many lines.
    fn detail(&mut self, room: usize, columns: usize, look: Look) -> Vec<Line<'static>> {
        let rule = look.pick("─", "-").repeat(columns);
        let mut lines = vec![Line::styled(rule, look.ink(Ink::Quiet))];
        let told: Vec<String> = self.selected().map(case_in_lines).unwrap_or_default();
        let wrapped = told
            .iter()
            .flat_map(|it| wrapped(it, columns.saturating_sub(2), 2, look));
        let wrapped: Vec<String> = wrapped.collect();
        let room = room.saturating_sub(1);
        self.detail_top = self.detail_top.min(wrapped.len().saturating_sub(room));
        let hidden = wrapped.len().saturating_sub(self.detail_top + room);
        let seen = wrapped
            .into_iter()
            .enumerate()
            .skip(self.detail_top)
            .take(room);
        lines.extend(seen.map(|(number, line)| {
            let ink = if number == 0 { Ink::Title } else { Ink::Text };
            Line::styled(format!(" {line}"), look.ink(ink))
        }));
        lines.resize(room + 1, Line::default());
        if hidden > 0 {
            let more = format!(" {hidden} more lines: J K ");
            let bar = look
                .pick("─", "-")
                .repeat(columns.saturating_sub(width(&more)));
            lines[0] = Line::styled(format!("{bar}{more}"), look.ink(Ink::Quiet));
        }
        lines
    }

    fn rows(&mut self, columns: usize, look: Look) -> Vec<Line<'static>> {
        let window = self.list.window(self.height);
        let selected = self.list.place();
        let mut lines = vec![heading(self.list.is_by_name(), columns, look)];
        for place in window {
            let Some(line) = self.list.line(place) else {
                continue;
            };
            let case = &self.compared.comparison.cases[line.number];
            let drawn = row(line, case, columns, look);
            lines.push(if place == selected {
                drawn.patch_style(Style::new().add_modifier(Modifier::REVERSED))
            } else {
                drawn
            });
        }
        if self.list.len() == 0 {
            let told = match (self.list.all(), self.list.filter().is_empty()) {
                (0, _) => "  neither session has a case",
                (_, true) => "  nothing differs",
                (_, false) => "  nothing fits the filter: Esc shows everything",
            };
            lines.push(Line::styled(told, look.ink(Ink::Quiet)));
        }
        lines.resize(self.height + 1, Line::default());
        lines
    }

    fn last_line(&self, columns: usize, look: Look) -> Line<'static> {
        if self.prompt.is_some() {
            return prompt_line("/", self.list.filter(), columns, look);
        }
        let (shown, all) = (self.list.len(), self.list.all());
        let filter = cut(self.list.filter(), columns / 4, look);
        let left_out = if self.list.is_only_changes() {
            "differing, "
        } else {
            ""
        };
        let place = match filter.as_str() {
            "" => format!("{shown} {left_out}{all} in all "),
            _ => format!("/{filter} {shown} of {all} "),
        };
        let mut line = key_line(KEYS, columns.saturating_sub(width(&place)), look);
        let free = columns.saturating_sub(line.width() + width(&place));
        line.push_span(Span::raw(" ".repeat(free)));
        line.push_span(Span::styled(place, look.ink(Ink::Quiet)));
        line
    }
}

impl Screen for ComparisonView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let detail = (height / 3)
            .clamp(3, 24)
            .min(height.saturating_sub(LEAST + 5));
        let most = (height / 4)
            .max(3)
            .min(height.saturating_sub(LEAST + 2 + detail));
        let mut page = self.top(most, columns, look);
        let above = page.len() + 1;
        self.height = height.saturating_sub(above + detail + 1).max(1);
        let window = self.list.window(self.height);
        self.pointing.shown(above, window);
        page.extend(self.rows(columns, look));
        page.extend(self.detail(detail, columns, look));
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
        let compared = Arc::clone(&self.compared);
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
            KeyCode::Char('J') => {
                self.detail_top += 1;
                Next::Redraw
            }
            KeyCode::Char('K') => {
                self.detail_top = self.detail_top.saturating_sub(1);
                Next::Redraw
            }
            KeyCode::Char('s') => {
                self.list.sort_next(&compared.comparison);
                Next::Redraw
            }
            KeyCode::Char('a') => {
                self.list.turn_same(&compared.comparison);
                Next::Redraw
            }
            KeyCode::Char('/') => {
                self.prompt = Some(self.list.filter().to_owned());
                Next::Redraw
            }
            KeyCode::Esc if !self.list.filter().is_empty() => self.filter(""),
            KeyCode::Enter | KeyCode::Char('l') | KeyCode::Right => self.open(),
            KeyCode::Char('o') => self.report(),
            KeyCode::Char('?') => Next::Open(Box::new(HelpView::new("comparison", KEYS, LEGEND))),
            KeyCode::Char('q') | KeyCode::Esc => Next::Back,
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

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}

#[cfg(test)]
#[path = "comparison_tests.rs"]
mod tests;
