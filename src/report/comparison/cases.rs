//! The cases of a comparison that fail, as text.

use std::io;

use mpdbg_analysis::{CaseComparison, Comparison, DefectChange, Figure, RateChange, Ruling, Turn};

use super::parts::{Page, painted};
use super::words;
use crate::report::words::Escaped;

/// Writes the cases that fail, worst first: what is new, where, how strong, and the commands that show it;
/// then what is worse in all cases together.
pub(super) fn write_failing(page: &mut Page<'_>) -> io::Result<()> {
    let comparison = page.comparison();
    let failing = comparison.failing();
    if !failing.is_empty() {
        page.heading("What got worse, worst first")?;
    }
    for case in failing.iter().take(page.room.cases) {
        write_case(page, comparison, case)?;
    }
    if failing.len() > page.room.cases {
        writeln!(page.out)?;
        page.more(failing.len(), page.room.cases)?;
    }
    let worse: Vec<&RateChange> = words::worse_together(comparison).collect();
    let others: Vec<&RateChange> = words::others_together(comparison)
        .filter(|_| !page.report.only_new)
        .collect();
    if !worse.is_empty() || !others.is_empty() {
        page.heading("In all cases together")?;
    }
    for rate in worse {
        write_rate(page, 2, rate)?;
    }
    for rate in others.iter().take(page.room.names) {
        page.indented(2, &format!("does not count  {}", words::ruled(rate)))?;
    }
    page.more(others.len(), page.room.names)
}

fn write_case(
    page: &mut Page<'_>,
    comparison: &Comparison,
    case: &CaseComparison,
) -> io::Result<()> {
    let only_new = page.report.only_new;
    let name = painted(page.palette.heading, &case.case.to_string());
    writeln!(page.out, "\n  {name}  {}", case.standing.words())?;
    if let Some(ended) = words::ended(case) {
        page.indented(4, &ended)?;
    }
    for remark in &case.remarks {
        page.indented(4, remark)?;
    }
    let shown: Vec<&DefectChange> = case
        .worse()
        .filter(|it| !only_new || it.turn == Turn::New)
        .collect();
    for change in shown.iter().take(page.room.changes) {
        write_change(page, change)?;
    }
    match shown.len().saturating_sub(page.room.changes) {
        0 => {}
        more => writeln!(page.out, "    and {more} more for the worse")?,
    }
    for (rule, what) in words::content(case) {
        page.indented(4, &format!("{rule}: {what}"))?;
    }
    for rate in case.ruled(Ruling::Worse) {
        write_rate(page, 4, rate)?;
    }
    if !only_new && let Some(rest) = rest(case) {
        page.indented(4, &rest)?;
    }
    let quiet = page.palette.quiet;
    for command in [
        words::report_command(comparison, &case.case),
        words::command(comparison, case),
    ] {
        // A command stays in one line, to be copied.
        let command = painted(quiet, &Escaped(&command).to_string());
        writeln!(page.out, "    $ {command}")?;
    }
    Ok(())
}

fn write_change(page: &mut Page<'_>, change: &DefectChange) -> io::Result<()> {
    let style = match words::severity(change) {
        mpdbg_model::Severity::Critical => page.palette.bad,
        mpdbg_model::Severity::Major => page.palette.warning,
        mpdbg_model::Severity::Minor => anstyle::Style::new(),
    };
    let turn = painted(style, &format!("{:<8}", words::turn(change.turn)));
    let place = words::subject(change).map(words::place);
    let place = place
        .filter(|it| !it.is_empty())
        .map_or_else(String::new, |it| format!(", {it}"));
    let (rule, severity) = (change.rule, words::severity(change));
    writeln!(page.out, "    {turn}  {rule}, {severity}{place}")?;
    page.indented(14, &words::what(change))
}

fn write_rate(page: &mut Page<'_>, margin: usize, rate: &RateChange) -> io::Result<()> {
    let (rule, numbers) = (rate.rule, words::rate(rate));
    let turn = match rate.figure {
        Figure::Share | Figure::PerMinute => "more often",
        Figure::Worst(_) => "stronger",
    };
    page.indented(margin, &format!("{turn}  {rule}: {numbers}"))
}

/// What is not for the worse in a case that fails, in a line.
fn rest(case: &CaseComparison) -> Option<String> {
    let count = |turn| {
        case.changes
            .iter()
            .filter(|it| it.turn == turn && it.accepted.is_none())
            .count()
    };
    let mut parts = Vec::new();
    for turn in [Turn::Fixed, Turn::Weaker, Turn::Moved] {
        match count(turn) {
            0 => {}
            some => parts.push(format!("{some} {}", words::turn(turn))),
        }
    }
    let accepted = case
        .changes
        .iter()
        .filter(|it| it.accepted.is_some())
        .count();
    if accepted > 0 {
        parts.push(format!("{accepted} accepted"));
    }
    if case.same > 0 {
        parts.push(format!("{} the same", case.same));
    }
    (!parts.is_empty()).then(|| format!("besides: {}", parts.join(", ")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::fixture::comparison;
    use super::*;

    #[test]
    fn a_clean_case_comes_before_one_that_was_broken_already() {
        let comparison = comparison();
        let mut cases = comparison.failing().into_iter();
        let case = cases.find(|it| it.worse().next().is_some()).unwrap();
        let with = |turn, defects_before| {
            let mut case = CaseComparison {
                defects_before,
                ..case.clone()
            };
            case.crashed_after = false;
            case.changes.truncate(1);
            case.changes[0].turn = turn;
            case.changes[0].accepted = None;
            case.order()
        };
        let (clean, broken) = (with(Turn::New, 0.0), with(Turn::New, 7.0));
        let stronger = with(Turn::Stronger, 7.0);
        assert!(
            clean > broken && broken > stronger,
            "{clean} {broken} {stronger}"
        );
    }
}
