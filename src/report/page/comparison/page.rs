//! A comparison as one page that needs no network, and no script but for timelines.

use std::io::{self, Write};

use maud::{Markup, Render, html};
use mpdbg_analysis::{
    CaseComparison, Circumstance, Comparison, ComparisonVerdict, DefectChange, RateChange, Ruling,
    SideTotals, Standing,
};
use mpdbg_model::Severity;

use super::changes::changes;
use super::pair::PairShown;
use super::place_of_pairs::{other_pairs, timelines, with_timelines};
use crate::report::comparison::ComparisonReport;
use crate::report::comparison::words;
use crate::report::page::HtmlPage;
use crate::report::page::timeline::{timeline_script, timeline_style};
use crate::report::words::Escaped;

const STYLE: &str = include_str!("comparison.css");
const CHARTS: &str = include_str!("../session/session.css");
const SCRIPT: &str = include_str!("comparison.js");

/// Writes the page: the verdict, what else differs, how many cases stand how, the failing cases, worst
/// first, and all others.
pub(crate) fn write_comparison_html(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    write_comparison_page(out, report, &[])
}

/// Writes the same with the timelines of these cases, both plays of each over each other.
///
/// # Errors
/// When `out` cannot be written.
pub fn write_comparison_page(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
    pairs: &[PairShown],
) -> io::Result<()> {
    out.write_all(page(report, pairs).into_string().as_bytes())
}

impl Render for Escaped<'_> {
    fn render(&self) -> Markup {
        html! { (self.to_string()) }
    }
}

fn page(report: &ComparisonReport<'_>, pairs: &[PairShown]) -> Markup {
    let comparison = report.comparison;
    let title = format!("{} against {}", comparison.after, comparison.before);
    let mut style = STYLE.to_owned();
    let mut scripts = Vec::new();
    if !pairs.is_empty() {
        style = format!("{}\n{STYLE}{CHARTS}", timeline_style());
        scripts = vec![timeline_script(), SCRIPT.to_owned()];
    }
    let page = HtmlPage {
        title: html! { (words::verdict(comparison)) ": " (Escaped(&title)) },
        class: (!pairs.is_empty()).then_some("wider"),
        body: body(report, &title, pairs),
        style,
        scripts,
    };
    page.document()
}

fn body(report: &ComparisonReport<'_>, title: &str, pairs: &[PairShown]) -> Markup {
    let comparison = report.comparison;
    let failing = comparison.failing();
    html! {
        @if report.dev_debug { p class="bad" { (words::DEV_DEBUG) } }
        h1 { "mpdbg compare: " (Escaped(title)) }
        (verdict(report))
        (circumstances(&comparison.circumstances.0))
        (standings(comparison))
        @if !failing.is_empty() {
            h2 { "What got worse, worst first" }
            (with_timelines(pairs, &failing))
            @for (number, case) in failing.iter().enumerate() {
                (regressed(report, case, pairs, number == 0))
            }
        }
        (rates("All cases together", &comparison.rates))
        @if !report.only_new {
            (others(comparison))
            (other_pairs(comparison, pairs))
        }
    }
}

fn verdict(report: &ComparisonReport<'_>) -> Markup {
    let comparison = report.comparison;
    let class = match comparison.verdict {
        ComparisonVerdict::NothingRegressed => "verdict good",
        ComparisonVerdict::Regressed => "verdict bad",
        ComparisonVerdict::Unclear(_) => "verdict warning",
    };
    let improved = comparison.standings.count(Standing::Improved);
    let reservations = words::reservations(comparison);
    html! {
        div class=(class) {
            strong { (words::verdict(comparison)) }
            @if let Some(trouble) = report.trouble { p class="bad" { (trouble) } }
            p {
                (improved) " improved; confidence " (format!("{:.2}", comparison.confidence))
                " (needed: " (format!("{:.2}", comparison.confidence_needed)) ")"
            }
            @if !reservations.is_empty() {
                ul { @for reason in &reservations { li { (Escaped(reason)) } } }
            }
        }
    }
}

