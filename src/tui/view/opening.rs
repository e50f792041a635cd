//! What is on its way to the screen: made by a thread, shown when it is there.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::Duration;

use mpdbg_model::Case;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, MouseEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::columns::fitted;
use super::key_line::key_line;
use super::timeline::TimelineView;
use crate::browse::Step;
use crate::tui::{Ink, KeyHelp, Laid, Look, Next, Screen};

/// How often is looked whether it is there.
const PATIENCE: Duration = Duration::from_millis(50);

const KEYS: &[KeyHelp] = &[KeyHelp {
    keys: "q Esc",
    does: "back",
    first: true,
}];

/// Which plays of a case are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Plays {
    /// That of the session.
    Own,
    /// That of the session of this name.
    Other(String),
    /// Both over each other.
    Against(String),
}

/// Makes the timeline of a case, telling how far it is; asked by a thread.
pub(crate) type Timelines =
    Arc<dyn Fn(&Case, &Plays, &Step<'_>) -> Result<TimelineView, String> + Send + Sync>;

/// The timeline of a case, made while one looks.
pub(super) fn timeline_of(timelines: &Timelines, case: &Case, plays: Plays) -> Box<dyn Screen> {
    let (timelines, case) = (Arc::clone(timelines), case.clone());
    let make = {
        let case = case.clone();
        move |steps: &Steps| timelines(&case, &plays, &|of| steps.step(of))
    };
    Box::new(Opening::new(format!("reading {case}"), make, |view| {
        Box::new(view)
    }))
}

/// How far a thread is.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    done: AtomicUsize,
    of: AtomicUsize,
    /// Nobody waits for it any more.
    left: AtomicBool,
}

impl Steps {
    /// One more of so many is done; whether the others are still waited for.
    pub(crate) fn step(&self, of: usize) -> ControlFlow<()> {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.of.store(of, Ordering::Relaxed);
        if self.is_left() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Whether nobody waits for it any more.
    pub(crate) fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    fn now(&self) -> (usize, usize) {
        let done = self.done.load(Ordering::Relaxed);
        (done, self.of.load(Ordering::Relaxed))
    }
}

/// A screen that is being made. When it is there, it takes the place of this one.
pub(crate) struct Opening<T> {
    /// What is done, e.g. `comparing with before`.
    words: String,
    steps: Arc<Steps>,
    shown: (usize, usize),
    state: State<T>,
}

enum State<T> {
    Waiting(Receiver<Result<T, String>>, fn(T) -> Box<dyn Screen>),
    There(Box<dyn Screen>),
    Failed(String),
}

impl<T: Send + 'static> Opening<T> {
    /// Has `make` done by a thread, and `screen` made of its answer.
    pub(crate) fn new(
        words: impl Into<String>,
        make: impl FnOnce(&Steps) -> Result<T, String> + Send + 'static,
        screen: fn(T) -> Box<dyn Screen>,
    ) -> Self {
        let (tell, answer) = channel();
        let steps = Arc::new(Steps::default());
        let own = Arc::clone(&steps);
        thread::spawn(move || tell.send(make(&own)));
        Self {
            words: words.into(),
            steps,
            shown: (0, 0),
            state: State::Waiting(answer, screen),
        }
    }
}

impl<T> Drop for Opening<T> {
    fn drop(&mut self) {
        self.steps.left.store(true, Ordering::Relaxed);
    }
}

impl<T> Opening<T> {
    fn lines(&self, columns: usize, look: Look) -> Vec<Line<'static>> {
        if let State::Failed(why) = &self.state {
            let lines = why
                .split("; ")
                .map(|part| fitted(&format!(" {part}"), columns, look));
            let mut page = vec![Line::default()];
            page.extend(lines.map(|line| Line::styled(line, look.ink(Ink::Major))));
            return page;
        }
        let (done, of) = self.shown;
        let far = if of > 0 {
            format!(", {done} of {of}")
        } else {
            String::new()
        };
        let dots = look.pick("…", "...");
        let words = fitted(&format!(" {}{far} {dots}", self.words), columns, look);
        vec![Line::default(), Line::raw(words)]
    }
}

impl<T: Send + 'static> Screen for Opening<T> {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        if let State::There(screen) = &mut self.state {
            screen.draw(frame, area, look);
            return;
        }
        let (columns, height) = (usize::from(area.width), usize::from(area.height));
        let mut page = self.lines(columns, look);
        page.resize(height.saturating_sub(1), Line::default());
        page.push(key_line(KEYS, columns, look));
        for (row, line) in area.rows().zip(page) {
            frame.render_widget(line, row);
        }
    }

    fn pictures(&self) -> Vec<Laid<'_>> {
        match &self.state {
            State::There(screen) => screen.pictures(),
            State::Waiting(..) | State::Failed(_) => Vec::new(),
        }
    }

    fn set_cell(&mut self, pixels: (u32, u32), is_seen: bool) {
        if let State::There(screen) = &mut self.state {
            screen.set_cell(pixels, is_seen);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        match (&mut self.state, key.code) {
            (State::There(screen), _) => screen.key(key),
            (_, KeyCode::Char('q') | KeyCode::Esc) | (State::Failed(_), KeyCode::Enter) => {
                Next::Back
            }
            _ => Next::Stay,
        }
    }

    fn mouse(&mut self, mouse: MouseEvent) -> Next {
        match &mut self.state {
            State::There(screen) => screen.mouse(mouse),
            State::Waiting(..) | State::Failed(_) => Next::Stay,
        }
    }

    fn work(&mut self) -> bool {
        let (answer, screen) = match &mut self.state {
            State::There(screen) => return screen.work(),
            State::Failed(_) => return false,
            State::Waiting(answer, screen) => (answer.try_recv(), *screen),
        };
        self.state = match answer {
            Ok(Ok(made)) => State::There(screen(made)),
            Ok(Err(why)) => State::Failed(why),
            Err(TryRecvError::Disconnected) => State::Failed("it could not be made".to_owned()),
            Err(TryRecvError::Empty) => {
                let now = self.steps.now();
                return std::mem::replace(&mut self.shown, now) != now;
            }
        };
        true
    }

    fn is_busy(&self) -> bool {
        match &self.state {
            State::Waiting(..) => true,
            State::There(screen) => screen.is_busy(),
            State::Failed(_) => false,
        }
    }

    fn interrupt(&mut self) -> Next {
        match &mut self.state {
            State::There(screen) => screen.interrupt(),
            State::Waiting(..) | State::Failed(_) => Next::Quit,
        }
    }

    fn stopped(&mut self, is_stopped: bool) {
        if let State::There(screen) = &mut self.state {
            screen.stopped(is_stopped);
        }
    }

    fn is_over(&self) -> bool {
        matches!(&self.state, State::There(screen) if screen.is_over())
    }

    fn patience(&self) -> Duration {
        match &self.state {
            State::There(screen) => screen.patience(),
            State::Waiting(..) | State::Failed(_) => PATIENCE,
        }
    }

    fn keys(&self) -> &'static [KeyHelp] {
        match &self.state {
            State::There(screen) => screen.keys(),
            State::Waiting(..) | State::Failed(_) => KEYS,
        }
    }
}

#[cfg(test)]
#[path = "opening_tests.rs"]
mod tests;
