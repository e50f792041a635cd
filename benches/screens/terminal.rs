//! A program on a pseudo-terminal, timed.

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Columns and rows of the terminal.
const SIZE: (u16, u16) = (200, 60);
/// When nothing came for so long, the screen is as it will be.
const QUIET: Duration = Duration::from_millis(150);
/// Longer than this no screen is waited for.
const PATIENCE: Duration = Duration::from_secs(600);
/// A key that changed nothing for so long changes nothing.
const IDLE: Duration = Duration::from_secs(2);

/// A program on a terminal of 200 columns and 60 lines.
pub(crate) struct OnTerminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    drawn: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    started: Instant,
    /// Kept open as long as the program runs.
    _master: Box<dyn MasterPty + Send>,
}

/// How long a program took to draw what was asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    /// Until the first picture came.
    pub(crate) first: Duration,
    /// Until nothing changed any more.
    pub(crate) last: Duration,
}

impl OnTerminal {
    /// Starts the program.
    pub(crate) fn start(program: &str, sessions: &Path, arguments: &[&str]) -> Self {
        let (cols, rows) = SIZE;
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.arg("--sessions-dir");
        command.arg(sessions);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("LC_ALL", "C.UTF-8");
        command.cwd("/");
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let (send, drawn) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(read @ 1..) = reader.read(&mut buffer) {
                if send
                    .send((Instant::now(), buffer[..read].to_vec()))
                    .is_err()
                {
                    break;
                }
            }
        });
        let of = |cells| NonZeroU16::new(cells).unwrap();
        Self {
            child,
            keys,
            drawn,
            parser: vt100::Parser::new(of(rows), of(cols), 0),
            started,
            _master: pair.master,
        }
    }

    /// Since the start, until the words are on the screen, and until nothing changes any more.
    pub(crate) fn opened(&mut self, words: &str) -> Answer {
        let [answer] = self.opened_by([words]);
        answer
    }

    /// Since the start, until each of the words was on the screen, and until nothing changes any more.
    pub(crate) fn opened_by<const N: usize>(&mut self, words: [&str; N]) -> [Answer; N] {
        let mut first = [None; N];
        let last = self.settled(PATIENCE, |at, screen| {
            for (first, words) in first.iter_mut().zip(words) {
                if first.is_none() && screen.contains(words) {
                    *first = Some(at);
                }
            }
            first.iter().all(Option::is_some)
        });
        std::array::from_fn(|number| {
            let (first, words) = (first[number], words[number]);
            let first = first.unwrap_or_else(|| panic!("`{words}` is not on the screen"));
            Answer {
                first: first - self.started,
                last: last - self.started,
            }
        })
    }

    /// Presses a key; nothing where that changes nothing.
    pub(crate) fn press(&mut self, key: &str) -> Option<Answer> {
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        let mut first = None;
        let last = self.settled(IDLE, |at, _| {
            first.get_or_insert(at);
            true
        });
        Some(Answer {
            first: first?.saturating_duration_since(pressed),
            last: last.saturating_duration_since(pressed),
        })
    }

    /// Takes in what is drawn until `enough`, and then until nothing comes any more; when the last of it came.
    fn settled(
        &mut self,
        patience: Duration,
        mut enough: impl FnMut(Instant, &str) -> bool,
    ) -> Instant {
        let begun = Instant::now();
        let (mut last, mut there) = (begun, false);
        loop {
            match self.drawn.recv_timeout(QUIET) {
                Ok((at, bytes)) => {
                    self.parser.process(&bytes);
                    last = at;
                    there = enough(at, &self.parser.screen().contents()) || there;
                }
                Err(RecvTimeoutError::Timeout) if there || begun.elapsed() > patience => {
                    return last;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return last,
            }
        }
    }

    /// Bytes of memory that the program had at most.
    pub(crate) fn peak(&self) -> u64 {
        let id = self.child.process_id().unwrap_or_default();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|it| it.trim().strip_suffix(" kB")?.parse().ok());
        kilobytes.unwrap_or(0_u64) * 1024
    }

    /// Ends it with `q`.
    pub(crate) fn end(mut self) {
        self.keys.write_all(b"q").unwrap();
        self.keys.flush().unwrap();
        self.child.wait().unwrap();
    }
}
