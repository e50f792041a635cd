//! CSV as RFC 4180 has it, in which no text is taken for a formula or acts on a terminal.

use std::fmt::{self, Write as _};
use std::io::{self, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::column::{Column, Value};
use crate::report::words::json_text;
use crate::report::words::{Escaped, is_harmless};

/// What begins a command of GitHub's runner anywhere in a line.
const COMMAND: &str = "##[";

/// Writes rows of a table.
pub(crate) struct CsvTable<W: Write> {
    to: Writer<W>,
    cell: String,
}

impl<W: Write> CsvTable<W> {
    /// Begins a table with the names of its columns.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub(crate) fn begin(out: W, parts: &[&[Column]]) -> io::Result<Self> {
        let mut builder = WriterBuilder::new();
        let mut to = builder.terminator(Terminator::CRLF).from_writer(out);
        to.write_record(parts.iter().copied().flatten().map(|column| column.name))
            .map_err(unwritten)?;
        let cell = String::new();
        Ok(Self { to, cell })
    }

    /// Writes a row, part after part.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub(crate) fn row(&mut self, parts: &[&[Value<'_>]]) -> io::Result<()> {
        for value in parts.iter().copied().flatten() {
            self.cell.clear();
            put_cell(&mut self.cell, value);
            self.to.write_field(&self.cell).map_err(unwritten)?;
        }
        self.to.write_record(None::<&[u8]>).map_err(unwritten)
    }

    /// Ends the table.
    ///
    /// # Errors
    /// When the table cannot be written.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// What went wrong with the file, which the error of the writer hides: that a reader went away is no failure.
pub(crate) fn unwritten(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

fn put_cell(cell: &mut String, value: &Value<'_>) {
    // Writing to a String cannot fail.
    let _ = match value {
        Value::Empty => Ok(()),
        Value::Int(number) => write!(cell, "{number}"),
        Value::Real(number) => write!(cell, "{number}"),
        Value::Flag(flag) => write!(cell, "{flag}"),
        Value::Text(text) => put_text(cell, text),
        Value::Rows(..) | Value::Row(..) => cell.write_str(&json_text(value)),
    };
}

/// Appends text that a spreadsheet takes for text: what begins like a formula gets a `'` before it. Characters
/// that act stand as `\xNN` or `\u{…}`, as in the reports, so that a row is one line.
///
/// What stands for something else stands for itself twice, so it can be undone: a `'` at the beginning goes,
/// then `\\`, `\xNN` and `\u{…}` are what they stand for.
fn put_text(cell: &mut String, text: &str) -> fmt::Result {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        cell.push('\'');
    }
    for (at, c) in text.char_indices() {
        match c {
            '\\' => cell.push_str(r"\\"),
            '#' if text[at..].starts_with(COMMAND) => cell.push_str(r"\x23"),
            c if is_harmless(c) => cell.push(c),
            _ => write!(cell, "{}", Escaped(c.encode_utf8(&mut [0; 4])))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;

    use super::*;

    const COLUMNS: &[Column] = &[Column::text("a", ""), Column::text("b", "")];

    fn written(rows: &[[Value<'_>; 2]]) -> String {
        let mut out = Vec::new();
        let mut table = CsvTable::begin(&mut out, &[COLUMNS]).unwrap();
        for row in rows {
            table.row(&[row]).unwrap();
        }
        table.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn rows_are_those_of_rfc_4180() {
        let rows = [
            [Value::text("a,b"), Value::text("say \"no\"")],
            [Value::Empty, Value::Real(-1.5)],
            [Value::Int(-3), Value::Flag(true)],
        ];
        assert_eq!(
            written(&rows),
            "a,b\r\n\"a,b\",\"say \"\"no\"\"\"\r\n,-1.5\r\n-3,true\r\n"
        );
    }

    fn cell(text: &str) -> String {
        let mut cell = String::new();
        put_text(&mut cell, text).unwrap();
        cell
    }

    /// What the page says of undoing it.
    fn undone(cell: &str) -> String {
        let mut rest = cell.strip_prefix('\'').unwrap_or(cell);
        let mut text = String::new();
        while let Some((before, behind)) = rest.split_once('\\') {
            text += before;
            let number = |figures| u32::from_str_radix(figures, 16).unwrap();
            let (code, after) = match behind.as_bytes()[0] {
                b'x' => (number(&behind[1..3]), &behind[3..]),
                b'u' => {
                    let (figures, after) = behind[2..].split_once('}').unwrap();
                    (number(figures), after)
                }
                _ => (u32::from('\\'), &behind[1..]),
            };
            text.push(char::from_u32(code).unwrap());
            rest = after;
        }
        text + rest
    }

    #[test]
    fn text_is_never_a_formula_and_a_number_never_text() {
        for (text, shown) in [
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("+1", "'+1"),
            ("-dash.flv", "'-dash.flv"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", r"'\x09=1"),
            ("\r=1", r"'\x0d=1"),
            ("a=1", "a=1"),
            ("a'=1", "a'=1"),
            ("'=1", "''=1"),
            ("", ""),
        ] {
            assert_eq!(cell(text), shown);
        }
        assert_eq!(
            written(&[[Value::Int(-1), Value::Int(1)]]),
            "a,b\r\n-1,1\r\n"
        );
    }

    #[test]
    fn what_acts_is_written_as_figures() {
        assert_eq!(cell("a\u{1b}[2J\nb\u{202e}"), r"a\x1b[2J\x0ab\u{202e}");
        assert_eq!(cell(r"a\x1b"), r"a\\x1b");
        assert_eq!(cell("a ###[error]b"), r"a #\x23#[error]b");
    }

    /// Text of what means something here, and of anything.
    fn texts() -> impl Strategy<Value = String> {
        prop_oneof![
            "['=+@\t\r\n\\\\#\\[xu{}019afé\u{1b}\u{202e}\u{e0041}-]{0,12}",
            any::<String>()
        ]
    }

    proptest! {
        #[test]
        fn text_can_be_had_back_and_cannot_act(text in texts()) {
            let cell = cell(&text);
            prop_assert_eq!(undone(&cell), text);
            prop_assert!(!cell.starts_with(['=', '+', '-', '@']));
            prop_assert!(cell.chars().all(is_harmless) && !cell.contains(COMMAND));
        }
    }
}
