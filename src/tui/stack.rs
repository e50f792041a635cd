//! The views that are open, one over the other.

use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::graphics::{Answer, Graphics};
use super::look::Ink;
use super::{Look, Next, Screen};

/// Smaller than this nothing is drawn but that it is too small.
const LEAST: (u16, u16) = (40, 10);

/// The views; the last one is shown.
pub(super) struct Stack {
    views: Vec<Box<dyn Screen>>,
    look: Look,
    graphics: Graphics,
    /// The size that was drawn last.
    area: Rect,
    stale: bool,
    at_work: bool,
}

/// What a key asks of the loop itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Stop this process.
    Stop,
    /// Draw everything anew on an empty screen.
    Clear,
}

impl Stack {
    pub(super) fn new(first: Box<dyn Screen>, look: Look) -> Self {
        Self {
            views: vec![first],
            look,
            graphics: Graphics::none(),
            area: Rect::ZERO,
            stale: true,
            at_work: true,
        }
    }

    /// The same with pictures where the terminal has them.
    pub(super) fn with(self, graphics: Graphics) -> Self {
        Self { graphics, ..self }
    }

    /// The pictures on the screen.
    pub(super) const fn graphics(&mut self) -> &mut Graphics {
        &mut self.graphics
    }

    /// Takes in what the terminal answers.
    pub(super) fn hear(&mut self, answer: Answer) {
        self.stale |= self.graphics.answer(answer);
    }

    /// True when the last view was left.
    pub(super) const fn is_left(&self) -> bool {
        self.views.is_empty()
    }

    /// True when it has to be drawn.
    pub(super) const fn is_stale(&self) -> bool {
        self.stale
    }

    /// True when the view has more to do at once.
    pub(super) const fn is_at_work(&self) -> bool {
        self.at_work
    }

    /// How long a key is to be waited for; `usual` where no view says otherwise.
    pub(super) fn patience(&self, usual: Duration) -> Duration {
        let busy = self.views.last().filter(|view| view.is_busy());
        busy.map_or(usual, |view| view.patience().min(usual))
    }

    /// It has to be drawn again, on an empty screen.
    pub(super) fn redraw(&mut self) {
        self.graphics.forget();
        self.stale = true;
    }

    pub(super) fn draw(&mut self, frame: &mut Frame<'_>) {
        self.stale = false;
        let area = frame.area();
        if area != std::mem::replace(&mut self.area, area) {
            self.graphics.forget();
        }
        let mut laid = Vec::new();
        if area.width < LEAST.0 || area.height < LEAST.1 {
            too_small(frame, area, self.look);
        } else if let Some(view) = self.views.last_mut() {
            view.set_cell(self.graphics.cell(), self.graphics.is_free());
            view.draw(frame, area, self.look);
            laid = view.pictures();
        }
        self.graphics.lay(&laid, frame.buffer_mut());
    }

    /// Lets the view on top do a piece of work; as long as that changes something, there is more.
    pub(super) fn work(&mut self) {
        let view = self.views.last_mut();
        self.at_work = view.is_some_and(|view| view.is_busy() && view.work());
        self.stale |= self.at_work | self.graphics.is_overdue();
        if self.views.first().is_some_and(|it| it.is_over()) {
            self.views.clear();
        }
    }

    /// This process stops, or goes on again.
    pub(super) fn stopped(&mut self, is_stopped: bool) {
        for view in &mut self.views {
            view.stopped(is_stopped);
        }
    }

    /// Hands an event to the view on top.
    pub(super) fn take(&mut self, event: &Event) -> Option<Wish> {
        let view = self.views.last_mut()?;
        let next = match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => return None,
            Event::Key(key) => match of_the_loop(*key) {
                Some(Ok(wish)) => return Some(wish),
                Some(Err(_)) => view.interrupt(),
                None => view.key(*key),
            },
            Event::Mouse(mouse) => view.mouse(*mouse),
            // A window that shrank and grew again has the size of before, but not what it showed.
            Event::Resize(..) => return Some(Wish::Clear),
            Event::FocusGained | Event::FocusLost | Event::Paste(_) => Next::Stay,
        };
        self.go(next);
        None
    }

    fn go(&mut self, next: Next) {
        match next {
            Next::Stay => return,
            Next::Redraw => {}
            Next::Open(view) => self.views.push(view),
            Next::Back => drop(self.views.pop()),
            Next::Quit => self.views.clear(),
        }
        self.stale = true;
        self.at_work = true;
    }
}

