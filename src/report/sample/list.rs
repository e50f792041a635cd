//! The reports on one sample.

use std::io::{self, Write};

use crate::report::about::SampleReport;
use crate::report::{write_all, write_anomalies, write_counter, write_frames};

/// A report on one sample.
#[derive(Clone, Copy, Debug)]
pub struct SampleReportKind {
    /// Its name on the command line and in `<sample>.<name>.txt`.
    pub name: &'static str,
    /// What it holds, in a line.
    pub about: &'static str,
    /// Writes it.
    pub write: fn(&mut dyn Write, &SampleReport<'_>) -> io::Result<()>,
}

/// Every report on one sample, in the order of `report --list`.
pub const SAMPLE_REPORTS: &[SampleReportKind] = &[
    SampleReportKind {
        name: "all",
        about: "every event in a line: number, run time, what happened",
        write: write_all,
    },
    SampleReportKind {
        name: "anomalies",
        about: "each defect: where, when, how much, and the events around it",
        write: write_anomalies,
    },
    SampleReportKind {
        name: "counter",
        about: "how often each defect and each kind of event occurred",
        write: write_counter,
    },
    SampleReportKind {
        name: "frames",
        about: "each picture the file promises: pts, due, presented or why not, content hash",
        write: write_frames,
    },
];

impl SampleReportKind {
    /// The report with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        SAMPLE_REPORTS.iter().find(|report| report.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::sample_report;

    #[test]
    fn every_report_warns_of_dev_debug_and_never_acts_on_a_terminal() {
        for report in SAMPLE_REPORTS {
            let text = sample_report(report.name, true);
            assert!(text.starts_with("DEV DEBUG"), "{}", report.name);
            assert!(
                !sample_report(report.name, false).contains("DEV DEBUG"),
                "{}",
                report.name
            );
            let acts = text
                .chars()
                .any(|c| (c.is_control() && c != '\n') || c == '\u{202e}');
            assert!(!acts, "{}", report.name);
        }
    }
}
