//! How a session stands against the baseline, on its page.

use maud::{Markup, html};
use mpdbg_analysis::ComparisonVerdict;

use super::about::{Baseline, SessionPage};
use crate::report::comparison::ComparisonReport;
use crate::report::comparison::words;
use crate::report::page::comparison::standings_list;
use crate::report::words::Escaped;
use crate::report::words::quoted;

/// Cases that got worse and are named at most.
const NAMED: usize = 50;

/// The verdict of the comparison with the baseline and what got worse, worst first.
pub(super) fn against_baseline(page: &SessionPage<'_>) -> Markup {
    html! {
        h2 id="baseline" { "Against the baseline" }
        @match page.baseline {
            Baseline::Absent => p { "There is none; " code { "mpdbg baseline set SESSION" } " names one." },
            Baseline::Itself => p { "This session is the baseline." },
            Baseline::Failed(why) => p class="warning" { "It could not be compared: " (Escaped(why)) },
            Baseline::Compared(report) => (compared(report)),
        }
    }
}

fn compared(report: &ComparisonReport<'_>) -> Markup {
    let comparison = report.comparison;
    let class = match comparison.verdict {
        ComparisonVerdict::NothingRegressed => "verdict good",
        ComparisonVerdict::Regressed => "verdict bad",
        ComparisonVerdict::Unclear(_) => "verdict warning",
    };
    let failing = comparison.failing();
    let more = failing.len().saturating_sub(NAMED);
    let [before, after] = [&comparison.before, &comparison.after].map(|it| quoted(it));
    html! {
        div class=(class) {
            strong class="small" { (words::verdict(comparison)) }
            p { "against session " (Escaped(&comparison.before)) }
            @for reason in words::reservations(comparison) { p { (Escaped(&reason)) } }
        }
        (standings_list(comparison))
        @if !failing.is_empty() {
            div class="wide" { table {
                thead { tr { th { "what got worse, worst first" } th {} th { "how" } } }
                tbody { @for case in failing.iter().take(NAMED) { tr {
                    td class="t" { (Escaped(&case.case.to_string())) }
                    td { (case.standing.words()) }
                    td class="t" { (Escaped(&words::in_short(case))) }
                } } }
            } }
            @if more > 0 { p class="quiet" { "and " (more) " more" } }
        }
        p class="command" { code { "mpdbg compare " (before) " " (after) " --html" } }
    }
}
