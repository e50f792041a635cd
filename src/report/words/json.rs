//! JSON in which nothing acts: on a terminal, on a reader, or on the runner of GitHub Actions.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::escape::is_harmless;

/// What begins a command of GitHub's runner anywhere in a line.
const COMMAND: &str = "##[";

/// Writes a value as one line of JSON, without the line's end. Characters that could act stand as `\uNNNN`,
/// so the JSON means the same.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut to = Serializer::with_formatter(out, Harmless);
    Ok(value.serialize(&mut to)?)
}

/// A value as such JSON.
pub(crate) fn json_text(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    // Writing to memory does not fail, and no value here has keys that are not text.
    let _ = write_json(&mut text, value);
    String::from_utf8_lossy(&text).into_owned()
}

struct Harmless;

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        // Nearly all text is ASCII without a command in it.
        let plain = |byte: &u8| (0x20..0x7f).contains(byte) && *byte != b'#';
        if fragment.as_bytes().iter().all(plain) {
            return out.write_all(fragment.as_bytes());
        }
        for (at, c) in fragment.char_indices() {
            if is_harmless(c) && !(c == '#' && fragment[at..].starts_with(COMMAND)) {
                write!(out, "{c}")?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_means_the_same() -> Result<(), serde_json::Error> {
        let said = "a\u{1b}[31m\u{9b}b\u{7f}\u{202e}\u{e0041}##[error]\n\"é日##x";
        let text = json_text(&said);
        assert_eq!(
            text,
            r#""a\u001b[31m\u009bb\u007f\u202e\udb40\udc41\u0023#[error]\n\"é日##x""#
        );
        assert_eq!(serde_json::from_str::<String>(&text)?, said);
        Ok(())
    }
}
