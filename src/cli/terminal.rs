//! What a person reads: results on standard output, everything else on standard error.

use std::fmt::{self, Display};
use std::io::{self, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use super::failure::Failure;
use super::github;
use crate::report::Escaped;

/// How much is said, and in which form.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    /// Only what was asked for, warnings and errors.
    pub(crate) quiet: bool,
    /// JSON lines on standard output, and nothing else there.
    pub(crate) json: bool,
}

impl Terminal {
    /// True when progress can be drawn.
    pub(crate) fn draws() -> bool {
        io::stderr().is_terminal()
    }

    /// True when a screen can be drawn, and keys can be read.
    pub(crate) fn is_screen() -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal() && io::stderr().is_terminal()
    }

    /// Columns of the terminal that results are shown on; none where they go elsewhere.
    pub(crate) fn width() -> Option<usize> {
        let out = io::stdout();
        let size = rustix::termios::tcgetwinsize(&out).ok()?;
        Some(usize::from(size.ws_col)).filter(|width| *width > 0)
    }

    /// Shows a result as `write` makes it, with colours, which are taken out where they are not wanted.
    /// Nothing in it is a command for GitHub. A reader that has gone away is no failure.
    pub(crate) fn show(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if !github::is_running() {
            return Self::show_as_it_is(write);
        }
        Self::show_as_it_is(|out| {
            let mut text = Vec::new();
            write(&mut text)?;
            out.write_all(&github::guarded(text))
        })
    }

    /// The same for what is a command for GitHub.
    pub(crate) fn show_as_it_is(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut text = Vec::new();
        let mut out = anstream::stdout();
        let shown = write(&mut text)
            .and_then(|()| out.write_all(&text))
            .and_then(|()| out.flush());
        told_of(shown)
    }

    /// Writes a result to standard output as it comes, its bytes as they are; nothing in it acts on a
    /// terminal. A reader that has gone away is no failure.
    pub(crate) fn stream(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let mut out = io::BufWriter::with_capacity(256 << 10, io::stdout().lock());
        told_of(write(&mut out).and_then(|()| out.flush()))
    }

    /// Shows a value as a line of JSON.
    pub(crate) fn show_json(value: &impl Serialize) -> Result<(), Failure> {
        Self::show_line(|out| {
            serde_json::to_writer(&mut *out, value)?;
            writeln!(out)
        })
    }

    /// Shows a line of JSON as `write` makes it.
    pub(crate) fn show_line(
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        Self::show(|out| {
            let mut line = Vec::new();
            write(&mut line)?;
            let line = harmless(&String::from_utf8_lossy(&line));
            out.write_all(github::disarmed_json(&line).as_bytes())
        })
    }

    /// Shows what is nice to know: not with `--quiet`, and not among JSON.
    pub(crate) fn tell(self, text: &impl Display) -> Result<(), Failure> {
        if self.quiet || self.json {
            return Ok(());
        }
        Self::show(|out| write!(out, "{text}"))
    }

    /// Warns on standard error.
    pub(crate) fn warn(text: &str) {
        let style = anstyle::AnsiColor::Yellow.on_default();
        Self::say(&format!("{style}warning:{style:#} {}\n", Escaped(text)));
    }

    /// Writes to standard error; nobody can be told when that fails.
    pub(crate) fn say(text: &str) {
        let mut err = anstream::stderr();
        let _ = if github::is_running() {
            err.write_all(github::disarmed(text).as_bytes())
        } else {
            err.write_all(text.as_bytes())
        };
    }

    /// Refuses `--json` for a command that has no such form.
    pub(crate) fn no_json(self, command: &str) -> Result<(), Failure> {
        if !self.json {
            return Ok(());
        }
        let failure = Failure::usage(format!("`mpdbg {command}` has no --json"));
        Err(match json_elsewhere(command) {
            Some(hint) => failure.hint(hint),
            None => failure,
        })
    }
}

/// Where there is as JSON what a command shows.
fn json_elsewhere(command: &str) -> Option<&'static str> {
    match command {
        "timeline" => Some("--format json, or jsonl, writes the play"),
        "report" | "browse" => Some(
            "`mpdbg summarize --json` writes the verdicts, `mpdbg timeline SAMPLE --format json` a play",
        ),
        "export" => Some("--jsonl DIR writes tables of JSON lines"),
        _ => None,
    }
}

/// What is said of an attempt to write to standard output.
fn told_of(shown: io::Result<()>) -> Result<(), Failure> {
    match shown {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::work(format!(
            "the result could not be written to standard output: {error}"
        ))),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// JSON without the control characters that it may hold as they are: DEL and the C1 controls, which only
/// occur inside strings.
fn harmless(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_control() && c != '\n' {
            // Writing to a String cannot fail.
            let _ = fmt::Write::write_fmt(&mut text, format_args!("\\u{:04x}", c as u32));
        } else {
            text.push(c);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_no_control_character_and_means_the_same() -> Result<(), serde_json::Error> {
        let said = "a\u{9b}31m\u{7f}b\u{1b}é";
        let json = harmless(&serde_json::to_string(said)?);
        assert!(!json.contains(char::is_control), "{json:?}");
        assert_eq!(serde_json::from_str::<String>(&json)?, said);
        Ok(())
    }
}
