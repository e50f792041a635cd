//! Another process of this program, which does what might kill it.

use std::ffi::OsStr;
use std::io::{self, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;

use rustix::process::{Pid, Signal, kill_process};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::wire::{read_message, write_message};

/// What a helper said.
pub(crate) enum Said<T> {
    /// A message and the bytes behind it.
    Message(T, Vec<u8>),
    /// It says nothing more.
    Gone,
}

/// A child process that is asked on its standard input and answers on its standard output. What it writes
/// to standard error (libraries chatter there) is thrown away. It is ended when this is dropped.
pub(crate) struct Helper {
    child: Child,
    input: ChildStdin,
}

impl Helper {
    /// Starts this program with these arguments; `take` gets what it says, on a thread of its own.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(crate) fn start<T: DeserializeOwned>(
        arguments: &[&OsStr],
        mut take: impl FnMut(Said<T>) + Send + 'static,
    ) -> io::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let none = || io::Error::from(io::ErrorKind::BrokenPipe);
        let input = child.stdin.take().ok_or_else(none)?;
        let output = child.stdout.take().ok_or_else(none)?;
        thread::spawn(move || {
            let mut output = BufReader::with_capacity(256 << 10, output);
            while let Ok(Some((message, bytes))) = read_message(&mut output) {
                take(Said::Message(message, bytes));
            }
            take(Said::Gone);
        });
        Ok(Self { child, input })
    }

    /// Asks it for something.
    ///
    /// # Errors
    /// When it is gone.
    pub(crate) fn ask(&mut self, request: &impl Serialize) -> io::Result<()> {
        write_message(&mut self.input, request, &[])
    }

    /// Sends it a signal; one that has ended gets none.
    pub(crate) fn signal(&mut self, signal: Signal) {
        if let Ok(None) = self.child.try_wait() {
            // It is a child that was not waited for, so nobody else has its id.
            let _ = kill_process(Pid::from_child(&self.child), signal);
        }
    }

    /// How it ended, once it said [`Said::Gone`].
    pub(crate) fn how_it_ended(&mut self) -> String {
        match self.child.wait() {
            Ok(status) => match (status.signal(), status.code()) {
                (Some(signal), _) => format!("ended by signal {signal}"),
                (None, Some(code)) => format!("ended with exit code {code}"),
                (None, None) => "ended".to_owned(),
            },
            Err(error) => format!("is lost: {error}"),
        }
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
