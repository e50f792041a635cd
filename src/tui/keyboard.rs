//! Where keys come from, and whether it is still there.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use ratatui::crossterm::event;
use rustix::event::{PollFd, PollFlags, Timespec};

/// The terminal that keys are read from: standard input, or else the controlling terminal.
pub(super) struct Keyboard(Option<File>);

impl Keyboard {
    /// Finds it.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn find() -> io::Result<Self> {
        let is_input = io::stdin().is_terminal();
        let file = (!is_input).then(|| File::open("/dev/tty")).transpose()?;
        Ok(Self(file))
    }

    /// Waits for a key or another size; false when there is none in time, or a signal came. The reader of
    /// keys never comes back from a terminal that is gone, so it is asked only where there is one.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn wait(&self, time: Duration) -> io::Result<bool> {
        let stdin = io::stdin();
        let of: BorrowedFd<'_> = self.0.as_ref().map_or(stdin.as_fd(), AsFd::as_fd);
        let mut asked = [PollFd::from_borrowed_fd(of, PollFlags::IN)];
        let mut poll = |time: Duration| {
            let time = Timespec::try_from(time).map_err(io::Error::other)?;
            let polled = rustix::event::poll(&mut asked, Some(&time));
            polled.map_err(io::Error::from)
        };
        if let Err(error) = poll(time) {
            if error.kind() != io::ErrorKind::Interrupted {
                return Err(error);
            }
            // A poll that a signal ended says nothing of the terminal.
            poll(Duration::ZERO)?;
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        if asked[0].revents().intersects(gone) {
            return Err(io::Error::new(
                io::ErrorKind::NotConnected,
                "the terminal is gone",
            ));
        }
        event::poll(Duration::ZERO)
    }
}