fn circumstances(list: &[Circumstance]) -> Markup {
    html! {
        h2 { "What else differs" }
        @if list.is_empty() { p { "Nothing." } } @else {
            div class="wide" { table {
                thead { tr { th { "what" } th { "before" } th { "after" } th { "" } } }
                tbody { @for it in list { tr {
                    td { (it.thing.name()) }
                    td class="t" { (Escaped(&it.before)) }
                    td class="t" { (Escaped(&it.after)) }
                    td class="quiet" { (weight(it)) }
                } } }
            } }
        }
    }
}

const fn weight(it: &Circumstance) -> &'static str {
    match (it.counts, it.allowed) {
        (_, true) => "allowed",
        (true, false) => "can change what is recorded",
        (false, false) => "",
    }
}

fn standings(comparison: &Comparison) -> Markup {
    let sides = [
        ("before", &comparison.before, &comparison.totals_before),
        ("after", &comparison.after, &comparison.totals_after),
    ];
    html! {
        h2 { "How the cases stand" }
        (standings_list(comparison))
        h2 { "In figures" }
        div class="wide" { table {
            thead { tr {
                th { "session" } th { "" } th class="n" { "cases" } th class="n" { "compared" }
                th class="n" { "crashed" } th class="n" { "defects" } th class="n" { "defects a case" }
            } }
            tbody { @for (side, name, totals) in sides { (figures(side, name, totals)) } }
        } }
    }
}

/// How many cases stand how.
pub(crate) fn standings_list(comparison: &Comparison) -> Markup {
    html! { ul class="standings" {
        @for standing in Standing::ALL {
            @let count = comparison.standings.count(standing);
            li class=[(count == 0).then_some("none")] { b { (count) } (standing.words()) }
        }
        li { b { (comparison.standings.total()) } "in all" }
    } }
}

fn figures(side: &str, name: &str, totals: &SideTotals) -> Markup {
    let quality = totals
        .quality
        .map_or_else(|| "–".to_owned(), |it| format!("{it:.2}"));
    html! { tr {
        td { (Escaped(name)) }
        td class="quiet" { (side) }
        td class="n" { (totals.cases) }
        td class="n" { (totals.compared) }
        td class="n" { (totals.crashed) }
        td class="n" { (words::mean(totals.defects)) }
        td class="n" { (quality) }
    } }
}

fn regressed(
    report: &ComparisonReport<'_>,
    case: &CaseComparison,
    pairs: &[PairShown],
    open: bool,
) -> Markup {
    let new = words::worse(report, case);
    let (same, fixed) = (case.same, case.better().count());
    html! { article {
        h3 { code { (Escaped(&case.case.to_string())) } " " span class="bad" { (case.standing.words()) } }
        @if let Some(ended) = words::ended(case) { p { (Escaped(&ended)) } }
        @if !new.is_empty() { (changes(&new)) }
        @for (rule, told) in words::content(case) { p { code { (rule.0) } " " (Escaped(&told)) } }
        (rates("", &case.rates))
        @if same > 0 || fixed > 0 {
            p class="quiet" { (same) " the same in both, " (fixed) " fixed or weaker" }
        }
        (accepted(case))
        @for remark in &case.remarks { p class="quiet" { (Escaped(remark)) } }
        (timelines(pairs, &case.case, open))
        p class="command" { code { (Escaped(&words::command(report.comparison, case))) } }
    } }
}

/// What is accepted, with the reasons.
fn accepted(case: &CaseComparison) -> Markup {
    let told = |it: &DefectChange| it.accepted.clone().map(|reason| (it.rule.0, reason));
    let mut accepted: Vec<(&str, String)> = case.changes.iter().filter_map(told).collect();
    accepted.dedup();
    html! { @for (rule, reason) in accepted {
        p class="quiet" { code { (rule) } " accepted: " (Escaped(&reason)) }
    } }
}

pub(crate) fn severity(severity: Severity) -> Markup {
    let class = match severity {
        Severity::Critical => "bad",
        Severity::Major => "warning",
        Severity::Minor => "quiet",
    };
    html! { span class=(class) { (severity.to_string()) } }
}

