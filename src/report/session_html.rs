//! A session as one page that needs no network.

use std::io::{self, Write};

use maud::{Markup, html};

use super::escape::Escaped;
use super::html_page::HtmlPage;
use super::session_about::SessionPage;
use super::session_html_baseline::against_baseline;
use super::session_html_origin::{origin, skipped, thresholds};
use super::session_html_table::table;
use super::summary_words::{self as words, Tone};
use super::timeline_assets::{timeline_script, timeline_style};

const STYLE: &str = concat!(include_str!("comparison.css"), include_str!("session.css"));
const SCRIPT: &str = include_str!("session.js");

/// Writes the page: the verdict, the sums, every play with its defects, how the session stands against the
/// baseline, where it comes from, and the thresholds.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_session_html(out: &mut dyn Write, page: &SessionPage<'_>) -> io::Result<()> {
    out.write_all(markup(page).into_string().as_bytes())
}

fn markup(page: &SessionPage<'_>) -> Markup {
    let report = &page.report;
    let verdict = words::verdict(report);
    let first = verdict.first().map_or("", |(_, words)| words);
    let mut scripts = vec![SCRIPT.to_owned()];
    if has_charts(page) {
        scripts.insert(0, timeline_script());
    }
    let document = HtmlPage {
        title: html! { (first) ": " (Escaped(report.about.session)) },
        wide: true,
        body: body(page, &verdict),
        style: format!("{}\n{STYLE}", timeline_style()),
        scripts,
    };
    document.document()
}

fn has_charts(page: &SessionPage<'_>) -> bool {
    page.plays.iter().flatten().any(|it| it.chart.is_some())
}

fn body(page: &SessionPage<'_>, verdict: &[(Tone, String)]) -> Markup {
    let report = &page.report;
    html! {
        @if report.about.dev_debug {
            p class="bad" { "DEV DEBUG: recordings and reports of this session may have been written over." }
        }
        h1 { "mpdbg report: session " (Escaped(report.about.session)) ", " (report.terms()) }
        (told(verdict))
        (sums(page))
        (table(page))
        (totals(page))
        (against_baseline(page))
        (origin(page))
        (skipped(report.skipped))
        (thresholds(report.profile))
    }
}

fn told(verdict: &[(Tone, String)]) -> Markup {
    let class = |tone: Tone| match tone {
        Tone::Good => "good",
        Tone::Warning => "warning",
        Tone::Bad => "bad",
    };
    let Some(((tone, first), more)) = verdict.split_first() else {
        return html! {};
    };
    html! {
        div class={ "verdict " (class(*tone)) } {
            strong { (first) }
            @for (tone, words) in more { p { span class=(class(*tone)) { (words) } } }
        }
    }
}

fn sums(page: &SessionPage<'_>) -> Markup {
    let summary = page.report.summary;
    let version = page.report.samples_version.map_or("none stated", str::trim);
    html! {
        ul class="standings" {
            @for sum in words::sums(summary) {
                li class=[(sum.count == 0).then_some("none")] { b { (sum.count) } (sum.words) }
            }
            li { b { (words::quality(summary)) } "defects per relevant " (summary.noun()) }
        }
        p class="quiet" { "samples version " (Escaped(version)) }
    }
}

fn totals(page: &SessionPage<'_>) -> Markup {
    let summary = page.report.summary;
    html! { @if !summary.totals.is_empty() {
        h2 { "Defects by rule" }
        div class="wide" { table class="narrow" {
            thead { tr { th { "rule" } th class="n" { "defects" } th class="n" { (summary.noun()) "s" } } }
            tbody { @for (total, having) in words::totals(summary) { tr {
                td { code class="rule" { (total.rule.0) } }
                td class="n" { (total.defects) }
                td class="n" { (having) }
            } } }
        } }
    } }
}
