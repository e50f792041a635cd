//! The terminal, taken and given back.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Seek, Stdout, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::panic;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableMouseCapture, EnableMouseCapture};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::layout::{Position, Rect};

use super::graphics::Graphics;
use crate::report::Escaped;

/// What was written to standard error meanwhile is told afterwards, up to so many lines.
const TOLD: usize = 20;
/// Bytes of it that are kept, about; what comes after them is thrown away.
const KEPT: u64 = 1 << 20;
/// Bytes of a large screen; what is drawn goes out at once.
const PICTURE: usize = 1 << 16;
/// How long a process that ends waits for a terminal that takes nothing.
const FAREWELL: Duration = Duration::from_secs(1);

/// What is held, for the ways out of this process that drop nothing.
static HELD: Mutex<Weak<Held>> = Mutex::new(Weak::new());

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
    taken: Mutex<bool>,
    aside: Option<Aside>,
    /// What takes the pictures away that lie over the cells.
    farewell: Mutex<String>,
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
            taken: Mutex::new(false),
            aside,
            farewell: Mutex::default(),
        });
        give_back_at_panic(&held);
        *HELD.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(&held);
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

    /// Sees to it that what is written to standard error does not fill the disk.
    ///
    /// # Errors
    /// When it cannot be thrown away.
    pub(super) fn tend(&self) -> io::Result<()> {
        match &self.held.aside {
            Some(aside) if aside.file.metadata()?.len() > KEPT => {
                rustix::stdio::dup2_stderr(File::options().write(true).open("/dev/null")?)?;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Writes what lies over the cells, which are drawn.
    ///
    /// # Errors
    /// When the terminal cannot be written.
    pub(super) fn write_over(&mut self, graphics: &mut Graphics) -> io::Result<()> {
        let out = graphics.take_out();
        if out.is_empty() {
            return Ok(());
        }
        *self.held.farewell() = graphics.farewell();
        let screen = self.terminal.backend_mut();
        screen.write_all(out.as_bytes())?;
        // The name says which of the two flushes.
        Write::flush(screen)
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

/// Gives the terminal back where a screen holds it: for whoever ends this process on another thread than
/// the one that draws. Does not wait for a terminal that takes nothing.
pub(crate) fn give_back() {
    let held = HELD
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .upgrade();
    let Some(held) = held else { return };
    let (done, is_done) = channel();
    thread::spawn(move || {
        held.give_back();
        // Nobody may wait any more.
        let _ = done.send(());
    });
    let _ = is_done.recv_timeout(FAREWELL);
}

impl Held {
    fn taken(&self) -> MutexGuard<'_, bool> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn farewell(&self) -> MutexGuard<'_, String> {
        self.farewell.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> io::Result<()> {
        let mut taken = self.taken();
        *taken = true;
        enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, EnableMouseCapture)?;
        if let Some(aside) = &self.aside {
            rustix::stdio::dup2_stderr(&aside.file)?;
        }
        Ok(())
    }

    /// Nobody can be told when this fails; each part is tried. Whoever asks while another one does it waits
    /// until it is done.
    fn give_back(&self) {
        let mut taken = self.taken();
        if !std::mem::take(&mut *taken) {
            return;
        }
        let _ = io::stdout().write_all(self.farewell().as_bytes());
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
        if file.rewind().is_err() || file.take(KEPT).read_to_end(&mut written).is_err() {
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