fn rates(heading: &str, rates: &[RateChange]) -> Markup {
    html! { @if !rates.is_empty() {
        @if !heading.is_empty() { h2 { (heading) } }
        div class="wide" { table {
            thead { tr { th { "rate of" } th { "ruling" } th { "figures" } } }
            tbody { @for rate in rates { tr {
                td { code class="rule" { (rate.rule.0) } }
                td class=(colour(rate.ruling)) { (words::ruling(rate.ruling)) }
                td class="t" { (words::rate(rate)) }
            } } }
        } }
    } }
}

const fn colour(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Worse => "bad",
        Ruling::Better => "good",
        Ruling::Chance | Ruling::TooFewPlays | Ruling::Loaded => "quiet",
    }
}

fn others(comparison: &Comparison) -> Markup {
    html! {
        h2 { "All other cases" }
        @for standing in Standing::ALL {
            @let cases = words::others(comparison, standing);
            @if !cases.is_empty() { (folded(standing, &cases)) }
        }
    }
}

fn folded(standing: Standing, cases: &[&CaseComparison]) -> Markup {
    html! { details {
        summary { (words::heading(standing)) ": " (cases.len()) }
        div class="wide" { table {
            thead { tr {
                th { "case" } th class="n" { "before" } th class="n" { "after" } th { "what" }
            } }
            tbody { @for case in cases { tr {
                td class="t" { code { (Escaped(&case.case.to_string())) } }
                td class="n" { (defects(case.ended_before.as_ref(), case.defects_before)) }
                td class="n" { (defects(case.ended_after.as_ref(), case.defects_after)) }
                td class="t" {
                    (Escaped(&words::in_short(case)))
                    (accepted(case))
                    @for remark in &case.remarks { p class="quiet" { (Escaped(remark)) } }
                }
            } } }
        } }
    } }
}

/// How many defects a side has, where it has the case.
fn defects(ended: Option<&String>, defects: f64) -> String {
    match ended {
        None => "–".to_owned(),
        Some(_) => words::mean(defects),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::report::comparison::{comparison, harmless, report, unclear};

    fn written(comparison: &Comparison) -> String {
        let mut out = Vec::new();
        write_comparison_html(&mut out, &report(comparison)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_verdict_comes_first() {
        for (comparison, class, words) in [
            (comparison(), "bad", "Regressed: 4 of 12 cases"),
            (harmless(), "good", "Nothing regressed"),
            (unclear(), "warning", "No clear verdict"),
        ] {
            let page = written(&comparison);
            let begin = format!("<div class=\"verdict {class}\"><strong>{words}</strong>");
            let (before, _) = page.split_once(&begin).unwrap();
            assert!(
                !before.contains("<h2>") && !before.contains("<table"),
                "{before}"
            );
        }
    }

    #[test]
    fn every_case_is_on_the_page_once() {
        let page = written(&comparison());
        for name in [
            "bad.mkv",
            "known.mp4",
            "same.mp4",
            "better.mp4",
            "never.mp4",
            "gone.mp4",
        ] {
            assert_eq!(
                page.matches(&format!("<code>{name}</code>")).count(),
                1,
                "{name}"
            );
        }
    }

    #[test]
    fn only_what_is_new_and_a_warning_where_they_are_asked_for() {
        let comparison = comparison();
        let asked = ComparisonReport {
            only_new: true,
            dev_debug: true,
            ..report(&comparison)
        };
        let mut out = Vec::new();
        write_comparison_html(&mut out, &asked).unwrap();
        let page = String::from_utf8(out).unwrap();
        assert!(page.contains("picture::missing") && page.contains(words::DEV_DEBUG));
        assert!(!page.contains("<td>stronger</td>") && !page.contains("known.mp4"));
        assert!(written(&comparison).contains("<td>stronger</td>"));
    }

    #[test]
    fn nothing_is_fetched_and_nothing_of_a_stranger_acts() {
        for page in [written(&comparison()), written(&unclear())] {
            for word in [
                "<script",
                "<img",
                "<link",
                "http:",
                "https:",
                "url(",
                "javascript:",
                "src=",
                "href=",
                "</td><script",
            ] {
                assert!(!page.contains(word), "{word}");
            }
            assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
            assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&amp;amp;"));
        }
    }
}
