//! The terminal, taken and given back.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Seek, Stdout, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::{Position, Rect};

use crate::report::Escaped;

/// What was written to standard error meanwhile is told afterwards, up to so many lines.
const TOLD: usize = 20;
/// Bytes of a large screen; what is drawn goes out at once.
const PICTURE: usize = 1 << 16;

type Screen = CrosstermBackend<BufWriter<Stdout>>;

/// The terminal in raw mode on its other screen, with the mouse. When this is dropped, and before anything
/// is said of a panic, it is as it was before.
///
/// Meanwhile standard error goes to a file where it is the terminal: libraries write to it as they like.
pub(super) struct Guard {
    terminal: Terminal<Screen>,
    held: Arc<Held>,
}

/// What there is to give back.
struct Held {
    taken: AtomicBool,
    aside: Option<Aside>,
}

/// Standard error while the screen is held.
struct Aside {
    file: File,
    before: OwnedFd,
}

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When standard output is none, or one that only prints lines.
    pub(super) fn take() -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal"));
        }
        let kind = std::env::var_os("TERM").unwrap_or_default();
        if kind.is_empty() || kind == "dumb" {
            let what = "the terminal can only print lines (TERM is empty or `dumb`)";
            return Err(io::Error::other(what));
        }
        let aside = io::stderr().is_terminal().then(Aside::new).transpose()?;
        let held = Arc::new(Held {
            taken: AtomicBool::new(false),
            aside,
        });
        give_back_at_panic(&held);
        let screen = CrosstermBackend::new(BufWriter::with_capacity(PICTURE, io::stdout()));
        // From here on dropping it gives everything back.
        let guard = Self {
            terminal: Terminal::new(screen)?,
            held,
        };
        guard.held.take()?;
        Ok(guard)
    }

    /// The terminal to draw on.
    pub(super) const fn terminal(&mut self) -> &mut Terminal<Screen> {
        &mut self.terminal
    }

    /// Gives the terminal back while `away` runs, then takes it again; what it shows is forgotten.
    ///
    /// # Errors
    /// When it cannot be taken again.
    pub(super) fn lend(&mut self, away: impl FnOnce()) -> io::Result<()> {
        self.held.give_back();
        away();
        self.held.take()?;
        self.blank()
    }

    /// Empties the screen and forgets what it shows. Unlike [`Terminal::clear`] it asks the terminal nothing:
    /// not every one answers, and none at once.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        let area = Rect::from((Position::ORIGIN, self.terminal.size()?));
        self.terminal.resize(area)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.held.give_back();
        if thread::panicking() {
            return;
        }
        if let Some(aside) = &self.held.aside {
            aside.tell();
        }
    }
}

impl Held {
    fn take(&self) -> io::Result<()> {
        self.taken.store(true, Ordering::SeqCst);
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture)?;
        if let Some(aside) = &self.aside {
            rustix::stdio::dup2_stderr(&aside.file)?;
        }
        Ok(())
    }

    /// Nobody can be told when this fails; each part is tried.
    fn give_back(&self) {
        if !self.taken.swap(false, Ordering::SeqCst) {
            return;
        }
        let _ = execute!(
            io::stdout(),
            DisableMouseCapture,
            LeaveAlternateScreen,
            Show
        );
        let _ = disable_raw_mode();
        if let Some(aside) = &self.aside {
            let _ = rustix::stdio::dup2_stderr(&aside.before);
        }
    }
}

/// A panic of the thread that draws is told on the terminal as it was. One of another thread is told where
/// standard error goes, and the screen stays.
fn give_back_at_panic(held: &Arc<Held>) {
    let (held, draws) = (Arc::clone(held), thread::current().id());
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if thread::current().id() == draws {
            held.give_back();
        }
        before(panic);
    }));
}

impl Aside {
    fn new() -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile()?,
            before: io::stderr().as_fd().try_clone_to_owned()?,
        })
    }

    /// Says on standard error what was written to it meanwhile, if anything was.
    fn tell(&self) {
        let mut written = Vec::new();
        let mut file = &self.file;
        if file.rewind().is_err() || file.read_to_end(&mut written).is_err() {
            return;
        }
        let _ = io::stderr().write_all(told(&String::from_utf8_lossy(&written)).as_bytes());
    }
}

/// The first lines of what was written, harmless.
fn told(written: &str) -> String {
    let lines: Vec<&str> = written.lines().filter(|it| !it.trim().is_empty()).collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut told = "written to standard error while the screen was shown:\n".to_owned();
    for line in lines.iter().take(TOLD) {
        // Writing to a String cannot fail.
        let _ = writeln!(told, "  {}", Escaped(line));
    }
    if let Some(more) = lines.len().checked_sub(TOLD).filter(|more| *more > 0) {
        let _ = writeln!(told, "  and {more} more lines");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn chatter_is_told_afterwards_and_harmless() {
        assert_eq!(told(" \n\n"), "");
        assert_eq!(
            told("ALSA lib\u{1b}[2J\n\nno card\n"),
            "written to standard error while the screen was shown:\n  ALSA lib\\x1b[2J\n  no card\n"
        );
        let flood = told(&"x\n".repeat(30));
        assert_eq!(flood.lines().count(), 22);
        assert!(flood.ends_with("  and 10 more lines\n"), "{flood}");
    }
}
