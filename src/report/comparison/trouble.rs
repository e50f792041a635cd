//! What weighs more than the verdict of a comparison: cases that crashed or have no recording.

use mpdbg_analysis::{CaseComparison, Comparison, Standing};

use super::about::ComparisonReport;
use super::words;

/// The verdict, and what weighs more than it in the exit code.
pub(super) fn headline(report: &ComparisonReport<'_>) -> String {
    let verdict = words::verdict(report.comparison);
    match report.trouble {
        Some(trouble) => format!("{verdict}; {trouble}"),
        None => verdict,
    }
}

/// The cases that only the second session has, and that crash or hang there.
pub(super) fn newly_crashed(comparison: &Comparison) -> impl Iterator<Item = &CaseComparison> {
    comparison.cases.iter().filter(|it| crashes_newly(it))
}

/// True when only the second session has the case, and it crashes or hangs there.
pub(super) fn crashes_newly(case: &CaseComparison) -> bool {
    case.standing == Standing::New && case.crashed_after
}

/// The command that shows what is wrong with a case: in both sessions, or in the one that has it.
pub(super) fn command(comparison: &Comparison, case: &CaseComparison) -> String {
    if case.standing == Standing::New {
        words::report_command(comparison, &case.case)
    } else {
        words::command(comparison, case)
    }
}
