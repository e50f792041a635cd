//! The timeline of a play, or of two over each other, as one page that needs no network.

use std::io::{self, Write};

use maud::{Markup, html};

use super::assets::{First, Runs, data_block, timeline_script, timeline_style};
use super::data::{TimelineData, timeline_data};
use crate::report::about::{Below, SampleReport};
use crate::report::comparison::DEV_DEBUG;
use crate::report::page::HtmlPage;
use crate::report::words::Escaped;

/// Bytes of JSON of a page, so that it stays below 4 MB with script and style.
const ROOM: usize = 3_700_000;

const START: &str = "mpdbg.mountTimeline(document.getElementById('timeline'), \
     JSON.parse(document.getElementById('data').textContent)).focus();";

/// Writes the page of a play.
pub(crate) fn write_html(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    write_page(out, &[report], None)
}

/// Writes the page of a play over the play that it is held against.
pub(crate) fn write_html_against(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    below: &Below<'_>,
) -> io::Result<()> {
    write_page(out, &[report, below.report], below.first.map(First::of))
}

fn write_page(
    out: &mut dyn Write,
    reports: &[&SampleReport<'_>],
    first: Option<First>,
) -> io::Result<()> {
    let room = ROOM / reports.len();
    let runs: Vec<TimelineData> = reports.iter().map(|it| timeline_data(it, room)).collect();
    let debug = reports.iter().any(|it| it.about.dev_debug);
    out.write_all(page(&runs, first, debug).into_string().as_bytes())
}

fn page(runs: &[TimelineData], first: Option<First>, dev_debug: bool) -> Markup {
    let runs = Runs {
        runs: runs.iter().collect(),
        first,
    };
    let titles: Vec<&str> = runs.runs.iter().map(|it| it.title.as_str()).collect();
    let title = titles.join(", against ");
    let page = HtmlPage {
        title: html! { "Timeline of " (Escaped(&title)) },
        class: Some("tl-page"),
        body: html! {
            @if dev_debug { p class="tl-caution" { (DEV_DEBUG) } }
            main id="timeline" {
                noscript { p { "This page draws its timeline by script, which is switched off." } }
            }
            (data_block("data", &runs))
        },
        style: timeline_style(),
        scripts: vec![timeline_script(), START.to_owned()],
    };
    page.document()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use mpdbg_analysis::{Known, Profile, Strand, Tolerance, diverge, judge};
    use mpdbg_model::{
        ContentHash, Event, LogLevel, LogLine, MediaTime, RunTime, SampleName, Span, What,
    };

    use super::*;
    use crate::report::about::About;
    use crate::report::fixture::with_report;

    const HOSTILE: &str =
        "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\u{2028}\"<!--";

    fn written(report: &SampleReport<'_>) -> String {
        let mut out = Vec::new();
        write_html(&mut out, report).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The names of the tags of a page beside its own script and style.
    fn tags(page: &str) -> Vec<String> {
        let page = page.replace(&timeline_script(), "");
        let page = page.replace(&timeline_style(), "");
        let tags = page.split('<').skip(1).map(|it| {
            let name: String = it.chars().take_while(|it| !" >".contains(*it)).collect();
            name.trim_start_matches('/').to_owned()
        });
        tags.collect()
    }

    fn data(page: &str) -> serde_json::Value {
        let begin = "<script type=\"application/json\" id=\"data\">";
        let (_, rest) = page.split_once(begin).unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    }

    #[test]
    fn hostile_text_stays_text() {
        let line = LogLine {
            level: LogLevel::Error,
            component: "<b>h264</b>".to_owned(),
            message: HOSTILE.to_owned(),
        };
        let page = with_report(false, |report| {
            let mut header = report.header.clone();
            header.player = HOSTILE.to_owned();
            header.sample = SampleName::parse("<img src=x onerror=alert(1)>.mp4").unwrap();
            let mut events = report.events.to_vec();
            let what = What::LogWritten(Box::new(line));
            let at = events[events.len() - 2].at;
            events.insert(events.len() - 2, Event { at, what });
            let known = Known {
                expected: report.expected,
                ..Known::default()
            };
            let judgement = judge(&events, known, report.profile);
            written(&SampleReport {
                about: About {
                    session: HOSTILE,
                    dev_debug: true,
                },
                header: &header,
                caution: HOSTILE,
                events: &events,
                judgement: Some(&judgement),
                ..*report
            })
        });
        let own = [
            "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "p", "main", "noscript",
            "script",
        ];
        for tag in tags(&page) {
            assert!(own.contains(&tag.as_str()), "<{tag}");
        }
        assert_eq!(
            page.matches("<script").count(),
            3 + timeline_script().matches("<script").count()
        );
        let data = data(&page);
        let notes = data["runs"][0]["notes"].as_array().unwrap().iter();
        let told = |it: &&serde_json::Value| {
            it[4]
                .as_str()
                .unwrap()
                .contains("<b>h264</b>: </script><script>alert(1)")
        };
        assert_eq!(notes.filter(told).count(), 1);
        assert!(
            data["runs"][0]["caution"]
                .as_str()
                .unwrap()
                .ends_with("\\u{2028}\"<!--")
        );
    }

    #[test]
    fn the_page_of_a_play_holds_what_was_found() {
        with_report(false, |report| {
            let data = data(&written(report));
            let judgement = report.judgement.unwrap();
            let run = &data["runs"][0];
            let defects = run["defects"].as_array().unwrap();
            assert_eq!(defects.len(), judgement.defects.len());
            for (shown, defect) in defects.iter().zip(&judgement.defects) {
                assert_eq!(shown["rule"], defect.rule.0);
                assert_eq!(shown["severity"], defect.severity.to_string());
                let span = defect.media.map(|it| [it.from.nanos(), it.to.nanos()]);
                let origin = run["origin"][1].as_i64().unwrap();
                let told = span.map(|it| serde_json::json!(it.map(|at| at - origin)));
                assert_eq!(shown["spans"][1], told.unwrap_or_default());
            }
        });
    }

    #[test]
    fn two_plays_are_the_one_that_is_looked_at_and_the_other() {
        with_report(false, |report| {
            let about = About {
                session: "after",
                dev_debug: false,
            };
            let after = SampleReport { about, ..*report };
            let strand = |events| Strand {
                events,
                whole: true,
            };
            let some = &report.events[..report.events.len() / 2];
            let found = diverge(strand(report.events), strand(some), Tolerance::EXACT);
            let first = found.first();
            assert!(first.is_some());
            let below = Below { report, first };
            let mut out = Vec::new();
            write_html_against(&mut out, &after, &below).unwrap();
            let data = data(&String::from_utf8(out).unwrap());
            assert_eq!(data["runs"][0]["session"], "after");
            assert_eq!(data["runs"][1]["session"], "before");
            let at = first.unwrap().after.at.nanos();
            assert_eq!(data["first"]["run"], at);
            assert!(data["first"]["words"].is_string());
        });
    }

    /// 40 hours of sound and pictures whose times are never round.
    fn million() -> Vec<Event> {
        let event = |number: u64| {
            let place = number / 6 * 39_999_991;
            let odd = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 44;
            let at = RunTime::from_nanos(place + number % 6 * 1_000_003 + odd % 900_000);
            let pts = MediaTime::from_nanos(place as i64);
            let hash = ContentHash::None;
            let what = match number % 6 {
                0 => What::FrameScheduled {
                    pts,
                    due: at,
                    delay: Span::from_nanos(odd as i64 * 20),
                },
                1 | 2 => What::AudioWritten {
                    pts,
                    samples: 960,
                    duration: Span::from_nanos(20_000_000 + odd as i64),
                    hash,
                },
                3 => What::FramePresented {
                    pts,
                    due: RunTime::from_nanos(at.nanos() - odd),
                    hash,
                },
                4 => What::ClocksRead {
                    audio: Some(MediaTime::from_nanos((place + odd * 30) as i64)),
                    video: Some(pts),
                    master: pts,
                },
                _ => What::DecodeTook {
                    stream: 1,
                    pts: Some(pts),
                    took: Span::from_nanos(odd as i64 * 15),
                },
            };
            Event { at, what }
        };
        let mut events = vec![Event {
            at: RunTime::ZERO,
            what: What::PlayStarted {
                from: MediaTime::ZERO,
            },
        }];
        events.extend((1..1_000_000).map(event));
        events
    }

    #[test]
    fn a_million_events_fit_into_four_megabytes() {
        let events = million();
        with_report(false, |report| {
            let profile = Profile::default();
            let page = written(&SampleReport {
                events: &events,
                judgement: None,
                expected: None,
                profile: &profile,
                ..*report
            });
            assert!(page.len() <= 4_000_000, "{} bytes", page.len());
            let data = data(&page);
            let channels = data["runs"][0]["channels"].as_array().unwrap();
            let arrays: usize = channels
                .iter()
                .flat_map(|it| it["cells"].as_array().into_iter().flatten())
                .map(|it| it["data"].as_str().unwrap().len())
                .sum();
            assert!(arrays > 1_500_000, "only {arrays} bytes are used");
        });
    }
}
