//! The part of SARIF 2.1.0 (OASIS, section 3 and its schema) that our files use: an object of the standard is
//! a type here, what it requires is required, and what we do not use is refused.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use serde::Deserialize;

use super::about::ComparisonReport;
use super::fixture::{HOSTILE, comparison, crashing_newly, harmless, report, troubled, unclear};
use super::sarif::write_comparison_sarif;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Log {
    #[serde(rename = "$schema")]
    schema: String,
    version: String,
    runs: Vec<Run>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Run {
    tool: Tool,
    automation_details: AutomationDetails,
    invocations: Vec<Invocation>,
    original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
    results: Vec<Finding>,
    /// A property bag holds anything.
    properties: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    driver: Component,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Component {
    name: String,
    version: String,
    short_description: Text,
    rules: Vec<Descriptor>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Descriptor {
    id: String,
    short_description: Text,
    full_description: Text,
    help: Text,
}

/// A message, or a string of a message in several formats.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct AutomationDetails {
    id: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Notification {
    level: Level,
    message: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    None,
    Note,
    Warning,
    Error,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum BaselineState {
    New,
    Unchanged,
    Updated,
    Absent,
}

/// A `result`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Finding {
    rule_id: String,
    rule_index: Option<usize>,
    level: Level,
    baseline_state: BaselineState,
    message: Text,
    #[serde(default)]
    locations: Vec<Location>,
    occurrence_count: Option<NonZeroU32>,
    #[serde(default)]
    partial_fingerprints: BTreeMap<String, String>,
    #[serde(default)]
    suppressions: Vec<Suppression>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Suppression {
    kind: SuppressionKind,
    status: SuppressionStatus,
    justification: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum SuppressionKind {
    InSource,
    External,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum SuppressionStatus {
    Accepted,
    UnderReview,
    Rejected,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    logical_locations: Vec<LogicalLocation>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct ArtifactLocation {
    uri: Option<String>,
    uri_base_id: Option<String>,
    description: Option<Text>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct LogicalLocation {
    name: String,
    fully_qualified_name: String,
    kind: String,
}

/// The words of a plain text message, as a reader shows them; panics where they hold a link (3.11.6).
fn shown(message: &Text) -> String {
    let mut shown = String::new();
    let mut rest = message.text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => shown.push(rest.next().unwrap()),
            '[' | ']' => panic!("a link: {}", message.text),
            other => shown.push(other),
        }
    }
    shown
}

fn read(report: &ComparisonReport<'_>) -> Run {
    let mut out = Vec::new();
    write_comparison_sarif(&mut out, report).unwrap();
    let mut log: Log = serde_json::from_slice(&out).unwrap();
    assert!(log.schema.ends_with("/sarif-2.1.0.json"), "{}", log.schema);
    assert_eq!(log.version, "2.1.0");
    assert_eq!(log.runs.len(), 1);
    log.runs.remove(0)
}

#[test]
fn every_object_is_as_the_standard_has_it() {
    let all = [comparison(), harmless(), crashing_newly(), unclear()];
    for run in all
        .iter()
        .flat_map(|it| [read(&report(it)), read(&troubled(it))])
    {
        for it in &run.results {
            let rule = it
                .rule_index
                .map(|at| run.tool.driver.rules[at].id.as_str());
            assert!(rule.is_none_or(|rule| rule == it.rule_id), "{it:?}");
            assert!(!shown(&it.message).is_empty());
            let bases = it.locations.iter().map(|it| {
                let artifact = &it.physical_location.artifact_location;
                (
                    artifact.uri.is_some(),
                    artifact.uri_base_id.clone().unwrap(),
                )
            });
            for (has_uri, base) in bases {
                assert!(has_uri && run.original_uri_base_ids.contains_key(&base));
            }
        }
        for it in &run.invocations {
            it.tool_execution_notifications.iter().for_each(|it| {
                assert_eq!(shown(&it.message), "CRASHED, 1 case (exit code 3)");
            });
        }
    }
}

#[test]
fn a_strangers_words_hold_no_link() {
    let mut comparison = comparison();
    let name = r"a\ [click](http://x) ]";
    comparison.cases[0].changes[0]
        .after
        .as_mut()
        .unwrap()
        .detail = name.to_owned();
    let run = read(&report(&comparison));
    let message = &run.results[0].message;
    let words = shown(message);
    assert!(
        words.ends_with(name) && words.contains("[seek-back]"),
        "{words}"
    );
    assert!(
        message.text.contains(r"a\\ \[click\](http://x) \]"),
        "{}",
        message.text
    );
}

#[test]
fn a_new_crash_is_an_error_and_so_is_the_run() {
    let comparison = crashing_newly();
    let run = read(&troubled(&comparison));
    let new = |it: &&Finding| it.baseline_state == BaselineState::New && it.level == Level::Error;
    let new: Vec<&Finding> = run.results.iter().filter(new).collect();
    assert_eq!(new.len(), 1, "{new:?}");
    assert_eq!(shown(&new[0].message), "fresh.mp4: crashed with SIGSEGV");
    let [invocation] = &run.invocations[..] else {
        panic!("not one invocation")
    };
    assert!(!invocation.execution_successful);
    assert_eq!(
        invocation.tool_execution_notifications[0].level,
        Level::Error
    );
    assert!(read(&report(&comparison)).invocations[0].execution_successful);
}

#[test]
fn what_is_accepted_is_suppressed_with_its_reason() {
    let mut accepted = comparison();
    let [.., coloured, slower] = &mut accepted.cases[..4] else {
        panic!("not four cases that fail")
    };
    coloured.content.as_mut().unwrap().accepted = Some("other colours".to_owned());
    slower.rates[0].accepted = Some("a slower scaler".to_owned());
    let run = read(&report(&accepted));
    let mut reasons: Vec<(&str, &str)> = Vec::new();
    for it in &run.results {
        reasons.extend(
            it.suppressions
                .iter()
                .map(|why| (it.rule_id.as_str(), why.justification.as_str())),
        );
    }
    let wanted = format!("wanted {HOSTILE}");
    let expected = [
        ("picture::checksum", "other colours"),
        ("picture::dropped-late", "a slower scaler"),
        ("picture::late", &wanted),
    ];
    assert_eq!(reasons, expected);
}
