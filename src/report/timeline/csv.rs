//! Every event of a recording as a row of one table with the columns that most kinds of event have.

use std::io::{self, Write};

use mpdbg_model::What;

use crate::report::about::SampleReport;
use crate::report::event::each_event;
use crate::report::event::event_words;
use crate::report::event::{EVENT, Kind};
use crate::report::table::CsvTable;
use crate::report::table::{Column, Value};

/// What stands behind the columns of every event. Append-only.
pub(crate) const FLAT: &[Column] = &[
    Column::int("stream", "Index of the stream in the container").or_empty(),
    Column::int("pts_ns", "Presentation time").or_empty(),
    Column::int("due_ns", "Run time at which the picture was due").or_empty(),
    Column::int("duration_ns", "How long it lasts, or took").or_empty(),
    Column::int(
        "position_ns",
        "Media time that the clock showed, or that was heard",
    )
    .or_empty(),
    Column::text("text", "All that the event says, in words; untrusted"),
];

/// Writes the table.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_csv(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let mut table = CsvTable::begin(out, &[EVENT, FLAT])?;
    each_event(report.events, report.profile, |row| {
        let own = |names: &[&str]| picked(row.kind, row.own, names);
        let words = words(&row.event.what);
        table.row(&[
            &row.every,
            &[
                own(&["stream"]),
                own(&["pts_ns"]),
                own(&["due_ns"]),
                own(&["duration_ns", "took_ns", "lacking_ns"]),
                own(&["position_ns", "master_ns"]),
                Value::text(words),
            ],
        ])
    })?;
    table.end()
}

/// What an event has in the first of these columns that its kind has.
fn picked<'e>(kind: &Kind, own: &[Value<'e>], names: &[&str]) -> Value<'e> {
    let place = names.iter().find_map(|name| {
        let mut columns = kind.columns.iter();
        columns.position(|column| column.name == *name)
    });
    place
        .and_then(|place| own.get(place))
        .map_or(Value::Empty, Value::clone)
}

/// The words of an event on one blank between them.
fn words(what: &What) -> String {
    event_words(what).replace("  ", ", ")
}
