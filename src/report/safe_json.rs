//! JSON that holds untrusted text and may be shown on a terminal.

use std::io::{self, Write};

use serde::Serialize;

use super::escape::is_harmless;

/// Writes a value as JSON on one line, without its end. What could act on a terminal or mislead a reader
/// stands as `\u…`, which means the same to every reader of JSON.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_safe_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string(value)?;
    if json.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return out.write_all(json.as_bytes());
    }
    let mut units = [0; 2];
    for c in json.chars() {
        if is_harmless(c) {
            write!(out, "{c}")?;
            continue;
        }
        for unit in c.encode_utf16(&mut units) {
            write!(out, "\\u{unit:04x}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_escaped_and_means_the_same() -> Result<(), Box<dyn std::error::Error>> {
        let said = "a\u{9b}31m\u{7f}b\u{1b}é\u{202e}\u{e0041}\n";
        let mut json = Vec::new();
        write_safe_json(&mut json, &said)?;
        let json = String::from_utf8(json)?;
        assert_eq!(json, r#""a\u009b31m\u007fb\u001bé\u202e\udb40\udc41\n""#);
        assert_eq!(serde_json::from_str::<String>(&json)?, said);
        Ok(())
    }
}
