//! The lane of the defects: each a span of its own severity, with its name where there is room.

use mpdbg_model::Severity;

use super::glyph::{BLANK, Glyph, Label, Row, blank, glyph, label};
use super::marks::Frame;
use super::side::{DefectSpan, Side};
use crate::tui::{Ink, Look};

/// How a severity is drawn.
pub(super) const fn severity_glyph(severity: Severity, look: Look) -> Glyph {
    match severity {
        Severity::Minor => glyph(look.pick('░', '-'), Ink::Minor),
        Severity::Major => glyph(look.pick('▒', '='), Ink::Major),
        Severity::Critical => glyph(look.pick('█', '#'), Ink::Critical),
    }
}

/// A span in columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Placed {
    first: usize,
    last: usize,
    row: usize,
    span: DefectSpan,
}

/// The defects in so many rows. Where there are more at once than rows, the last row shows the worst.
pub(super) fn defects(side: &Side, frame: &Frame, rows: usize) -> Vec<Row> {
    let placed = placed(side, frame, rows);
    let mut drawn = vec![blank(frame.columns); rows];
    let mut by_severity = placed.clone();
    by_severity.sort_by_key(|it| it.span.severity);
    for it in &by_severity {
        let sign = severity_glyph(it.span.severity, frame.look);
        drawn[it.row][it.first..=it.last].fill(sign);
    }
    for it in by_severity.iter().rev() {
        name(&mut drawn[it.row], it, side, frame.look);
    }
    drawn
}

/// Which row each span lies in: the first one that is free there.
fn placed(side: &Side, frame: &Frame, rows: usize) -> Vec<Placed> {
    let mut ends: Vec<Option<usize>> = vec![None; rows];
    let mut placed = Vec::new();
    for span in side.spans(frame.axis) {
        if span.window.from >= frame.window.to {
            break;
        }
        let Some((first, last)) = frame.span(span.window) else {
            continue;
        };
        let free = |end: &Option<usize>| end.is_none_or(|end| end < first);
        let row = ends.iter().position(free).unwrap_or(rows - 1);
        ends[row] = ends[row].max(Some(last));
        placed.push(Placed {
            first,
            last,
            row,
            span: *span,
        });
    }
    placed
}

/// Writes the name of a rule into its span, or behind it.
fn name(row: &mut Row, it: &Placed, side: &Side, look: Look) {
    let Some(defect) = side.defect(&it.span) else {
        return;
    };
    let name = defect.rule.0;
    let inside = &row[it.first..=it.last];
    let sign = inside[0];
    if inside.len() >= name.len() + 2 && inside.iter().all(|there| *there == sign) {
        for (there, letter) in row[it.first + 1..].iter_mut().zip(name.chars()) {
            *there = glyph(letter, sign.ink);
        }
    } else if row.get(it.last + 1) == Some(&BLANK) {
        let words = Label {
            words: name,
            ink: sign.ink,
            least: name.len(),
        };
        label(row, it.last + 1, words, look);
    }
}
