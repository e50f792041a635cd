//! A recording as one JSON document: what the header says, the events, the defects.

use std::io::{self, Write};

use super::about::SampleReport;
use super::defect_columns::{DEFECT, defect_values};
use super::event_columns::EVENT;
use super::event_rows::each_event;
use super::json_text::write_json;
use super::table::Object;
use super::timeline_header::{HEADER, header_values};

/// Writes the document, an event or a defect a line.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_timeline_json(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
) -> io::Result<()> {
    out.write_all(b"{\"header\":")?;
    write_json(out, &Object(&[(HEADER, &header_values(report))]))?;
    out.write_all(b",\n\"events\":[")?;
    let mut before = "\n";
    each_event(report.events, report.profile, |row| {
        out.write_all(before.as_bytes())?;
        before = ",\n";
        write_json(
            out,
            &Object(&[(EVENT, &row.every), (row.kind.columns, row.own)]),
        )
    })?;
    out.write_all(b"],\n\"defects\":[")?;
    for (number, defect) in report.defects().iter().enumerate() {
        out.write_all(if number == 0 { b"\n" } else { b",\n" })?;
        write_json(out, &Object(&[(DEFECT, &defect_values(number, defect))]))?;
    }
    out.write_all(b"]}\n")
}
