//! A session as one page that needs no network.

use std::io::{self, Write};

use maud::{Markup, html};

use super::about::{Baseline, SessionPage};
use super::baseline::against_baseline;
use super::origin::{origin, skipped, thresholds};
use super::table::table;
use crate::report::comparison::words as comparison_words;
use crate::report::page::HtmlPage;
use crate::report::page::timeline::{timeline_script, timeline_style};
use crate::report::session::Tone;
use crate::report::session::summary_words as words;
use crate::report::words::Escaped;

const STYLE: &str = concat!(
    include_str!("../comparison/comparison.css"),
    include_str!("session.css")
);
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
        class: Some("wider"),
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
        (told(verdict, page.baseline))
        (sums(page))
        (table(page))
        (totals(page))
        (against_baseline(page))
        (origin(page))
        (skipped(report.skipped))
        (thresholds(report.profile))
    }
}

fn told(verdict: &[(Tone, String)], baseline: Baseline<'_>) -> Markup {
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
            @if let Baseline::Compared(report) = baseline {
                p {
                    "Against the baseline, session " (Escaped(&report.comparison.before)) ": "
                    (comparison_words::verdict(report.comparison))
                }
            }
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::{Bucket, Summary};
    use mpdbg_model::{Cause, EventRange};

    use super::super::about::{Chart, PlayShown};
    use super::*;
    use crate::report::comparison::{HOSTILE, comparison, report};
    use crate::report::fixture::{
        session_report, summary, summary_of_cases, summary_of_plays, with_report,
    };
    use crate::report::page::assert_well_formed;
    use crate::report::write_summary_text;

    /// What is shown of the small play, with a detail and a cause that would act.
    fn play(number: usize) -> PlayShown {
        with_report(false, |report| {
            let judgement = report.judgement.unwrap();
            let mut play = PlayShown::of(report.header, HOSTILE, judgement);
            play.defects[0].detail = HOSTILE.to_owned();
            play.defects[0].causes.push(Cause {
                words: HOSTILE.to_owned(),
                events: EventRange { first: 3, last: 4 },
            });
            play.chart = Some(Chart::of(number, report, 40 << 10));
            play
        })
    }

    fn page_of(summary: &Summary, baseline: Baseline<'_>) -> String {
        let plays: Vec<Option<PlayShown>> = summary
            .rows
            .iter()
            .enumerate()
            .map(|(number, row)| (row.defects() > 0).then(|| play(number)))
            .collect();
        let mut out = Vec::new();
        session_report(summary, |report| {
            let page = SessionPage {
                report: *report,
                plays: &plays,
                origin: &[("samples", HOSTILE.to_owned())],
                info: Some(HOSTILE),
                revision: None,
                baseline,
                judged_by: "mpdbg 0.1.0",
            };
            write_session_html(&mut out, &page)
        })
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    fn text_of(summary: &Summary) -> String {
        let mut out = Vec::new();
        session_report(summary, |report| write_summary_text(&mut out, report)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn verdict_and_sums_are_those_of_the_summary() {
        for summary in [summary(), summary_of_cases(), summary_of_plays()] {
            let page = page_of(&summary, Baseline::Absent);
            let text = text_of(&summary);
            let (head, rest) = text.split_once("\n\nsamples version").unwrap();
            let (_, verdict) = head.split_once("\n\n").unwrap();
            let mut before = 0;
            for line in verdict.lines() {
                let at = page
                    .find(line)
                    .unwrap_or_else(|| panic!("{line} is lacking"));
                assert!(at >= before && !page[..at].contains("<h2"), "{line}");
                before = if line.starts_with("CRASHED") { 0 } else { at };
            }
            let (sums, _) = rest.split_once("\n\n").unwrap();
            let sums: Vec<&str> = sums.lines().skip(1).collect();
            assert!(sums.len() > 10);
            for line in sums.iter().filter(|it| !it.starts_with("quality")) {
                let (words, count) = line.rsplit_once("  ").unwrap();
                let tile = format!("<b>{}</b>{}</li>", count.trim(), words.trim());
                assert!(page.contains(&tile), "{tile}");
            }
        }
    }

    #[test]
    fn every_play_has_a_row_and_each_timeline_its_data() {
        for summary in [summary(), summary_of_cases(), summary_of_plays()] {
            let page = page_of(&summary, Baseline::Absent);
            assert_eq!(
                page.matches("<tr class=\"row\">").count(),
                summary.rows.len()
            );
            for (number, row) in summary.rows.iter().enumerate() {
                let (_, begun) = page
                    .split_once(&format!("<tbody id=\"p{number}\""))
                    .unwrap();
                let (this, _) = begun.split_once("<tr class=\"more\">").unwrap();
                let name = format!(">{}</button>", row.case.sample);
                assert!(this.contains(&name), "{this}");
                let data = format!("data-of=\"timeline-{number}\"");
                assert_eq!(page.contains(&data), row.defects() > 0);
                assert_eq!(
                    page.contains(&format!("id=\"timeline-{number}\"")),
                    row.defects() > 0
                );
            }
            assert_well_formed(&page);
        }
    }

    #[test]
    fn the_page_of_a_large_session_can_still_be_sent() {
        let mut large = summary();
        let mut fine = large.rows[0].clone();
        fine.bucket = Bucket::Perfect;
        (fine.unexpected, fine.counts, fine.unknown) = Default::default();
        fine.crashed_to_the_last = false;
        let others = std::mem::replace(&mut large.rows, vec![fine; 30_000]);
        large.rows.extend(others);
        let page = page_of(&large, Baseline::Absent);
        assert_eq!(page.matches("<tr class=\"row\">").count(), 20_000);
        let wrong: Vec<usize> = (30_000..large.rows.len())
            .filter(|&number| !large.rows[number].unexpected.is_empty())
            .collect();
        assert!(!wrong.is_empty());
        for number in wrong {
            let (_, row) = page
                .split_once(&format!("<tbody id=\"p{number}\""))
                .unwrap();
            let (row, _) = row.split_once("</tbody>").unwrap();
            assert!(row.contains("attempt"), "{row}");
        }
        let left = large.rows.len() - 20_000;
        assert!(page.contains(&format!("{left} samples more without a row")));
        assert!(page.contains("18000 unfold to no more than the commands"));
        assert!(page.len() < 20_000_000, "{}", page.len());
    }

    #[test]
    fn nothing_of_a_stranger_acts() {
        let comparison = comparison();
        let report = report(&comparison);
        for baseline in [Baseline::Compared(&report), Baseline::Failed(HOSTILE)] {
            let page = page_of(&summary(), baseline);
            assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;&amp;amp;"));
            assert!(
                !page.contains("<script>") && !page.contains("</td><script"),
                "{page}"
            );
            assert!(!page.contains(|c: char| c.is_control() && c != '\n'));
            for word in [
                "<img", "<link", "<iframe", "src=", "href=", "@import", "url(",
            ] {
                assert!(!page.contains(word), "{word}");
            }
            assert_well_formed(&page);
        }
    }

    #[test]
    fn how_it_stands_against_the_baseline_is_told() {
        let comparison = comparison();
        let report = report(&comparison);
        for (baseline, words) in [
            (Baseline::Absent, "mpdbg baseline set SESSION"),
            (Baseline::Itself, "This session is the baseline"),
            (
                Baseline::Failed("it is gone"),
                "could not be compared: it is gone",
            ),
            (Baseline::Compared(&report), "Regressed: 4 of 12 cases"),
        ] {
            assert!(page_of(&summary(), baseline).contains(words), "{words}");
        }
    }
}
