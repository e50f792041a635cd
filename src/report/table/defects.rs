//! The columns of a defect. Append-only.

use mpdbg_model::{Cause, Defect, EventRange, Unit};

use super::column::{Column, Type, Value};

/// The columns of a defect.
pub(crate) const DEFECT: &[Column] = &[
    Column::int(
        "defect",
        "Number of the defect in its play, from 0, in the order of run time",
    ),
    Column::text(
        "rule",
        "Id of the rule that found it; `mpdbg explain` says what it means",
    ),
    Column::text(
        "severity",
        "How bad it is for a viewer: minor, major or critical",
    ),
    Column::int(
        "media_from_ns",
        "Where in the media it begins; nothing where it has no place there",
    )
    .or_empty(),
    Column::int("media_to_ns", "Where it ends").or_empty(),
    Column::int(
        "run_from_ns",
        "When it begins: time since the recording began",
    )
    .or_empty(),
    Column::int("run_to_ns", "When it ends").or_empty(),
    Column::int(
        "first_event",
        "Number of the first event that shows it; nothing where it shows in what did not happen",
    )
    .or_empty(),
    Column::int("last_event", "Number of the last such event").or_empty(),
    Column::int("count", "Pictures, pieces of sound or messages in it"),
    Column::new(
        "measure",
        Type::Real,
        "How much of it there is, in measure_unit",
    )
    .or_empty(),
    Column::text("measure_unit", "ms, frames or count").or_empty(),
    Column::text("detail", "What happened, in words; untrusted"),
    Column::new(
        "causes",
        Type::Rows(CAUSE),
        "Why, where the events show it: the nearest cause first",
    ),
];

/// The columns of a cause.
const CAUSE: &[Column] = &[
    Column::text("words", "What it was; untrusted"),
    Column::int("first_event", "Number of the first event that shows it"),
    Column::int("last_event", "Number of the last such event"),
];

/// What a defect has in these columns.
pub(crate) fn defect_values(number: usize, defect: &Defect) -> Vec<Value<'_>> {
    let media = defect.media.map(|it| (it.from.nanos(), it.to.nanos()));
    let run = defect.run.map(|it| (it.from.nanos(), it.to.nanos()));
    let measure = defect.measure;
    vec![
        Value::count(number),
        Value::text(defect.rule.0),
        Value::text(defect.severity.to_string()),
        Value::maybe_count(media.map(|it| it.0)),
        Value::maybe_count(media.map(|it| it.1)),
        Value::maybe_count(run.map(|it| it.0)),
        Value::maybe_count(run.map(|it| it.1)),
        Value::maybe_count(defect.events.map(|it| it.first)),
        Value::maybe_count(defect.events.map(|it| it.last)),
        Value::count(defect.count),
        measure.map_or(Value::Empty, |it| Value::Real(it.value)),
        Value::maybe_text(measure.map(|it| unit(it.unit))),
        Value::text(&defect.detail),
        Value::Rows(CAUSE, defect.causes.iter().map(cause).collect()),
    ]
}

fn cause(cause: &Cause) -> Vec<Value<'_>> {
    let EventRange { first, last } = cause.events;
    vec![
        Value::text(&cause.words),
        Value::count(first),
        Value::count(last),
    ]
}

const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Ms => "ms",
        Unit::Frames => "frames",
        Unit::Count => "count",
    }
}
