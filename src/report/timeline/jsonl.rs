//! A recording as lines of JSON: a header, every event, every defect.

use std::io::{self, Write};

use super::header::{HEADER, header_values};
use crate::report::about::SampleReport;
use crate::report::event::EVENT;
use crate::report::event::each_event;
use crate::report::table::{Column, Object, Value};
use crate::report::table::{DEFECT, defect_values};
use crate::report::words::write_json;

/// What tells the lines apart.
pub(crate) const TYPE: &[Column] = &[Column::text(
    "type",
    "What the line is: header, event or defect",
)];

/// Writes the header, then each event, then each defect as a line.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_jsonl(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    let mut line = |name: &'static str, parts: [(&[Column], &[Value<'_>]); 2]| {
        let name = [Value::text(name)];
        let [first, second] = parts;
        write_json(out, &Object(&[(TYPE, &name), first, second]))?;
        out.write_all(b"\n")
    };
    line("header", [(HEADER, &header_values(report)), (&[], &[])])?;
    each_event(report.events, report.profile, |row| {
        line("event", [(EVENT, &row.every), (row.kind.columns, row.own)])
    })?;
    for (number, defect) in report.defects().iter().enumerate() {
        line(
            "defect",
            [(DEFECT, &defect_values(number, defect)), (&[], &[])],
        )?;
    }
    Ok(())
}
