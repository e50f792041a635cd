//! TOML that a person wrote, and what is wrong with it: where, and which name was meant.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// A mistake in a text, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            column,
            message,
        } = self;
        write!(f, "line {line}, column {column}: {message}")
    }
}

impl Mistake {
    /// A mistake at the value that `path` leads to from the top of `text`, which parses: keys, and the
    /// numbers of elements. Where the path ends too early, the last value that is there is the place.
    pub fn at(text: &str, path: &[&str], message: impl Into<String>) -> Self {
        let offset = span_of(text, path).map_or(0, |span| span.start);
        Self::at_offset(text, offset, message.into())
    }

    /// A mistake at this byte of `text`.
    pub(crate) fn at_offset(text: &str, offset: usize, message: String) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            line: 1 + before.matches('\n').count(),
            column: 1 + line.chars().count(),
            message,
        }
    }
}

/// Reads TOML.
///
/// # Errors
/// The first mistake. An unknown name is told with the nearest known one.
pub fn read_toml<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    toml::from_str(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        Mistake::at_offset(text, offset, plain(error.message()))
    })
}

/// The one of `names` that was probably meant by `word`, if one is near.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = word.chars().count();
    let reach = (length / 3).max(2);
    names
        .into_iter()
        // Comparing two texts takes the product of their lengths, and `word` may be anything.
        .filter(|name| name.chars().count().abs_diff(length) <= reach)
        .map(|name| (strsim::damerau_levenshtein(word, name), name))
        .filter(|(distance, name)| *distance <= reach && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// ``; did you mean `x`?`` behind a complaint about an unknown name, or nothing.
pub fn did_you_mean<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    nearest(word, names).map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// The words of serde and of the parser in one line, with a suggestion in place of a long list.
fn plain(message: &str) -> String {
    let message = message.trim().replace('\n', ", ");
    for kind in ["unknown field `", "unknown variant `"] {
        let Some((word, rest)) = message
            .strip_prefix(kind)
            .and_then(|rest| rest.split_once('`'))
        else {
            continue;
        };
        let known: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let thing = kind.trim_end_matches('`').replace("field", "key");
        if let Some(meant) = nearest(word, known.iter().copied()) {
            return format!("{thing}`{word}`; did you mean `{meant}`?");
        }
        if !known.is_empty() {
            return format!("{thing}`{word}`; known are {}", known.join(", "));
        }
    }
    message
}

fn span_of(text: &str, path: &[&str]) -> Option<Range<usize>> {
    let table = DeTable::parse(text).ok()?;
    let mut span = None;
    let mut here = DeValue::Table(table.into_inner());
    for step in path {
        let next = match here {
            DeValue::Table(table) => table
                .into_iter()
                .find(|(key, _)| key.get_ref() == step)
                .map(|(_, value)| value),
            DeValue::Array(array) => step.parse().ok().and_then(|at| array.into_iter().nth(at)),
            _ => None,
        };
        let Some(next) = next else { break };
        span = Some(next.span());
        here = next.into_inner();
    }
    span
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Limits {
        late_ms: i64,
        #[serde(rename = "freeze_ms")]
        freeze: i64,
        inner: Vec<Limits>,
    }

    fn mistake(text: &str) -> String {
        match read_toml::<Limits>(text) {
            Ok(limits) => panic!("{} {}", limits.late_ms, limits.freeze),
            Err(mistake) => mistake.to_string(),
        }
    }

    #[test]
    fn a_mistake_has_its_place_and_says_what_was_meant() {
        for (text, words) in [
            (
                "late_ms = 5\n  lat_ms = 5",
                "line 2, column 3: unknown key `lat_ms`; did you mean `late_ms`?",
            ),
            (
                "zebra = 5",
                "line 1, column 1: unknown key `zebra`; known are late_ms, freeze_ms, inner",
            ),
            (
                "[[inner]]\nlate_ms = \"x\"",
                "line 2, column 11: invalid type: string \"x\", expected i64",
            ),
        ] {
            assert_eq!(mistake(text), words);
        }
        let syntax = mistake("late_ms = 5\nfreeze_ms = \n");
        assert!(
            syntax.starts_with("line 2, column ") && !syntax.contains('\n'),
            "{syntax}"
        );
    }

    #[test]
    fn a_place_is_found_by_its_keys() {
        let text = "late_ms = 5\n[[inner]]\n[[inner]]\nlate_ms = 1\nfreeze_ms  =  -3\n";
        let at = |path: &[&str]| {
            let mistake = Mistake::at(text, path, "x");
            (mistake.line, mistake.column)
        };
        assert_eq!(at(&["inner", "1", "freeze_ms"]), (5, 15));
        assert_eq!(at(&["late_ms"]), (1, 11));
        assert_eq!(at(&["nowhere"]), (1, 1));
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let names = ["picture::late", "picture::early", "sync::drift"];
        assert_eq!(nearest("picture::lat", names), Some("picture::late"));
        assert_eq!(nearest("sync::drfit", names), Some("sync::drift"));
        assert_eq!(nearest("ab", ["x", "cd"]), None);
        assert_eq!(nearest("something::else", names), None);
    }
}
