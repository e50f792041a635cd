//! What the machine-readable forms of a timeline say of its recording.

use mpdbg_analysis::Judgement;
use mpdbg_model::{Outcome, Profile, What};

use crate::report::about::SampleReport;
use crate::report::event::outcome;
use crate::report::table::{COUNTERS, counters};
use crate::report::table::{Column, Type, Value};

/// Version of the layout of the JSON forms. Fields may be added within a version.
const FORMAT: i64 = 1;

/// The columns of the header of a timeline. Append-only.
pub(crate) const HEADER: &[Column] = &[
    Column::int("format", "Version of this layout: 1"),
    Column::text("session", "Name of the session"),
    Column::flag("dev_debug", "The session's protection is lifted: its files may have been written over"),
    Column::text("sample", "The sample, relative to the samples directory"),
    Column::text("scenario", "What was done while it played"),
    Column::int("repeat", "Which play of it: 1 is the first"),
    Column::int("attempt", "Which attempt at it: 1 is the first"),
    Column::text("player", "The player and its version"),
    Column::text("clock", "Which clock drove it: virtual or real"),
    Column::text("machine", "The simulated machine; nothing where none was").or_empty(),
    Column::text("started", "When it was played, RFC 3339 in UTC"),
    Column::text("caution", "What a reader has to know of the recording; may be empty text"),
    Column::text("profile", "Name of the profile that it was judged with"),
    Column::new("thresholds", Type::Rows(THRESHOLD), "The thresholds of the profile"),
    Column::text("outcome", "How the attempt ended, as in the event attempt-ended; nothing in a recording without an end").or_empty(),
    Column::flag("probed", "What the file promises is known"),
    Column::flag("judged", "The rules were asked; false for an attempt that was cut short"),
    Column::int("event_count", "Events that follow"),
    Column::int("defect_count", "Defects that follow"),
    Column::new("counters", Type::Row(COUNTERS), "What was counted; nothing where it was not judged").or_empty(),
    Column::new("unknown", Type::Rows(UNKNOWN), "Rules that could not answer"),
    Column::new("not_asked", Type::Rows(RULE), "Rules that were not asked, since they need more than a play"),
];

const THRESHOLD: &[Column] = &[
    Column::text("key", "Its key in the profile"),
    Column::int("value", "Its value, in the unit at the end of the key"),
];

const UNKNOWN: &[Column] = &[
    Column::text("rule", "Id of the rule"),
    Column::text("reason", "Why it could not answer"),
];

const RULE: &[Column] = &[Column::text("rule", "Id of the rule")];

/// What a recording has in these columns.
pub(crate) fn header_values<'r>(report: &SampleReport<'r>) -> Vec<Value<'r>> {
    let header = report.header;
    let judgement = report.judgement;
    vec![
        Value::Int(FORMAT),
        Value::text(report.about.session),
        Value::Flag(report.about.dev_debug),
        Value::text(header.sample.as_str()),
        Value::text(header.scenario.as_str()),
        Value::count(u64::from(header.repeat) + 1),
        Value::count(u64::from(header.attempt) + 1),
        Value::text(&header.player),
        Value::text(header.clock.to_string()),
        Value::maybe_text(header.machine.as_deref()),
        Value::text(&header.started),
        Value::text(report.caution),
        Value::text(&report.profile.name),
        Value::Rows(THRESHOLD, thresholds(report.profile)),
        Value::maybe_text(ended(report).map(outcome)),
        Value::Flag(report.expected.is_some()),
        Value::Flag(judgement.is_some()),
        Value::count(report.events.len()),
        Value::count(judgement.map_or(0, |it| it.defects.len())),
        judgement.map_or(Value::Empty, |it| {
            Value::Row(COUNTERS, counters(&it.counters))
        }),
        Value::Rows(UNKNOWN, judgement.map(unknown).unwrap_or_default()),
        Value::Rows(RULE, judgement.map(not_asked).unwrap_or_default()),
    ]
}

fn thresholds<'v>(profile: &Profile) -> Vec<Vec<Value<'v>>> {
    let pairs = profile.thresholds().into_iter();
    pairs
        .map(|(key, value)| vec![Value::text(key), Value::Int(value)])
        .collect()
}

/// How the attempt ended, if the recording says so.
pub(crate) fn ended<'r>(report: &SampleReport<'r>) -> Option<&'r Outcome> {
    match report.events.last().map(|event| &event.what) {
        Some(What::AttemptEnded(outcome)) => Some(outcome),
        _ => None,
    }
}

fn unknown(judgement: &Judgement) -> Vec<Vec<Value<'_>>> {
    let pairs = judgement.unknown.iter();
    pairs
        .map(|(rule, reason)| vec![Value::text(rule.0), Value::text(reason)])
        .collect()
}

fn not_asked<'v>(judgement: &Judgement) -> Vec<Vec<Value<'v>>> {
    let rules = judgement.not_asked.iter();
    rules.map(|rule| vec![Value::text(rule.0)]).collect()
}
