//! The name of a sample: a relative path that is safe to print, to store and to read back.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A sample's path relative to the samples directory, `/` between its parts, in a text form that
/// every playlist, report and terminal can hold.
///
/// Bytes that are not UTF-8, control characters, characters that change the direction of text, the
/// backslash, a leading `#` and spaces at either end are written as `\xNN` (one a byte); everything
/// else stands as it is. So the text form is one line and never harms a terminal, and
/// [`SampleName::to_path`] gives back the very bytes of the file's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SampleName(String);

/// Why a text is not the name of a sample.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SampleNameError {
    /// Nothing between the line's ends.
    #[error("the name is empty")]
    Empty,
    /// A path from the root of the file system.
    #[error("`{0}` is not relative to the samples directory")]
    Absolute(String),
    /// A `..` in the path.
    #[error("`{0}` leads out of the samples directory (`..`)")]
    Outside(String),
    /// A backslash that does not begin `\xNN` or `\\`.
    #[error("`{0}` has a backslash that is not part of `\\xNN` or `\\\\`")]
    BadEscape(String),
}

impl SampleName {
    /// The name of the file at `path`, which is relative to the samples directory.
    ///
    /// # Errors
    /// When the path is empty, absolute or has a `..` in it.
    pub fn from_path(path: &Path) -> Result<Self, SampleNameError> {
        let mut parts = Vec::new();
        for component in path.components() {
            match component {
                Component::Normal(part) => parts.push(escape(part)),
                Component::CurDir => {}
                Component::ParentDir => {
                    return Err(SampleNameError::Outside(escape(path.as_os_str())));
                }
                Component::RootDir | Component::Prefix(_) => {
                    return Err(SampleNameError::Absolute(escape(path.as_os_str())));
                }
            }
        }
        if parts.is_empty() {
            return Err(SampleNameError::Empty);
        }
        Ok(Self(protect_ends(&parts.join("/"))))
    }

    /// Reads the text form, as a playlist holds it. A name that needs no escapes is its own text form.
    ///
    /// # Errors
    /// When the text is no name of a file inside the samples directory.
    pub fn parse(text: &str) -> Result<Self, SampleNameError> {
        let bytes =
            unescape(text).ok_or_else(|| SampleNameError::BadEscape(escape(OsStr::new(text))))?;
        Self::from_path(Path::new(&os_string(bytes)))
    }

    /// The text form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path relative to the samples directory, with the very bytes of the file's name.
    pub fn to_path(&self) -> PathBuf {
        PathBuf::from(os_string(
            unescape(&self.0).unwrap_or_else(|| self.0.clone().into_bytes()),
        ))
    }
}

impl fmt::Display for SampleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for SampleName {
    type Error = SampleNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<SampleName> for String {
    fn from(name: SampleName) -> Self {
        name.0
    }
}

#[cfg(unix)]
fn bytes_of(text: &OsStr) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt;
    text.as_bytes().to_vec()
}

#[cfg(not(unix))]
fn bytes_of(text: &OsStr) -> Vec<u8> {
    text.to_string_lossy().into_owned().into_bytes()
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> OsString {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes)
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> OsString {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

fn escape(part: &OsStr) -> String {
    let mut text = String::new();
    for chunk in bytes_of(part).utf8_chunks() {
        for c in chunk.valid().chars() {
            if harmless(c) {
                text.push(c);
            } else {
                push_escaped(&mut text, c.to_string().as_bytes());
            }
        }
        push_escaped(&mut text, chunk.invalid());
    }
    text
}

fn push_escaped(text: &mut String, bytes: &[u8]) {
    use fmt::Write;
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "\\x{byte:02x}");
    }
}

/// False for what could act on a terminal or mislead a reader: controls, line and paragraph
/// separators, direction marks, the byte order mark, and the backslash that begins an escape.
fn harmless(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\\' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn protect_ends(text: &str) -> String {
    let mut out = String::new();
    let last = text.chars().count() - 1;
    for (i, c) in text.chars().enumerate() {
        let at_an_end = (i == 0 || i == last) && c.is_whitespace();
        if at_an_end || (i == 0 && c == '#') {
            push_escaped(&mut out, c.to_string().as_bytes());
        } else {
            out.push(c);
        }
    }
    out
}

fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first != b'\\' {
            out.push(first);
            rest = tail;
        } else if tail.first() == Some(&b'\\') {
            out.push(b'\\');
            rest = &tail[1..];
        } else {
            let hex = tail.strip_prefix(b"x")?.get(..2)?;
            if !hex.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            out.push(u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()?);
            rest = &tail[3..];
        }
    }
    (!out.contains(&0)).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_file_name_survives_its_text_form(bytes in proptest::collection::vec(1_u8..=255, 1..40)) {
            let path = PathBuf::from(os_string(bytes));
            if let Ok(name) = SampleName::from_path(&path) {
                let normal: PathBuf = path.components().collect();
                let normal = normal.strip_prefix(".").map(Path::to_path_buf).unwrap_or(normal);
                prop_assert_eq!(name.to_path(), normal);
                prop_assert_eq!(SampleName::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(!name.as_str().chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a\\q", "nul\\x00"] {
            assert!(SampleName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn odd_names_are_one_printable_line() {
        let name = SampleName::from_path(Path::new("a\nb \u{1b}[31m#"));
        assert_eq!(
            name.as_ref().map(SampleName::as_str),
            Ok("a\\x0ab \\x1b[31m#")
        );
        let name = SampleName::from_path(Path::new("# x "));
        assert_eq!(name.as_ref().map(SampleName::as_str), Ok("\\x23 x\\x20"));
    }
}
