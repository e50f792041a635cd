//! Names of sessions.

use std::fmt;

/// Bytes of the longest name.
const LONGEST: usize = 200;

/// The name of a session: a directory name that every file system accepts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionName(String);

/// Why a text cannot be the name of a session.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionNameError {
    /// Nothing.
    #[error("a session's name cannot be empty")]
    Empty,
    /// Hidden, or `.` or `..`.
    #[error("session name `{0}` begins with a dot")]
    LeadingDot(String),
    /// A slash, a control character, one that Windows forbids, or one that nobody sees.
    #[error("session name `{name}` has a character that misleads or that not every file system stores: `{}`", character.escape_debug())]
    Character {
        /// The name, such characters escaped.
        name: String,
        /// The first such character.
        character: char,
    },
    /// A dot or space at the end, which Windows drops.
    #[error("session name `{0}` ends with a dot or a space")]
    Trailing(String),
    /// Names like `con` and `lpt1`.
    #[error("session name `{0}` is reserved by Windows")]
    Reserved(String),
    /// A word of commands, or a file that lies beside the sessions.
    #[error(
        "session name `{0}` means something else: a command's word, or a file beside the sessions"
    )]
    Taken(String),
    /// More than 200 bytes.
    #[error("session name has {0} bytes, at most {LONGEST} are possible")]
    Long(usize),
}

impl SessionName {
    /// Checks a name.
    ///
    /// # Errors
    /// When a file system could refuse or change it, it could lead out of the sessions directory, or it
    /// holds what acts on a terminal or misleads a reader.
    pub fn parse(name: &str) -> Result<Self, SessionNameError> {
        let shown = || name.escape_debug().to_string();
        if name.is_empty() {
            return Err(SessionNameError::Empty);
        }
        if name.len() > LONGEST {
            return Err(SessionNameError::Long(name.len()));
        }
        if let Some(character) = name.chars().find(|c| is_forbidden(*c)) {
            return Err(SessionNameError::Character {
                name: shown(),
                character,
            });
        }
        if name.starts_with('.') {
            return Err(SessionNameError::LeadingDot(shown()));
        }
        if name.ends_with(['.', ' ']) {
            return Err(SessionNameError::Trailing(shown()));
        }
        if is_reserved(name) {
            return Err(SessionNameError::Reserved(shown()));
        }
        Ok(Self(name.to_owned()))
    }

    /// Checks the name of a session that is to be made: none that commands take for another thing, or that
    /// is the name of a file beside the sessions. A session that has such a name can still be opened.
    ///
    /// # Errors
    /// As [`SessionName::parse`], and where the name means something else.
    pub fn parse_new(name: &str) -> Result<Self, SessionNameError> {
        let checked = Self::parse(name)?;
        if is_taken(name) {
            return Err(SessionNameError::Taken(name.escape_debug().to_string()));
        }
        Ok(checked)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Beyond what file systems forbid, the characters that a sample's name escapes: controls, line and
/// paragraph separators, direction marks, those without a width.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || "/\\<>:\"|?*".contains(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Words that commands take in the place of a session, and names of files beside the sessions; some file
/// systems do not tell capitals from other letters.
fn is_taken(name: &str) -> bool {
    let name = name.to_lowercase();
    let beside = [
        "baseline",
        "baseline.toml",
        "noise.json",
        "activation.json",
        "configuration.json",
        "readme.md",
    ];
    beside.contains(&name.as_str()) || name.starts_with("comparison_")
}

/// Windows reserves these whatever extension follows.
fn is_reserved(name: &str) -> bool {
    let base = name.split('.').next().unwrap_or(name).trim_end();
    let base = base.to_ascii_uppercase();
    match base.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" => true,
        _ => ["COM", "LPT"].iter().any(|device| {
            base.strip_prefix(device)
                .is_some_and(|port| matches!(port.as_bytes(), [b'1'..=b'9']))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mpdbg_model::SampleName;
    use std::path::Path;

    #[test]
    fn names_that_a_file_system_refuses_or_changes_are_refused() {
        let long = "x".repeat(201);
        let bad = [
            "", ".", "..", ".hidden", "a/b", "../x", "a\\b", "a\nb", "a:b", "a*", "a?", "<a>",
            "a|b", "a\"b", "a.", "a ", "CON", "con", "nul.txt", "com1", "LPT9.x", &long, "a\u{7f}",
        ];
        for name in bad {
            assert!(SessionName::parse(name).is_err(), "{name:?}");
        }
    }

    #[test]
    fn a_new_session_takes_no_name_that_means_something_else() {
        for name in [
            "baseline",
            "Baseline.toml",
            "noise.json",
            "activation.json",
            "comparison_a_b.json",
        ] {
            let told = SessionName::parse_new(name);
            assert_eq!(told, Err(SessionNameError::Taken(name.to_owned())));
            assert!(SessionName::parse(name).is_ok());
        }
        for name in ["baseline-2", "noise", "noise_00", "comparison", "before"] {
            assert!(SessionName::parse_new(name).is_ok(), "{name}");
        }
        assert!(SessionName::parse_new("a/b").is_err());
    }

    #[test]
    fn what_a_sample_name_escapes_is_refused() {
        for c in '\0'..=char::MAX {
            let name = format!("x{c}x");
            let escaped = SampleName::from_path(Path::new(&name))
                .map_or(true, |sample| sample.as_str() != name);
            if escaped {
                assert!(SessionName::parse(&name).is_err(), "{name:?}");
            }
        }
    }

    #[test]
    fn other_names_are_kept_as_they_are() {
        let longest = "x".repeat(200);
        for name in [
            "before",
            "testrun_00",
            "mit Ümlaut 1.2",
            "-x",
            "console",
            "com10",
            &longest,
        ] {
            assert_eq!(
                SessionName::parse(name)
                    .map(|name| name.to_string())
                    .as_deref(),
                Ok(name)
            );
        }
    }
}
