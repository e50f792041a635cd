//! The figure of a timeline as SVG.

use std::io::{self, Write};

use super::about::SampleReport;
use super::timeline_figure::figure;

/// Writes the figure of a play.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_svg(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    out.write_all(figure(&[report])?.as_bytes())
}

/// Writes the figure of a play over the one that it is held against.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_svg_against(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    against: &SampleReport<'_>,
) -> io::Result<()> {
    out.write_all(figure(&[report, against])?.as_bytes())
}
