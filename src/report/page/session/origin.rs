//! Where a session comes from, what it was judged by, and what was not played.

use maud::{Markup, html};
use mpdbg_analysis::Profile;
use mpdbg_model::SkippedSample;

use super::about::SessionPage;
use crate::report::words::Escaped;

/// How it was recorded, on what, from which source.
pub(super) fn origin(page: &SessionPage<'_>) -> Markup {
    html! {
        h2 { "Where it comes from" }
        table class="narrow" { tbody {
            @for (name, value) in page.origin { tr { th scope="row" { (name) } td class="t" { (lines(value)) } } }
            tr { th scope="row" { "judged by" } td class="t" { (Escaped(page.judged_by)) } }
        } }
        (noted("mpdbg and the machine", page.info, "Nothing was noted: the session was never recorded."))
        (noted("The source", page.revision, "No repository was found when the session was made."))
    }
}

fn noted(heading: &str, text: Option<&str>, otherwise: &str) -> Markup {
    html! { details {
        summary { (heading) }
        @match text {
            Some(text) => pre { (lines(text)) },
            None => p { (otherwise) },
        }
    } }
}

/// Each line by itself, so that nothing in it acts.
fn lines(text: &str) -> Markup {
    html! { @for (number, line) in text.lines().enumerate() {
        @if number > 0 { br; }
        (Escaped(line))
    } }
}

/// What lies in the samples directory and was not played.
pub(super) fn skipped(skipped: &[SkippedSample]) -> Markup {
    html! { @if !skipped.is_empty() {
        h2 { "In the samples directory, but not played" }
        div class="wide" { table class="narrow" { tbody { @for it in skipped { tr {
            td class="t" { (Escaped(it.name.as_str())) }
            td class="t" { (Escaped(&it.reason)) }
        } } } } }
    } }
}

/// Every threshold that was judged by.
pub(super) fn thresholds(profile: &Profile) -> Markup {
    html! {
        h2 { "Thresholds: profile " (Escaped(&profile.name)) }
        dl class="figures" { @for (name, value) in profile.thresholds() {
            div { dt { code { (name) } } dd { (value) } }
        } }
    }
}
