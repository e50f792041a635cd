//! A comparison as SARIF 2.1.0 (OASIS), for what collects the findings of many tools.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};

use mpdbg_analysis::{
    CONTENT, CaseComparison, Comparison, ComparisonVerdict, DefectChange, Interest, PRESENTATION,
    RULES, Ruling, Turn,
};
use mpdbg_model::{Case, RuleId, SampleName, Severity};
use serde_json::{Map, Value, json};

use super::about::ComparisonReport;
use super::trouble::{crashes_newly, headline};
use super::words;
use crate::report::words::Escaped;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// What the paths of the samples begin with, as SARIF names it.
const BASE: &str = "SAMPLES";
/// The area of a crash in a case that is not compared, so that no rule was applied.
const NEW_CRASH: RuleId = RuleId("life");

/// Writes every defect that is not the same on both sides as a result.
///
/// `baselineState` is `new` for a new defect, `updated` for a stronger, weaker or moved one and `absent`
/// for one that went away; those that are the same are counted and not listed. An accepted difference is a
/// suppressed result. A rate that is worse is a result without a place.
pub(crate) fn write_comparison_sarif(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    let comparison = report.comparison;
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "mpdbg",
                "version": env!("CARGO_PKG_VERSION"),
                "shortDescription": text("The regression debugger for media players"),
                "rules": rules(),
            }},
            "automationDetails": {
                "id": format!("mpdbg compare/{}/{}", comparison.before, comparison.after),
            },
            "invocations": [invocation(report)],
            "originalUriBaseIds": { BASE: {
                "description": text("The samples directory of the session"),
            }},
            "results": results(comparison),
            "properties": {
                "devDebug": report.dev_debug,
                "before": comparison.before,
                "after": comparison.after,
                "verdict": headline(report),
                "reservations": words::reservations(comparison),
                "confidence": comparison.confidence,
            },
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn text(words: &str) -> Value {
    json!({ "text": words })
}

/// A message, in which brackets would be a link, and a backslash takes that from them (3.11.6).
fn message(words: &str) -> Value {
    let words = Escaped(words).to_string();
    let marks = |c| matches!(c, '\\' | '[' | ']');
    let escape = |c| marks(c).then_some('\\').into_iter().chain([c]);
    text(&words.chars().flat_map(escape).collect::<String>())
}

fn invocation(report: &ComparisonReport<'_>) -> Value {
    let unclear = matches!(report.comparison.verdict, ComparisonVerdict::Unclear(_));
    let told = |trouble: &str| json!({ "level": "error", "message": message(trouble) });
    json!({
        "executionSuccessful": !unclear && report.trouble.is_none(),
        "toolExecutionNotifications": report.trouble.into_iter().map(told).collect::<Vec<_>>(),
    })
}

/// Every rule of mpdbg, with its words.
fn rules() -> Vec<Value> {
    RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id.0,
                "shortDescription": text(rule.summary),
                "fullDescription": text(rule.meaning),
                "help": text(&format!("Where to look: {} Threshold: {}", rule.look_at, rule.threshold)),
            })
        })
        .collect()
}

fn results(comparison: &Comparison) -> Vec<Value> {
    let mut list = Vec::new();
    for case in &comparison.cases {
        let mut seen = BTreeMap::new();
        for change in &case.changes {
            list.push(of_change(case, change, &mut seen));
        }
        list.extend(of_case(case, &comparison.interest));
    }
    for rate in words::worse_together(comparison) {
        let words = words::rate(rate);
        list.push(Value::Object(result(
            rate.rule, "warning", "updated", &words, None,
        )));
    }
    list
}

/// What a case shows that is no single defect: other content, rates that are worse, and that it crashes
/// where only the second session has it.
fn of_case(case: &CaseComparison, interest: &Interest) -> Vec<Value> {
    let content = words::content(case).into_iter().map(|(rule, words)| {
        let (name, reason) = if rule.0 == PRESENTATION {
            let presentation = case.presentation.as_ref();
            (
                PRESENTATION,
                presentation.and_then(|it| it.accepted.as_ref()),
            )
        } else {
            let content = case.content.as_ref();
            (CONTENT, content.and_then(|it| it.accepted.as_ref()))
        };
        let open = case.otherwise().any(|it| it == name);
        let level = if open { "warning" } else { "note" };
        let result = result(rule, level, "updated", &words, Some(&case.case));
        suppressed(result, reason)
    });
    let rates = case.rates.iter().filter(|it| it.ruling == Ruling::Worse);
    let rates = rates.map(|it| {
        let words = words::rate(it);
        let level = if interest.counts(it.rule.0) {
            "warning"
        } else {
            "note"
        };
        let result = result(it.rule, level, "updated", &words, Some(&case.case));
        suppressed(result, it.accepted.as_ref())
    });
    let crash = crashes_newly(case).then(|| {
        let words = case.ended_after.as_deref().unwrap_or_default();
        result(NEW_CRASH, "error", "new", words, Some(&case.case))
    });
    let results = content.chain(rates).chain(crash);
    results.map(Value::Object).collect()
}

/// The same result, suppressed where there is a reason to accept it.
fn suppressed(mut result: Map<String, Value>, reason: Option<&String>) -> Map<String, Value> {
    if let Some(reason) = reason {
        let why = json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
        result.insert("suppressions".to_owned(), why);
    }
    result
}

