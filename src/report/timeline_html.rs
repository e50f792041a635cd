//! The timeline of a play, or of two over each other, as one page that needs no network.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::about::SampleReport;
use super::comparison_words::DEV_DEBUG;
use super::escape::Escaped;
use super::timeline_assets::{CONTENT_POLICY, Runs, data_block, timeline_script, timeline_style};
use super::timeline_data::{TimelineData, timeline_data};

/// Bytes of JSON of a page, so that it stays below 4 MB with script and style.
const ROOM: usize = 3_700_000;

const START: &str = "mpdbg.mountTimeline(document.getElementById('timeline'), \
     JSON.parse(document.getElementById('data').textContent));";

/// Writes the page of a play.
pub(super) fn write_html(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    write_page(out, &[report])
}

/// Writes the page of a play over the play that it is held against.
pub(super) fn write_html_against(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    against: &SampleReport<'_>,
) -> io::Result<()> {
    write_page(out, &[report, against])
}

fn write_page(out: &mut dyn Write, reports: &[&SampleReport<'_>]) -> io::Result<()> {
    let room = ROOM / reports.len();
    let runs: Vec<TimelineData> = reports.iter().map(|it| timeline_data(it, room)).collect();
    let debug = reports.iter().any(|it| it.about.dev_debug);
    out.write_all(page(&runs, debug).into_string().as_bytes())
}

fn page(runs: &[TimelineData], dev_debug: bool) -> Markup {
    let runs = Runs {
        runs: runs.iter().collect(),
    };
    let titles: Vec<&str> = runs.runs.iter().map(|it| it.title.as_str()).collect();
    let title = titles.join(", against ");
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(CONTENT_POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Timeline of " (Escaped(&title)) }
                style { (PreEscaped(timeline_style())) }
            }
            body class="tl-page" {
                @if dev_debug { p class="tl-caution" { (DEV_DEBUG) } }
                main id="timeline" {
                    noscript { p { "This page draws its timeline by script, which is switched off." } }
                }
                (data_block("data", &runs))
                script { (PreEscaped(timeline_script())) }
                script { (PreEscaped(START)) }
            }
        }
    }
}
