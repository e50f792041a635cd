//! Where the timelines stand on the page of a comparison.

use maud::{Markup, html};
use mpdbg_analysis::{CaseComparison, Comparison};
use mpdbg_model::Case;

use super::pair::PairShown;
use crate::report::words::Escaped;

/// Says that the worst cases have their timelines here, and the others not.
pub(super) fn with_timelines(pairs: &[PairShown], failing: &[&CaseComparison]) -> Markup {
    let has = |case: &&&CaseComparison| pairs.iter().any(|it| *it.case() == case.case);
    let with = failing.iter().filter(has).count();
    html! { @if !pairs.is_empty() && with < failing.len() {
        p class="quiet" {
            "Of " (failing.len()) " cases, the worst " (with) " have their timelines on this page; "
            code { "mpdbg timeline SAMPLE --against SESSION" } " shows those of the others."
        }
    } }
}

/// The timelines of a case, where they are on the page.
pub(super) fn timelines(pairs: &[PairShown], case: &Case, open: bool) -> Markup {
    let pair = pairs.iter().find(|it| it.case() == case);
    html! { @if let Some(pair) = pair { (pair.markup(open)) } }
}

/// The timelines of cases that differ, but do not fail the comparison.
pub(super) fn other_pairs(comparison: &Comparison, pairs: &[PairShown]) -> Markup {
    let fails = |it: &&PairShown| {
        let case = comparison.case(it.case());
        case.is_some_and(|case| comparison.fails(case))
    };
    let others: Vec<&PairShown> = pairs.iter().filter(|it| !fails(it)).collect();
    html! { @if !others.is_empty() {
        h2 { "Other differences, along the timeline" }
        @for pair in others { article {
            h3 { (Escaped(&pair.case().to_string())) }
            (pair.markup(false))
        } }
    } }
}
