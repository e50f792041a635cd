//! What the report on a comparison is made from, and the formats that it is written in.

use std::io::{self, Write};

use mpdbg_analysis::Comparison;

use super::json::write_comparison_json;
use super::junit::write_comparison_junit;
use super::markdown::write_comparison_markdown;
use super::sarif::write_comparison_sarif;
use super::text::write_comparison_text;
use crate::report::page::comparison::write_comparison_html;

/// What the report on a comparison is made from.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonReport<'a> {
    /// What was found.
    pub comparison: &'a Comparison,
    /// Name only what is new, not what is stronger, moved, better or beside the point.
    pub only_new: bool,
    /// What weighs more than the verdict in the exit code of the command that asked: cases of a session that
    /// was just played crashed or have no recording.
    pub trouble: Option<&'a str>,
    /// The protection of one of the sessions is lifted, which every report says at its top.
    pub dev_debug: bool,
}

/// A format of the report on a comparison.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonFormat {
    /// How the name of its file ends, e.g. `txt`.
    pub ending: &'static str,
    /// Writes it.
    pub write: fn(&mut dyn Write, &ComparisonReport<'_>) -> io::Result<()>,
}

/// Every format; each comparison is written in all of them.
pub const COMPARISON_FORMATS: &[ComparisonFormat] = &[
    ComparisonFormat {
        ending: "txt",
        write: write_comparison_text,
    },
    ComparisonFormat {
        ending: "json",
        write: write_comparison_json,
    },
    ComparisonFormat {
        ending: "html",
        write: write_comparison_html,
    },
    ComparisonFormat {
        ending: "md",
        write: write_comparison_markdown,
    },
    ComparisonFormat {
        ending: "xml",
        write: write_comparison_junit,
    },
    ComparisonFormat {
        ending: "sarif",
        write: write_comparison_sarif,
    },
];
