//! Defects that are expected, as a person writes them down.

use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;

use jiff::civil::Date;
use mpdbg_model::{Expectation, SampleName, ScenarioName};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::error::SamplesError;
use crate::fingerprint::read_text_file;
use crate::mistake::read_toml;

/// A file that says nothing of its samples but which defects are expected of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectations {
    #[serde(default)]
    sample: Vec<Expecting>,
}

/// One sample of a file of expectations.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expecting {
    /// The sample.
    pub name: SampleName,
    /// The defects; each the id of a rule, or a table with a reason.
    #[serde(deserialize_with = "expectations")]
    pub expects: Vec<Expectation>,
}

/// Reads a file of expectations, `[[sample]]` tables with `name` and `expects`; none where there is no
/// such file.
///
/// # Errors
/// When the file cannot be read, holds anything else, or names a sample twice.
pub fn read_expectations(path: &Path) -> Result<Vec<Expecting>, SamplesError> {
    let text = match read_text_file(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(SamplesError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    let bad = |mistake| SamplesError::BadExpectations {
        path: path.to_owned(),
        mistake,
    };
    let samples = read_toml::<Expectations>(&text).map_err(bad)?.sample;
    let mut seen = HashSet::new();
    match samples.iter().find(|it| !seen.insert(&it.name)) {
        Some(twice) => Err(SamplesError::NamedTwice {
            path: path.to_owned(),
            name: twice.name.clone(),
        }),
        None => Ok(samples),
    }
}

/// A list of expectations, each the id of a rule, or a table that says why.
pub(crate) fn expectations<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Vec<Expectation>, D::Error> {
    let stated = Vec::<Stated>::deserialize(from)?;
    Ok(stated.into_iter().map(|stated| stated.0).collect())
}

struct Stated(Expectation);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(deserialize_with = "rule")]
    rule: String,
    scenario: Option<ScenarioName>,
    #[serde(deserialize_with = "words")]
    reason: String,
    link: Option<String>,
    #[serde(default, deserialize_with = "day")]
    expires: Option<String>,
}

impl<'de> Deserialize<'de> for Stated {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(StatedVisitor)
    }
}

struct StatedVisitor;

impl<'de> Visitor<'de> for StatedVisitor {
    type Value = Stated;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the id of a defect, or a table with `rule` and `reason`")
    }

    fn visit_str<E: Error>(self, id: &str) -> Result<Stated, E> {
        checked(id).map(|id| Stated(Expectation::from(id)))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Stated, A::Error> {
        let table = Table::deserialize(MapAccessDeserializer::new(map))?;
        Ok(Stated(Expectation {
            rule: table.rule,
            scenario: table.scenario,
            reason: table.reason,
            link: table.link,
            expires: table.expires,
        }))
    }
}

fn rule<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let id = String::deserialize(from)?;
    checked::<D::Error>(&id).map(ToOwned::to_owned)
}

fn checked<E: Error>(id: &str) -> Result<&str, E> {
    if is_defect_id(id) {
        return Ok(id);
    }
    Err(E::custom(format_args!(
        "`{}` is not the id of a defect, `area::name`",
        id.escape_debug()
    )))
}

fn is_defect_id(id: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    };
    id.split_once("::")
        .is_some_and(|(area, name)| word(area) && word(name))
}

fn words<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    match text.trim() {
        "" => Err(D::Error::custom("the reason is empty")),
        words => Ok(words.to_owned()),
    }
}

/// A day as text or as a date of TOML.
fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let value = toml::Value::deserialize(from)?;
    let text = match &value {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    // The parser takes more than one way to write a day.
    let is_day = |date: Date| date.to_string() == text;
    if text.parse().is_ok_and(is_day) {
        return Ok(Some(text));
    }
    Err(D::Error::custom(format_args!(
        "`{}` is not a day, `YYYY-MM-DD`",
        text.escape_debug()
    )))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    fn read(text: &str) -> Result<Vec<Expecting>, String> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("expectations.toml");
        fs::write(&path, text).unwrap();
        read_expectations(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn an_expectation_is_an_id_or_a_table_with_a_reason() {
        let text = "[[sample]]\nname = \"a.mp4\"\nexpects = [\"sound::gap\"]\n\
                    [[sample.expects]]\n";
        assert!(read(text).is_err());
        let text = "[[sample]]\nname = \"a.mp4\"\nexpects = [\"sound::gap\", { rule = \"picture::late\", \
                    reason = \" slow \", link = \"https://example.org/7\", expires = \"2026-12-31\", \
                    scenario = \"seek-back\" }]\n[[sample]]\nname = \"b\"\n[[sample.expects]]\n\
                    rule = \"picture::late\"\nreason = \"x\"\nexpires = 2028-02-29\n";
        let found = read(text).unwrap();
        assert_eq!(found[0].expects[0], Expectation::from("sound::gap"));
        let late = &found[0].expects[1];
        assert_eq!(
            (late.rule.as_str(), late.reason.as_str()),
            ("picture::late", "slow")
        );
        assert_eq!(late.link.as_deref(), Some("https://example.org/7"));
        assert_eq!(late.expires.as_deref(), Some("2026-12-31"));
        assert_eq!(late.scenario.as_ref().unwrap().as_str(), "seek-back");
        assert_eq!(found[1].expects[0].expires.as_deref(), Some("2028-02-29"));
    }

    #[test]
    fn a_mistake_is_told_with_its_place() {
        let one = |entry: &str| format!("[[sample]]\nname = \"a\"\nexpects = [{entry}]\n");
        for (text, words) in [
            (one("\"Late\""), "line 3, column 12: `Late` is not the id"),
            (
                one("{ rule = \"a::b\" }"),
                "line 3, column 12: missing field `reason`",
            ),
            (
                one("{ rule = \"a::b\", reason = \" \" }"),
                "the reason is empty",
            ),
            (
                one("{ rule = \"a::b\", reson = \"x\" }"),
                "did you mean `reason`?",
            ),
            (
                one("{ rule = \"a::b\", reason = \"x\", expires = \"2026-02-30\" }"),
                "line 3, column 53: `2026-02-30` is not a day",
            ),
            (
                one("{ rule = \"a::b\", reason = \"x\", expires = \"20261231\" }"),
                "is not a day",
            ),
            (
                one("{ rule = \"a::b\", reason = \"x\", expires = 2026-12-31T07:00:00 }"),
                "is not a day",
            ),
            (one("3"), "expected the id of a defect, or a table"),
            (
                "[[sample]]\nname = \"a\"\nopens = false\nexpects = []\n".to_owned(),
                "unknown key `opens`",
            ),
            (one("") + &one(""), "names `a` twice"),
        ] {
            let error = read(&text).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }

    #[test]
    fn no_file_expects_nothing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read_expectations(&dir.path().join("x")).unwrap(), []);
        assert!(read_expectations(dir.path()).is_err());
    }
}
