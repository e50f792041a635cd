//! The figure of a timeline as SVG.

use std::io::{self, Write};

use super::drawing::figure;
use crate::report::about::{Below, SampleReport};

/// Writes the figure of a play.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_svg(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    out.write_all(figure(&[report], None)?.as_bytes())
}

/// Writes the figure of a play over the one that it is held against.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn write_svg_against(
    out: &mut dyn Write,
    report: &SampleReport<'_>,
    below: &Below<'_>,
) -> io::Result<()> {
    out.write_all(figure(&[report, below.report], below.first)?.as_bytes())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use mpdbg_analysis::{Strand, Tolerance, diverge};
    use mpdbg_model::{MediaRange, MediaTime, RunRange, RunTime, SampleName, Severity};
    use quick_xml::Reader;
    use quick_xml::events::Event as Part;

    use super::*;
    use crate::report::fixture::with_report;

    /// The filled rectangles and the texts of a figure, read as XML.
    fn read(svg: &str) -> (Vec<String>, String) {
        let mut reader = Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let (mut fills, mut texts) = (Vec::new(), String::new());
        loop {
            match reader.read_event().unwrap() {
                Part::Eof => return (fills, texts),
                Part::Start(tag) | Part::Empty(tag) if tag.name().as_ref() == b"rect" => {
                    let fill = tag.try_get_attribute("fill").unwrap().unwrap();
                    fills.push(String::from_utf8(fill.value.to_vec()).unwrap());
                }
                Part::Text(text) => texts.push_str(&text.decode().unwrap()),
                Part::GeneralRef(_) => texts.push('&'),
                _ => {}
            }
        }
    }

    fn svg(report: &SampleReport<'_>) -> String {
        let mut out = Vec::new();
        write_svg(&mut out, report).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_defect_is_a_span() {
        with_report(false, |report| {
            let mut judgement = report.judgement.unwrap().clone();
            let first = judgement.defects[0].clone();
            let defect = |at: i64| {
                let mut defect = first.clone();
                defect.severity = Severity::Critical;
                defect.run = Some(RunRange {
                    from: RunTime::from_nanos(at as u64 * 1_000_000),
                    to: RunTime::from_nanos(at as u64 * 1_000_000),
                });
                defect.media = Some(MediaRange {
                    from: MediaTime::from_nanos(at * 1_000_000),
                    to: MediaTime::from_nanos(at * 1_000_000),
                });
                defect
            };
            judgement.defects = (0..20).map(|it| defect(it * 10)).collect();
            let sound = SampleReport {
                judgement: None,
                ..*report
            };
            let broken = SampleReport {
                judgement: Some(&judgement),
                ..*report
            };
            let red = |fills: &[String]| fills.iter().filter(|it| *it == "#D55E00").count();
            let (fills, texts) = read(&svg(&broken));
            // One more is the mark of the legend.
            let others = red(&read(&svg(&sound)).0);
            assert_eq!(red(&fills) - others, 20 + 1);
            assert!(texts.contains(&format!("20 {}", first.rule.0)), "{texts}");
        });
    }

    #[test]
    fn hostile_names_are_text_of_a_well_formed_figure() {
        with_report(false, |report| {
            let mut header = report.header.clone();
            header.sample = SampleName::parse("</text><script>&\"'\u{ffff}.mp4").unwrap();
            let svg = svg(&SampleReport {
                header: &header,
                ..*report
            });
            assert!(!svg.contains("<script") && !svg.contains('\u{ffff}'));
            let (_, texts) = read(&svg);
            assert!(
                texts.contains("/text") && texts.contains("before"),
                "{texts}"
            );
        });
    }

    #[test]
    fn the_same_recordings_give_the_same_figure() {
        with_report(false, |report| {
            let strand = |events| Strand {
                events,
                whole: true,
            };
            let some = &report.events[..report.events.len() / 2];
            let found = diverge(strand(report.events), strand(some), Tolerance::EXACT);
            let first = found.first();
            assert!(first.is_some());
            let below = Below { report, first };
            let both = |below: &Below<'_>| {
                let mut out = Vec::new();
                write_svg_against(&mut out, report, below).unwrap();
                String::from_utf8(out).unwrap()
            };
            assert_eq!(both(&below), both(&below));
            let texts = read(&both(&below)).1;
            assert!(texts.contains("media time"));
            assert_eq!(
                texts.contains("first difference"),
                first.unwrap().media.is_some()
            );
            let alike = Below {
                report,
                first: None,
            };
            assert!(!read(&both(&alike)).1.contains("first difference"));
        });
    }
}
