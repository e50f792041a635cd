//! The forms in which the timeline of a recording leaves mpdbg.

use std::io::{self, Write};

use super::csv::write_csv;
use super::json::write_timeline_json;
use super::jsonl::write_jsonl;
use crate::report::about::{Below, SampleReport};
use crate::report::page::timeline::{write_html, write_html_against};
use crate::report::timeline::figure::{write_svg, write_svg_against};
use crate::report::timeline::trace::write_firefox;
use crate::report::timeline::trace::write_perfetto;

/// A form of a timeline that other programs read.
#[derive(Clone, Copy, Debug)]
pub struct TimelineFormat {
    /// Its name behind `--format`.
    pub name: &'static str,
    /// What it holds and who reads it, in a line.
    pub about: &'static str,
    /// True when it is not text, and so nothing for a terminal.
    pub binary: bool,
    /// Writes it.
    pub write: fn(&mut dyn Write, &SampleReport<'_>) -> io::Result<()>,
    /// Writes it over the play that it is held against; absent where the form knows only one play.
    pub write_against: Option<WriteAgainst>,
}

/// Writes a play over another one.
pub(super) type WriteAgainst = fn(&mut dyn Write, &SampleReport<'_>, &Below<'_>) -> io::Result<()>;

/// Every form, in the order of the help.
pub const TIMELINE_FORMATS: &[TimelineFormat] = &[
    TimelineFormat {
        name: "html",
        about: "one page to look around in, with a browser and without a network",
        binary: false,
        write: write_html,
        write_against: Some(write_html_against),
    },
    TimelineFormat {
        name: "svg",
        about: "a figure for documents",
        binary: false,
        write: write_svg,
        write_against: Some(write_svg_against),
    },
    #[cfg(feature = "png")]
    TimelineFormat {
        name: "png",
        about: "the same figure as pixels",
        binary: true,
        write: crate::report::timeline::figure::write_png,
        write_against: Some(crate::report::timeline::figure::write_png_against),
    },
    TimelineFormat {
        name: "csv",
        about: "every event as a row; with --output DIR/ a table for each kind of event, and all it says",
        binary: false,
        write: write_csv,
        write_against: None,
    },
    TimelineFormat {
        name: "json",
        about: "one document: the recording, its events and its defects (`mpdbg schema`)",
        binary: false,
        write: write_timeline_json,
        write_against: None,
    },
    TimelineFormat {
        name: "jsonl",
        about: "the same as lines of JSON: a header, every event, every defect",
        binary: false,
        write: write_jsonl,
        write_against: None,
    },
    #[cfg(feature = "parquet")]
    TimelineFormat {
        name: "parquet",
        about: "every event as a row of one table; with --output DIR/ defects and points beside it",
        binary: true,
        write: crate::report::table::write_parquet,
        write_against: None,
    },
    TimelineFormat {
        name: "perfetto",
        about: "a trace with tracks, counters and arrows from cause to effect, for Perfetto and Chrome",
        binary: false,
        write: write_perfetto,
        write_against: None,
    },
    TimelineFormat {
        name: "firefox",
        about: "a profile with a thread a track, for the Firefox Profiler",
        binary: false,
        write: write_firefox,
        write_against: None,
    },
];

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use std::io::ErrorKind;

    use super::*;
    use crate::report::fixture::with_report;
    use crate::report::timeline::ORIGIN_FORMATS;

    /// A reader that has gone away.
    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_form_tells_that_its_reader_went_away() {
        with_report(false, |report| {
            // More than any form keeps back until its end.
            let events = vec![report.events; 500].concat();
            let report = &SampleReport {
                events: &events,
                ..*report
            };
            for format in TIMELINE_FORMATS.iter().chain(ORIGIN_FORMATS) {
                let error = (format.write)(&mut Gone, report).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::BrokenPipe, "{}", format.name);
            }
        });
    }
}
