//! The summary as JSON.

use std::io::{self, Write};

use mpdbg_analysis::{Profile, Summary};
use mpdbg_model::SkippedSample;
use serde::Serialize;

use crate::report::about::SessionReport;

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    /// Version of this layout.
    format: u32,
    session: &'a str,
    dev_debug: bool,
    interrupted: bool,
    without_device: u64,
    /// Plays that were held up by other work, of those that say whether they were.
    held_up: u64,
    measured: u64,
    machine: Option<&'a str>,
    samples_version: Option<&'a str>,
    #[serde(flatten)]
    summary: &'a Summary,
    skipped: &'a [SkippedSample],
    profile: &'a Profile,
}

/// Writes the summary as one JSON object and a line end.
pub fn write_summary_json(out: &mut dyn Write, report: &SessionReport<'_>) -> io::Result<()> {
    let document = Document {
        r#type: "summary",
        format: 1,
        session: report.about.session,
        dev_debug: report.about.dev_debug,
        interrupted: report.interrupted,
        without_device: report.without_device,
        held_up: report.loads.1,
        measured: report.loads.0,
        machine: report.machine,
        samples_version: report.samples_version,
        summary: report.summary,
        skipped: report.skipped,
        profile: report.profile,
    };
    serde_json::to_writer(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::report::fixture::{session_report, summary};

    #[test]
    fn the_buckets_and_the_verdict_are_there() {
        let mut out = Vec::new();
        session_report(&summary(), |report| write_summary_json(&mut out, report)).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["type"], "summary");
        assert_eq!(value["conclusion"], "crashed");
        assert_eq!(value["tally"]["cases"], 5);
        assert_eq!(value["rows"][2]["bucket"], "defective");
        let unexpected = value["rows"][2]["unexpected"].as_array().unwrap();
        assert!(
            unexpected
                .iter()
                .any(|one| one["stayed-away"] == "picture::freeze")
        );
        assert_eq!(value["profile"]["late_ms"], 20);
        assert!(out.ends_with(b"}\n"));
    }
}
