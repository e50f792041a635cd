//! Where keys and answers come from, and whether it is still there.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};

use super::input::{Input, Said};

/// The terminal that keys are read from: standard input, or else the controlling terminal.
pub(super) struct Keyboard {
    terminal: Option<File>,
    said: VecDeque<Said>,
    /// What is not whole yet, and when the last of it came.
    input: Input,
    since: Instant,
}

impl Keyboard {
    /// Finds it.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn find() -> io::Result<Self> {
        let is_input = io::stdin().is_terminal();
        let terminal = (!is_input).then(|| File::open("/dev/tty")).transpose()?;
        Ok(Self {
            terminal,
            said: VecDeque::new(),
            input: Input::default(),
            since: Instant::now(),
        })
    }

    /// What was said first.
    pub(super) fn take(&mut self) -> Option<Said> {
        self.said.pop_front()
    }

    /// Waits for a key or an answer; false when there is none in time, or a signal came.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub(super) fn wait(&mut self, time: Duration) -> io::Result<bool> {
        if !self.said.is_empty() {
            return Ok(true);
        }
        let due = self.input.due(self.since.elapsed());
        if self.poll(due.map_or(time, |due| time.min(due)))? {
            self.read()?;
        } else {
            self.said.extend(self.input.silent(self.since.elapsed()));
        }
        Ok(!self.said.is_empty())
    }

    /// True when there is something to be read.
    fn poll(&self, time: Duration) -> io::Result<bool> {
        let stdin = io::stdin();
        let mut asked = [PollFd::from_borrowed_fd(self.of(&stdin), PollFlags::IN)];
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
        let told = asked[0].revents();
        if told.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Err(gone());
        }
        Ok(told.contains(PollFlags::IN))
    }

    fn read(&mut self) -> io::Result<()> {
        let mut bytes = [0; 4096];
        let stdin = io::stdin();
        let count = match rustix::io::read(self.of(&stdin), &mut bytes) {
            Ok(0) => return Err(gone()),
            Ok(count) => count,
            Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        self.said.extend(self.input.take(&bytes[..count]));
        self.since = Instant::now();
        Ok(())
    }

    fn of<'a>(&'a self, stdin: &'a io::Stdin) -> BorrowedFd<'a> {
        self.terminal.as_ref().map_or(stdin.as_fd(), AsFd::as_fd)
    }
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, "the terminal is gone")
}
