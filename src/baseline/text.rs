//! The text of `baseline.toml`: what it says, and how it is changed without losing what people wrote.

use jiff::civil::Date;
use mpdbg_analysis::{Accepted, Amount};
use mpdbg_model::Measure;
use mpdbg_sample::{Mistake, read_toml};
use serde::{Deserialize, Serialize};
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value, value};

use super::pattern::{did_you_mean_rule, is_rule};

/// What a file begins with that mpdbg makes; the session is still to be filled in.
pub(crate) const FIRST: &str = "\
# What `mpdbg run --against baseline` compares with, and which differences from it are accepted.
# `mpdbg baseline` writes it; people may edit it, and comments stay.
session = \"\"
";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    session: String,
    #[serde(default)]
    accepted: Vec<Accepted>,
}

/// The session and the accepted differences that a text names.
pub(super) fn parse(text: &str) -> Result<(String, Vec<Accepted>), Mistake> {
    let Written { session, accepted } = read_toml(text)?;
    for (number, entry) in accepted.iter().enumerate() {
        let number = number.to_string();
        let wrong =
            |key: &str, words: String| Mistake::at(text, &["accepted", &number, key], words);
        if let Some(rule) = entry.rule.as_ref().filter(|rule| !is_rule(rule)) {
            let meant = did_you_mean_rule(rule);
            return Err(wrong(
                "rule",
                format!("there is no rule or area `{rule}`{meant}"),
            ));
        }
        if entry.rule.is_none() && entry.sample.is_none() {
            let words = "it names neither a rule nor a sample, and would accept everything";
            return Err(wrong("reason", words.to_owned()));
        }
        if entry.date.parse::<Date>().is_err() {
            return Err(wrong(
                "date",
                format!("`{}` is no day, YYYY-MM-DD", entry.date),
            ));
        }
    }
    Ok((session, accepted))
}

/// The same text with another session. It has to parse.
pub(crate) fn with_session(text: &str, session: &str) -> String {
    let mut document = document(text);
    document["session"] = value(session);
    document.to_string()
}

/// The same text with more accepted differences at its end. It has to parse.
pub(crate) fn with_accepted(text: &str, more: &[Accepted]) -> String {
    let mut document = document(text);
    let item = document.entry("accepted").or_insert(Item::None);
    let mut tables = std::mem::take(item)
        .into_array_of_tables()
        .unwrap_or_default();
    for entry in more {
        tables.push(table(entry));
    }
    *item = Item::ArrayOfTables(tables);
    document.to_string()
}

fn document(text: &str) -> DocumentMut {
    text.parse().unwrap_or_default()
}

fn table(entry: &Accepted) -> Table {
    let Accepted {
        rule,
        sample,
        scenario,
        up_to,
        reason,
        date,
    } = entry;
    let mut table = Table::new();
    let named = [
        ("rule", rule.as_deref().map(Value::from)),
        ("sample", sample.as_ref().map(|it| it.as_str().into())),
        ("scenario", scenario.as_ref().map(|it| it.as_str().into())),
        ("up_to", up_to.as_ref().map(amount)),
        ("reason", Some(reason.into())),
        ("date", Some(date.into())),
    ];
    for (key, word) in named {
        if let Some(word) = word {
            table.insert(key, value(word));
        }
    }
    table
}

/// As the file says it, e.g. `{ severity = "major", count = 3 }`.
fn amount(amount: &Amount) -> Value {
    let Amount {
        severity,
        count,
        measure,
        per_minute,
    } = amount;
    let measure = measure.map(|Measure { value, unit }| {
        let mut table = InlineTable::new();
        table.insert("value", value.into());
        table.insert("unit", word(&unit).into());
        table.into()
    });
    let count = count.map(|it| i64::try_from(it).unwrap_or(i64::MAX).into());
    let named = [
        ("severity", severity.map(|it| word(&it).into())),
        ("count", count),
        ("measure", measure),
        ("per_minute", per_minute.map(Value::from)),
    ];
    let mut table = InlineTable::new();
    for (key, value) in named {
        if let Some(value) = value {
            table.insert(key, value);
        }
    }
    table.into()
}