fn of_change(
    case: &CaseComparison,
    change: &DefectChange,
    seen: &mut BTreeMap<String, u32>,
) -> Value {
    let state = match change.turn {
        Turn::New => "new",
        Turn::Stronger | Turn::Moved | Turn::Weaker => "updated",
        Turn::Fixed => "absent",
    };
    let level = match words::severity(change) {
        Severity::Critical => "error",
        Severity::Major => "warning",
        Severity::Minor => "note",
    };
    let subject = words::subject(change);
    let at = words::placed(change);
    let what = format!("{}{at}: {}", words::turn(change.turn), words::what(change));
    let mut result = result(change.rule, level, state, &what, Some(&case.case));
    result.insert(
        "occurrenceCount".to_owned(),
        json!(subject.map_or(1, |it| it.count)),
    );
    let fingerprint = fingerprint(&case.case, change, seen);
    result.insert(
        "partialFingerprints".to_owned(),
        json!({ "mpdbgDefect/v1": fingerprint }),
    );
    Value::Object(suppressed(result, change.accepted.as_ref()))
}

/// What stays the same from run to run: rule, case, the second of the media, and which of those it is.
fn fingerprint(case: &Case, change: &DefectChange, seen: &mut BTreeMap<String, u32>) -> String {
    // As it was before, where it was: a defect that moved is still the same one.
    let defect = change.before.as_ref().or(change.after.as_ref());
    let second = defect.and_then(|defect| defect.media).map_or_else(
        || "-".to_owned(),
        |media| media.from.nanos().div_euclid(1_000_000_000).to_string(),
    );
    let key = format!("{}|{}|{}|{second}", change.rule, case.sample, case.scenario);
    let nth = seen.entry(key.clone()).or_default();
    *nth += 1;
    format!("{key}|{nth}")
}

fn result(
    rule: RuleId,
    level: &str,
    state: &str,
    words: &str,
    case: Option<&Case>,
) -> Map<String, Value> {
    let mut result = Map::new();
    let mut set = |key: &str, value| result.insert(key.to_owned(), value);
    set("ruleId", json!(rule));
    if let Some(index) = RULES.iter().position(|it| it.id == rule) {
        set("ruleIndex", json!(index));
    }
    set("level", json!(level));
    set("baselineState", json!(state));
    match case {
        Some(case) => {
            set("message", message(&format!("{case}: {words}")));
            set("locations", json!([location(case)]));
        }
        None => {
            set("message", message(words));
        }
    }
    result
}

fn location(case: &Case) -> Value {
    json!({
        "physicalLocation": { "artifactLocation": { "uri": uri(&case.sample), "uriBaseId": BASE } },
        "logicalLocations": [{
            "name": case.scenario,
            "fullyQualifiedName": case.to_string(),
            "kind": "scenario",
        }],
    })
}

/// The path of a sample as a relative reference (RFC 3986): every byte that is not unreserved is
/// percent-encoded, so that no name is taken for a scheme or a query.
fn uri(sample: &SampleName) -> String {
    let path = sample.to_path();
    let mut uri = String::new();
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(*byte));
            }
            _ => {
                // Writing to a String cannot fail.
                let _ = fmt::Write::write_fmt(&mut uri, format_args!("%{byte:02X}"));
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::collections::BTreeSet;

    use super::super::fixture::{HOSTILE, comparison, report};
    use super::*;

    fn written(comparison: &Comparison) -> Value {
        let mut out = Vec::new();
        write_comparison_sarif(&mut out, &report(comparison)).unwrap();
        serde_json::from_slice(&out).unwrap()
    }

    fn results(document: &Value) -> &Vec<Value> {
        document["runs"][0]["results"].as_array().unwrap()
    }

    #[test]
    fn a_result_is_of_a_known_rule_and_says_what_became_of_it() {
        let document = written(&comparison());
        let rules = document["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .unwrap();
        let mut states = BTreeSet::new();
        for result in results(&document) {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[index]["id"], result["ruleId"]);
            assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
            states.insert(result["baselineState"].as_str().unwrap());
        }
        assert_eq!(states, BTreeSet::from(["absent", "new", "updated"]));
        let missing = &results(&document)[0];
        assert_eq!(missing["ruleId"], "picture::missing");
        assert_eq!(missing["level"], "error");
    }

    #[test]
    fn a_path_is_a_relative_reference_that_means_the_very_file() {
        let document = written(&comparison());
        let place = &results(&document)[0]["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"].as_str().unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(uri.chars().all(plain), "{uri}");
        let mut bytes = Vec::new();
        let mut rest = uri.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let hex = [rest.next().unwrap(), rest.next().unwrap()];
                let hex = std::str::from_utf8(&hex).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&hex, 16).unwrap());
            } else {
                bytes.push(byte);
            }
        }
        assert_eq!(String::from_utf8(bytes).unwrap(), HOSTILE);
    }

    #[test]
    fn every_defect_has_a_fingerprint_of_its_own() {
        let mut comparison = comparison();
        let twice = comparison.cases[0].changes[0].clone();
        comparison.cases[0].changes.push(twice);
        let document = written(&comparison);
        let marks: Vec<&str> = results(&document)
            .iter()
            .filter_map(|it| it["partialFingerprints"]["mpdbgDefect/v1"].as_str())
            .collect();
        assert!(marks.len() > 5);
        assert_eq!(
            marks.len(),
            marks.iter().collect::<BTreeSet<_>>().len(),
            "{marks:?}"
        );
    }
}