/// What every view leaves to the loop: Ctrl-C, Ctrl-Z, Ctrl-L.
fn of_the_loop(key: KeyEvent) -> Option<Result<Wish, Next>> {
    if !key.modifiers.contains(KeyModifiers::CONTROL) {
        return None;
    }
    match key.code {
        KeyCode::Char('c') => Some(Err(Next::Quit)),
        KeyCode::Char('z') => Some(Ok(Wish::Stop)),
        KeyCode::Char('l') => Some(Ok(Wish::Clear)),
        _ => None,
    }
}

fn too_small(frame: &mut Frame<'_>, area: Rect, look: Look) {
    let (width, height) = LEAST;
    let told = format!(
        "{}x{}: too small, {width}x{height} at least",
        area.width, area.height
    );
    if let Some(middle) = area.rows().nth(usize::from(area.height / 2)) {
        let line = Line::styled(told, look.ink(Ink::Title));
        frame.render_widget(line.centered(), middle);
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::tui::KeyHelp;

    /// Opens another one at `o`, counts its work down.
    struct Plain(u8);

    impl Screen for Plain {
        fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _look: Look) {
            frame.render_widget(Line::from(self.0.to_string()), area);
        }

        fn key(&mut self, key: KeyEvent) -> Next {
            match key.code {
                KeyCode::Char('o') => Next::Open(Box::new(Self(9))),
                KeyCode::Char('q') => Next::Back,
                _ => Next::Stay,
            }
        }

        fn work(&mut self) -> bool {
            self.0 -= 1;
            true
        }

        fn is_busy(&self) -> bool {
            self.0 > 0
        }

        fn keys(&self) -> &'static [KeyHelp] {
            &[]
        }
    }

    fn stack() -> Stack {
        let look = Look {
            colour: true,
            ascii: false,
        };
        Stack::new(Box::new(Plain(2)), look)
    }

    fn shown(stack: &mut Stack, width: u16, height: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        terminal.draw(|frame| stack.draw(frame)).unwrap();
        let shown = terminal.backend().to_string();
        shown.replace(['"', ' ', '\n'], "")
    }

    fn press(stack: &mut Stack, key: char, modifiers: KeyModifiers) -> Option<Wish> {
        stack.take(&Event::Key(KeyEvent::new(KeyCode::Char(key), modifiers)))
    }

    #[test]
    fn views_lie_over_each_other() {
        let mut stack = stack();
        assert_eq!(shown(&mut stack, 40, 10), "2");
        assert_eq!(press(&mut stack, 'o', KeyModifiers::NONE), None);
        assert!(stack.is_stale());
        assert_eq!(shown(&mut stack, 40, 10), "9");
        press(&mut stack, 'q', KeyModifiers::NONE);
        assert_eq!(shown(&mut stack, 40, 10), "2");
        press(&mut stack, 'o', KeyModifiers::NONE);
        press(&mut stack, 'c', KeyModifiers::CONTROL);
        assert!(stack.is_left());
    }

    #[test]
    fn a_terminal_that_is_too_small_says_so_and_recovers() {
        let mut stack = stack();
        assert!(shown(&mut stack, 39, 10).contains("toosmall"));
        assert!(shown(&mut stack, 40, 9).contains("toosmall"));
        assert!(!shown(&mut stack, 3, 1).is_empty());
        let wish = stack.take(&Event::Resize(40, 10));
        assert_eq!(wish, Some(Wish::Clear));
        assert_eq!(shown(&mut stack, 40, 10), "2");
    }

    #[test]
    fn it_is_drawn_again_only_when_something_changed() {
        let mut stack = stack();
        shown(&mut stack, 40, 10);
        assert!(!stack.is_stale());
        press(&mut stack, 'z', KeyModifiers::NONE);
        assert!(!stack.is_stale());
        assert_eq!(
            press(&mut stack, 'z', KeyModifiers::CONTROL),
            Some(Wish::Stop)
        );
        for left in [1, 0] {
            stack.work();
            assert!(stack.is_stale() && stack.is_at_work());
            assert_eq!(shown(&mut stack, 40, 10), left.to_string());
        }
        stack.work();
        assert!(!stack.is_stale() && !stack.is_at_work());
    }
}