/// The word that is read back.
fn word(value: &impl Serialize) -> String {
    let word = serde_json::to_value(value).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::path::Path;

    use mpdbg_model::{SampleName, ScenarioName, Severity, Unit};

    use super::*;

    fn accepted(sample: &str, reason: &str) -> Accepted {
        Accepted {
            rule: Some("picture::late".to_owned()),
            sample: Some(SampleName::from_path(Path::new(sample)).unwrap()),
            scenario: Some(ScenarioName::default()),
            up_to: None,
            reason: reason.to_owned(),
            date: "2026-01-31".to_owned(),
        }
    }

    #[test]
    fn what_is_written_is_read_back_whatever_it_says() {
        let hostile = "]] \"\"\" ''' # x\n= \u{1b}[31m \\";
        let more = [accepted("clip.mp4", ""), accepted(hostile, hostile)];
        let text = with_accepted(&with_session(FIRST, "before"), &more);
        let (session, read) = parse(&text).unwrap();
        assert_eq!((session.as_str(), &read[..]), ("before", &more[..]));
        assert!(text.starts_with("# What `mpdbg run"), "{text}");
        assert!(
            !text.contains(|c: char| c.is_control() && c != '\n'),
            "{text}"
        );
    }

    #[test]
    fn how_much_is_accepted_is_read_back() {
        let mut entry = accepted("clip.mp4", "slow");
        entry.up_to = Some(Amount {
            severity: Some(Severity::Major),
            count: Some(12),
            measure: Some(Measure {
                value: 40.5,
                unit: Unit::Ms,
            }),
            per_minute: Some(3.0),
        });
        let text = with_accepted(&with_session(FIRST, "before"), &[entry.clone()]);
        let line = "up_to = { severity = \"major\", count = 12, \
                    measure = { value = 40.5, unit = \"ms\" }, per_minute = 3.0 }\n";
        assert!(text.contains(line), "{text}");
        assert_eq!(parse(&text).unwrap().1, [entry]);
        let by_hand = text.replace(line, "up_to.count = 12\n");
        let count = parse(&by_hand).unwrap().1[0].up_to.unwrap();
        assert_eq!((count.count, count.severity), (Some(12), None));
        let wrong = text.replace(line, "up_to = { cuont = 12 }\n");
        let mistake = parse(&wrong).unwrap_err().to_string();
        assert!(mistake.contains("unknown key `cuont`"), "{mistake}");
    }

    #[test]
    fn comments_and_order_stay() {
        let text = "# ours\nsession = \"one\" # the release\n\n# ticket 7\n[[accepted]]\n\
                    sample = \"a.mp4\"\nreason = \"x\" # why\ndate = \"2026-01-02\"\n";
        let text = with_session(text, "two");
        let text = with_accepted(&text, &[accepted("b.mp4", "y")]);
        for kept in [
            "# ours\n",
            "# ticket 7\n[[accepted]]\nsample = \"a.mp4\"",
            "\"x\" # why\n",
        ] {
            assert!(text.contains(kept), "{text}");
        }
        assert!(text.ends_with("date = \"2026-01-31\"\n"), "{text}");
        let (session, accepted) = parse(&text).unwrap();
        assert_eq!((session.as_str(), accepted.len()), ("two", 2));
        let inline = "session = \"one\"\naccepted = [{ rule = \"life\", reason = \"\", date = \"2026-01-02\" }]\n";
        let text = with_accepted(inline, &[super::tests::accepted("b.mp4", "y")]);
        assert_eq!(parse(&text).unwrap().1.len(), 2);
    }

    #[test]
    fn a_mistake_has_its_place() {
        let entry = |lines: &str| format!("session = \"one\"\n[[accepted]]\n{lines}");
        for (text, words) in [
            (String::new(), "missing field `session`"),
            (
                entry("rule = \"picture::lat\"\nreason = \"\"\ndate = \"2026-01-02\"\n"),
                "line 3, column 8: there is no rule or area `picture::lat`; did you mean `picture::late`?",
            ),
            (
                entry("reson = \"\"\n"),
                "line 3, column 1: unknown key `reson`; did you mean `reason`?",
            ),
            (
                entry("reason = \"\"\ndate = \"2026-01-02\"\n"),
                "line 3, column 10: it names neither a rule nor a sample",
            ),
            (
                entry("rule = \"life\"\nreason = \"\"\ndate = \"2026-02-30\"\n"),
                "line 5, column 8: `2026-02-30` is no day",
            ),
        ] {
            let mistake = parse(&text).unwrap_err().to_string();
            assert!(mistake.contains(words), "{mistake}");
        }
    }
}
