//! What a view is to the loop that shows it.

use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, MouseEvent};
use ratatui::layout::Rect;

use super::{Laid, Look};

/// A view that fills the terminal; the one on top of the stack is shown and gets the keys.
///
/// The loop draws it after every event that answers anything but [`Next::Stay`], after a change of the
/// terminal's size, and whenever [`Screen::work`] says that something changed.
pub(crate) trait Screen {
    /// Draws everything. It reads what is known and never waits.
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look);

    /// The pictures of what was drawn last, and where they are, also those that are still to come: a terminal
    /// that has graphics shows them over the cells. Nothing by itself; who holds another view hands on what
    /// that one has, as every method here.
    fn pictures(&self) -> Vec<Laid<'_>> {
        Vec::new()
    }

    /// Before it draws: how many pixels of a picture a cell shows, as (width, height), and whether a picture that
    /// is drawn now is seen, or has to wait since the one before it is still under way.
    fn set_cell(&mut self, _pixels: (u32, u32), _is_seen: bool) {}

    /// Takes a key.
    fn key(&mut self, key: KeyEvent) -> Next;

    /// Takes a click, a drag or a turn of the wheel.
    fn mouse(&mut self, _mouse: MouseEvent) -> Next {
        Next::Stay
    }

    /// Does a piece of work that takes at most a few milliseconds (reads a section, polls a recording, takes
    /// in an answer of another thread): true when it has to be drawn again. Called whenever no key waits.
    fn work(&mut self) -> bool {
        false
    }

    /// True when there is more to be done at once, or something is watched that changes by itself; else the
    /// loop waits for the next key.
    fn is_busy(&self) -> bool {
        false
    }

    /// Takes Ctrl-C, which ends every view but one that watches something that can be interrupted.
    fn interrupt(&mut self) -> Next {
        Next::Quit
    }

    /// This process is stopped until it is told to go on, or goes on again: for a view that others work for.
    fn stopped(&mut self, _is_stopped: bool) {}

    /// True when what the first view watched is over: it is left, and what is open on top of it.
    fn is_over(&self) -> bool {
        false
    }

    /// How long a key is waited for before [`Screen::work`] is called, while it is busy and nothing changes.
    fn patience(&self) -> Duration {
        Duration::from_millis(50)
    }

    /// The keys that it knows, for the help page and the last line of the screen.
    fn keys(&self) -> &'static [KeyHelp];
}

/// What is to happen after a key.
pub(crate) enum Next {
    /// Nothing changed.
    Stay,
    /// Draw it again.
    Redraw,
    /// Show another view on top of this one.
    Open(Box<dyn Screen>),
    /// Go back to the view below; the last one ends the program.
    Back,
    /// End the program.
    Quit,
}

/// A key, or several that do the same, and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeyHelp {
    /// The keys as they are named, e.g. `n N`.
    pub(crate) keys: &'static str,
    /// What they do, e.g. `next, previous defect`.
    pub(crate) does: &'static str,
    /// True when it is among the few of the last line.
    pub(crate) first: bool,
}
