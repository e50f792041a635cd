//! In what two values differ, in words.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// How one thing is in either session.
pub(super) type Words = (String, String);

/// The words of each text that the other one does not have.
pub(super) fn words_apart(one: &str, other: &str) -> Words {
    let only = |here: &str, there: &str| {
        let there: Vec<&str> = there.split_whitespace().collect();
        let only = here.split_whitespace().filter(|it| !there.contains(it));
        let only: Vec<&str> = only.collect();
        if only.is_empty() {
            "nothing else".to_owned()
        } else {
            only.join(" ")
        }
    };
    (only(one, other), only(other, one))
}

/// A value that is written as a single word.
pub(super) fn plain(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(error) => error.to_string(),
    }
}

/// The fields in which two values differ, e.g. `timeout_ms 120000`.
pub(super) fn fields(before: &impl Serialize, after: &impl Serialize) -> Option<Words> {
    let (one, other) = (leaves(before), leaves(after));
    let differ: Vec<&String> = (one.keys())
        .chain(other.keys().filter(|key| !one.contains_key(*key)))
        .filter(|key| one.get(*key) != other.get(*key))
        .collect();
    let words = |leaves: &BTreeMap<String, String>| {
        let one = |key: &&String| {
            let value = leaves.get(*key).map_or("-", String::as_str);
            format!("{key} {value}")
        };
        differ.iter().map(one).collect::<Vec<_>>().join(", ")
    };
    (!differ.is_empty()).then(|| (words(&one), words(&other)))
}

/// Every field of a value with its path; the name is told beside them.
fn leaves(value: &impl Serialize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(
        String::new(),
        serde_json::to_value(value).unwrap_or_default(),
    )];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::Object(fields) => {
                let dot = if path.is_empty() { "" } else { "." };
                open.extend(
                    fields
                        .into_iter()
                        .map(|(key, it)| (format!("{path}{dot}{key}"), it)),
                );
            }
            value if path != "name" => {
                found.insert(path, value.to_string());
            }
            _ => {}
        }
    }
    found
}

/// The words behind the name of each.
pub(super) fn named(before: &str, after: &str, words: Words) -> Words {
    let both = |name: &str, words: String| format!("{name}: {words}");
    (both(before, words.0), both(after, words.1))
}
