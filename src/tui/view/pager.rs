//! Texts, read as with `less`: reports, what a player wrote, a comparison.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::columns::{cut, drawable, part, width};
use super::help::HelpView;
use super::key_line::{key_line, prompt_line};
use super::pager_keys::KEYS;
use super::pager_text::{PagerText, Searched};
use crate::tui::{Ink, KeyHelp, Look, Next, Screen};

/// Columns that the arrows move by.
const SHIFT: isize = 8;
/// Lines that the wheel moves by.
const WHEEL: isize = 3;

/// Reads the text with this number.
type Read = Arc<dyn Fn(usize) -> Result<String, String> + Send + Sync>;

/// Several texts, one of which is shown.
pub(crate) struct PagerView {
    title: String,
    texts: Vec<Text>,
    current: usize,
    read: Read,
    /// What is searched for, while it is typed; backwards where that was asked for.
    prompt: Option<(String, bool)>,
    /// The last search was backwards.
    backwards: bool,
    told: Option<&'static str>,
    height: usize,
}

/// One of the texts.
struct Text {
    name: &'static str,
    state: State,
}

enum State {
    Unread,
    Reading(Receiver<Result<PagerText, String>>),
    There(PagerText),
    Failed(String),
}

impl PagerView {
    /// Texts with these names; the first one is shown, each is read when it is.
    pub(crate) fn new(title: String, names: Vec<&'static str>, read: Read) -> Self {
        let text = |name| Text {
            name,
            state: State::Unread,
        };
        let mut pager = Self {
            title,
            texts: names.into_iter().map(text).collect(),
            current: 0,
            read,
            prompt: None,
            backwards: false,
            told: None,
            height: 1,
        };
        pager.show(0);
        pager
    }

    fn show(&mut self, number: usize) -> Next {
        let Some(text) = self.texts.get_mut(number) else {
            return Next::Stay;
        };
        self.current = number;
        self.told = None;
        if matches!(text.state, State::Unread) {
            let (tell, answer) = channel();
            let read = Arc::clone(&self.read);
            thread::spawn(move || tell.send(read(number).map(PagerText::new)));
            text.state = State::Reading(answer);
        }
        Next::Redraw
    }

    fn next(&mut self, backwards: bool) -> Next {
        let count = self.texts.len();
        let by = if backwards { count - 1 } else { 1 };
        self.show((self.current + by) % count)
    }

    fn text(&mut self) -> Option<&mut PagerText> {
        match &mut self.texts.get_mut(self.current)?.state {
            State::There(text) => Some(text),
            State::Unread | State::Reading(_) | State::Failed(_) => None,
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut PagerText, usize)) -> Next {
        let height = self.height;
        self.told = None;
        match self.text() {
            None => Next::Stay,
            Some(text) => {
                text.stop();
                change(text, height);
                Next::Redraw
            }
        }
    }

    fn type_on(&mut self, key: KeyEvent) -> Next {
        let Some((mut typed, backwards)) = self.prompt.take() else {
            return Next::Stay;
        };
        match key.code {
            KeyCode::Esc => return Next::Redraw,
            KeyCode::Enter => {
                self.backwards = backwards;
                return self.with(|text, _| {
                    let again = typed.is_empty();
                    if again {
                        text.search_again(backwards);
                    } else {
                        text.search(&typed, backwards);
                    }
                });
            }
            KeyCode::Backspace if typed.is_empty() => return Next::Redraw,
            KeyCode::Backspace => drop(typed.pop()),
            KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => typed.clear(),
            KeyCode::Char(c) => typed.push(c),
            _ => {}
        }
        self.prompt = Some((typed, backwards));
        Next::Redraw
    }

    /// The names of the texts with the keys that show them; nothing where there is only one.
    fn tabs(&self, columns: usize, look: Look) -> Line<'static> {
        let title = format!(" {} ", drawable(&self.title, look));
        let tab = |(number, text): (usize, &Text)| format!(" {} {} ", number + 1, text.name);
        let names: Vec<String> = self.texts.iter().enumerate().map(tab).collect();
        let mut tabs = Vec::new();
        let mut room = columns;
        if self.texts.len() > 1 {
            for (number, name) in names.into_iter().enumerate() {
                room = room.saturating_sub(width(&name));
                let shown = number == self.current;
                let mut style = look.ink(if shown { Ink::Title } else { Ink::Quiet });
                if shown {
                    style = style.add_modifier(Modifier::REVERSED);
                }
                tabs.push(Span::styled(name, style));
            }
        }
        let title = cut(&title, room, look);
        let free = room.saturating_sub(width(&title));
        let mut spans = vec![
            Span::styled(title, look.ink(Ink::Title)),
            Span::raw(" ".repeat(free)),
        ];
        spans.append(&mut tabs);
        Line::from(spans)
    }

    fn lines(&mut self, columns: usize, look: Look) -> Vec<Line<'static>> {
        let height = self.height;
        let Some(text) = self.texts.get(self.current) else {
            return Vec::new();
        };
        let said = |ink, words: &str| {
            let words = cut(&format!(" {words}"), columns, look);
            vec![Line::styled(words, look.ink(ink))]
        };
        match &text.state {
            State::Unread | State::Reading(_) => said(Ink::Quiet, "reading"),
            State::Failed(why) => said(Ink::Major, why),
            State::There(text) if text.len() == 0 => said(Ink::Quiet, "nothing was written"),
            State::There(text) => {
                let line = |number| seen(text, number, columns, look);
                text.window(height).map(line).collect()
            }
        }
    }

    fn last_line(&mut self, columns: usize, look: Look) -> Line<'static> {
        if let Some((typed, backwards)) = &self.prompt {
            let asks = if *backwards { "?" } else { "/" };
            return prompt_line(asks, typed, columns, look);
        }
        let (told, height) = (self.told, self.height);
        let place = match self.text() {
            _ if told.is_some() => format!("{} ", told.unwrap_or_default()),
            Some(text) if text.is_searching() => "searching ".to_owned(),
            Some(text) => {
                let window = text.window(height);
                format!("{}-{} of {} ", window.start + 1, window.end, text.len())
            }
            None => String::new(),
        };
        let mut line = key_line(KEYS, columns.saturating_sub(width(&place)), look);
        let free = columns.saturating_sub(line.width() + width(&place));
        line.push_span(Span::raw(" ".repeat(free)));
        line.push_span(Span::styled(place, look.ink(Ink::Quiet)));
        line
    }
}

