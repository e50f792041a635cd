//! A row of a comparison.

use mpdbg_analysis::{CaseComparison, Standing};
use ratatui::text::{Line, Span};

use super::columns::{fitted, fitted_name};
use crate::browse::CaseLine;
use crate::tui::{Ink, Look};

const STANDING: usize = 14;
const DEFECTS: usize = 6;

/// Columns of a name in rows of so many columns.
fn name_width(columns: usize) -> usize {
    (columns.saturating_sub(2 + STANDING + 2 * DEFECTS + 4) * 9 / 20).min(60)
}

/// The heading over the rows.
pub(super) fn heading(by_name: bool, columns: usize, look: Look) -> Line<'static> {
    let arrow = look.pick("▼", "v");
    let (mark, name) = if by_name {
        (" ", format!("case{arrow}"))
    } else {
        (arrow, "case".to_owned())
    };
    let text = format!(
        "{mark} {} {:<STANDING$} {:>DEFECTS$} {:>DEFECTS$} what differs",
        fitted(&name, name_width(columns), look),
        "stands",
        "before",
        "after",
    );
    Line::styled(fitted(&text, columns, look), look.ink(Ink::Title))
}

/// The row of a case.
pub(super) fn row(
    line: &CaseLine,
    case: &CaseComparison,
    columns: usize,
    look: Look,
) -> Line<'static> {
    let (mark, ascii, ink) = mark(case.standing, line.fails);
    let name = fitted_name(&case.case.to_string(), name_width(columns), look);
    let defects = |there: bool, defects: f64| match there {
        false => "-".to_owned(),
        true if (defects - defects.round()).abs() < 0.05 => format!("{defects:.0}"),
        true => format!("{defects:.1}"),
    };
    let before = defects(case.ended_before.is_some(), case.defects_before);
    let after = defects(case.ended_after.is_some(), case.defects_after);
    let room = columns.saturating_sub(2 + name_width(columns) + STANDING + 2 * DEFECTS + 4);
    Line::from(vec![
        Span::styled(look.pick(mark, ascii), look.ink(ink)),
        Span::raw(format!(" {name} ")),
        Span::styled(fitted(case.standing.words(), STANDING, look), look.ink(ink)),
        Span::raw(format!(" {before:>DEFECTS$} {after:>DEFECTS$} ")),
        Span::styled(fitted(&line.words, room, look), look.ink(Ink::Text)),
    ])
}

/// The mark of a standing, its ASCII twin, its colour.
fn mark(standing: Standing, fails: bool) -> (&'static str, &'static str, Ink) {
    if fails {
        return ("✗", "x", Ink::Major);
    }
    match standing {
        Standing::Regressed | Standing::Changed | Standing::Mixed | Standing::Flaky => {
            ("~", "~", Ink::Minor)
        }
        Standing::NotComparable => ("?", "?", Ink::Minor),
        Standing::New => ("*", "*", Ink::Text),
        Standing::Gone => ("–", "-", Ink::Text),
        Standing::Improved => ("✓", "+", Ink::Good),
        Standing::Same => ("=", "=", Ink::Quiet),
    }
}
