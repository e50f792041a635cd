//! Words that a shell takes as they are meant.

use super::escape::Escaped;

/// A text as one word of a shell's command line; nothing in it acts on a terminal that shows the line.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/-+,:@%=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else if Escaped(text).to_string() == text {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        // A shell reads these bytes from `$'…'`.
        let bytes = text.bytes().map(|byte| match byte {
            b'\'' | b'\\' => format!("\\{}", char::from(byte)),
            b' '..=b'~' => char::from(byte).to_string(),
            _ => format!("\\{byte:03o}"),
        });
        format!("$'{}'", bytes.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_any_text_for_one_word() {
        for (text, word) in [
            ("/a/b-c.d", "/a/b-c.d"),
            ("", "''"),
            ("a b", "'a b'"),
            ("grün", "'grün'"),
            ("/a b/it's", r"'/a b/it'\''s'"),
            ("$(x)'`", r"'$(x)'\''`'"),
            ("a\n1'\\ü\u{202e}", r"$'a\0121\'\\\303\274\342\200\256'"),
        ] {
            assert_eq!(quoted(text), word);
        }
    }
}
