//! A recording as one JSON document: what the header says, the events, the defects.

use std::io::{self, Write};

use super::header::{HEADER, header_values};
use crate::report::about::SampleReport;
use crate::report::event::EVENT;
use crate::report::event::each_event;
use crate::report::table::Object;
use crate::report::table::{DEFECT, defect_values};
use crate::report::words::write_json;

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