/// A line as far as it is seen, with what is searched for marked.
fn seen(text: &PagerText, number: usize, columns: usize, look: Look) -> Line<'static> {
    // Of a line without end no more is made harmless than can be seen.
    let line = text.line(number);
    let most = (text.left() + columns) * 4;
    let mut end = most.min(line.len());
    while !line.is_char_boundary(end) {
        end += 1;
    }
    let shown = part(&drawable(&line[..end], look), text.left(), columns);
    let hit = Style::new().add_modifier(Modifier::REVERSED);
    let mut spans = Vec::new();
    let mut at = 0;
    for range in text.hits(&shown) {
        spans.push(Span::raw(shown[at..range.start].to_owned()));
        spans.push(Span::styled(shown[range.clone()].to_owned(), hit));
        at = range.end;
    }
    spans.push(Span::raw(shown[at..].to_owned()));
    Line::from(spans)
}

impl Screen for PagerView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        self.height = height.saturating_sub(2).max(1);
        let height = self.height;
        if let Some(text) = self.text() {
            text.step(0, height);
        }
        let mut page = vec![self.tabs(columns, look)];
        page.extend(self.lines(columns, look));
        page.resize(self.height + 1, Line::default());
        page.push(self.last_line(columns, look));
        for (row, line) in area.rows().zip(page) {
            frame.render_widget(line, row);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        if self.prompt.is_some() {
            return self.type_on(key);
        }
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let page = self.height.cast_signed();
        let backwards = self.backwards;
        match key.code {
            KeyCode::Char('d') if control => self.with(|text, height| text.step(page / 2, height)),
            KeyCode::Char('u') if control => self.with(|text, height| text.step(-page / 2, height)),
            KeyCode::Char('j') | KeyCode::Down | KeyCode::Enter => {
                self.with(|text, height| text.step(1, height))
            }
            KeyCode::Char('k') | KeyCode::Up => self.with(|text, height| text.step(-1, height)),
            KeyCode::Char(' ' | 'f') | KeyCode::PageDown => {
                self.with(|text, height| text.step(page, height))
            }
            KeyCode::Char('b') | KeyCode::PageUp => {
                self.with(|text, height| text.step(-page, height))
            }
            KeyCode::Char('g') | KeyCode::Home => self.with(|text, height| text.go(0, height)),
            KeyCode::Char('G') | KeyCode::End => {
                self.with(|text, height| text.go(usize::MAX, height))
            }
            KeyCode::Char('l') | KeyCode::Right => self.with(|text, _| text.shift(SHIFT)),
            KeyCode::Char('h') | KeyCode::Left => self.with(|text, _| text.shift(-SHIFT)),
            KeyCode::Char('/') => {
                self.prompt = Some((String::new(), false));
                Next::Redraw
            }
            KeyCode::Char('n') => self.with(|text, _| text.search_again(backwards)),
            KeyCode::Char('N') => self.with(|text, _| text.search_again(!backwards)),
            KeyCode::Tab => self.next(false),
            KeyCode::BackTab => self.next(true),
            KeyCode::Char(c @ '1'..='9') => self.show(c as usize - '1' as usize),
            KeyCode::Char('?') => Next::Open(Box::new(HelpView::new("reports", KEYS, &[]))),
            KeyCode::Char('q') | KeyCode::Esc => Next::Back,
            KeyCode::Char('Q') => Next::Quit,
            _ => Next::Stay,
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match mouse.kind {
            MouseEventKind::ScrollDown => self.with(|text, height| text.step(WHEEL, height)),
            MouseEventKind::ScrollUp => self.with(|text, height| text.step(-WHEEL, height)),
            _ => Next::Stay,
        }
    }

    fn work(&mut self) -> bool {
        let Some(text) = self.texts.get_mut(self.current) else {
            return false;
        };
        match &mut text.state {
            State::Reading(answer) => {
                text.state = match answer.try_recv() {
                    Ok(Ok(read)) => State::There(read),
                    Ok(Err(why)) => State::Failed(why),
                    Err(TryRecvError::Disconnected) => {
                        State::Failed("it could not be made".to_owned())
                    }
                    Err(TryRecvError::Empty) => return false,
                };
                true
            }
            State::There(text) if text.is_searching() => {
                if text.search_on() == Searched::Nowhere {
                    self.told = Some("not found");
                }
                true
            }
            State::Unread | State::There(_) | State::Failed(_) => false,
        }
    }

    fn is_busy(&self) -> bool {
        let text = self.texts.get(self.current);
        text.is_some_and(|text| match &text.state {
            State::Reading(_) => true,
            State::There(text) => text.is_searching(),
            State::Unread | State::Failed(_) => false,
        })
    }

    fn keys(&self) -> &'static [KeyHelp] {
        KEYS
    }
}

#[cfg(test)]
#[path = "pager_tests.rs"]
mod tests;
