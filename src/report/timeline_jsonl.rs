//! Every event of a recording as a line of JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::about::SampleReport;

/// A line: the event as the model holds it, and its number.
#[derive(Serialize)]
struct Line<'a> {
    /// Number of the event, from 0.
    event: usize,
    /// Nanoseconds since the recording began.
    at: u64,
    /// What happened.
    what: &'a mpdbg_model::What,
}

/// Writes each event as a line.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_jsonl(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    for (number, event) in report.events.iter().enumerate() {
        let line = Line {
            event: number,
            at: event.at.nanos(),
            what: &event.what,
        };
        serde_json::to_writer(&mut *out, &line)?;
        writeln!(out)?;
    }
    Ok(())
}
