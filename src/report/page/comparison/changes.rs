//! The differences of a case as a table.

use maud::{Markup, html};
use mpdbg_analysis::DefectChange;

use super::page::severity;
use crate::report::comparison::words;
use crate::report::words::Escaped;

/// Defects of a case that are listed at most.
const CHANGES: usize = 100;
/// Of these so many are seen at once.
const UNFOLDED: usize = 8;

/// What is worse, the rest of a long list folded.
pub(super) fn changes(list: &[&DefectChange]) -> Markup {
    let (shown, folded) = list.split_at(list.len().min(UNFOLDED));
    let folded = &folded[..folded.len().min(CHANGES - UNFOLDED)];
    let more = list.len() - shown.len() - folded.len();
    html! {
        (change_table(shown))
        @if !folded.is_empty() { details {
            summary { "and " (folded.len()) " more" }
            (change_table(folded))
        } }
        @if more > 0 { p class="quiet" { "and " (more) " more, see the JSON" } }
    }
}

fn change_table(list: &[&DefectChange]) -> Markup {
    html! { div class="wide" { table {
        thead { tr { th { "" } th { "defect" } th { "where" } th { "what" } } }
        tbody { @for change in list { tr {
            td { (words::turn(change.turn)) }
            td { code class="rule" { (change.rule.0) } " " (severity(words::severity(change))) }
            td class="w" { (words::subject(change).map(words::place).unwrap_or_default()) }
            td class="t" { (Escaped(&words::what(change))) }
        } } }
    } } }
}
