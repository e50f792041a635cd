//! Text that comes from a sample, made harmless.

use std::fmt;

/// Shows untrusted text: what could act on a terminal or mislead a reader (controls, C1 controls,
/// separators, direction marks, invisible characters) as `\xNN` or `\u{…}`, everything else as it is.
/// The result is one line.
#[derive(Clone, Copy, Debug)]
pub struct Escaped<'t>(pub &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            if is_harmless(c) {
                f.write_char(c)?;
            } else if (c as u32) < 0x100 {
                write!(f, "\\x{:02x}", c as u32)?;
            } else {
                write!(f, "\\u{{{:x}}}", c as u32)?;
            }
        }
        Ok(())
    }
}

/// True for what can neither act on a terminal nor mislead a reader.
pub(crate) fn is_harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{00ad}'
                | '\u{061c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_as_figures() {
        let text = Escaped("a\u{1b}[31mb\nc\u{9b}d\u{202e}e\u{7f}").to_string();
        assert_eq!(text, r"a\x1b[31mb\x0ac\x9bd\u{202e}e\x7f");
    }

    #[test]
    fn what_is_harmless_stays() {
        let text = "Prøve – 日本語 \\ 'x' \"y\" 🎬";
        assert_eq!(Escaped(text).to_string(), text);
    }
}
