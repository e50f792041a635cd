//! `anomalies`: each defect with its evidence.

use std::io::{self, Write};
use std::ops::Range;

use mpdbg_analysis::rule;
use mpdbg_model::{Defect, Event, Measure, RuleId, Unit};

use crate::report::about::{SampleReport, counted};
use crate::report::event::event_line;
use crate::report::words::Escaped;
use crate::report::words::wrapped;

/// Events shown on either side of a defect.
const AROUND: usize = 3;
/// More events than this are shown only at both ends.
const MOST: usize = 16;

/// Writes each defect: where, when, how much, and the events around it; then the rules that could not
/// answer.
pub fn write_anomalies(out: &mut dyn Write, report: &SampleReport<'_>) -> io::Result<()> {
    report.write_head(out, "Anomalies")?;
    let Some(judgement) = report.judgement else {
        return writeln!(out, "Not judged: this is not a whole play.");
    };
    let defects = &judgement.defects;
    writeln!(out, "{}", counted(defects.len() as u64, "defect"))?;
    for (number, defect) in (1..).zip(defects) {
        write_defect(out, number, defect)?;
        write_evidence(out, report.events, defect)?;
    }
    if !judgement.unknown.is_empty() {
        writeln!(out, "\nRules that could not answer")?;
        write_unknown(out, &judgement.unknown)?;
    }
    Ok(())
}

/// The rules that could not answer, those of one reason together.
fn write_unknown(out: &mut dyn Write, unknown: &[(RuleId, String)]) -> io::Result<()> {
    let mut reasons: Vec<&str> = Vec::new();
    for (_, reason) in unknown {
        if !reasons.contains(&reason.as_str()) {
            reasons.push(reason);
        }
    }
    for reason in reasons {
        let of_it = unknown.iter().filter(|(_, it)| it == reason);
        let rules: Vec<&str> = of_it.map(|(rule, _)| rule.0).collect();
        writeln!(out, "  {}", Escaped(reason))?;
        for line in wrapped(&rules.join(", "), 4) {
            writeln!(out, "    {line}")?;
        }
    }
    Ok(())
}

fn write_defect(out: &mut dyn Write, number: usize, defect: &Defect) -> io::Result<()> {
    let severity = defect.severity;
    writeln!(out, "\n{number}. {}  ({severity})", defect.rule)?;
    if let Some(rule) = rule(defect.rule.0) {
        writeln!(out, "   {}", rule.summary)?;
    }
    writeln!(out, "   what   {}", Escaped(&defect.detail))?;
    for cause in &defect.causes {
        let (first, last) = (cause.events.first, cause.events.last);
        let events = if first == last {
            format!("event {first}")
        } else {
            format!("events {first} to {last}")
        };
        writeln!(out, "   why    {}  ({events})", Escaped(&cause.words))?;
    }
    if let Some(media) = defect.media {
        writeln!(out, "   media  {} to {}", media.from, media.to)?;
    }
    if let Some(run) = defect.run {
        writeln!(out, "   run    {} to {}", run.from, run.to)?;
    }
    match defect
        .measure
        .filter(|measure| says_more(*measure, defect.count))
    {
        Some(measure) => writeln!(
            out,
            "   count  {}, measure {}",
            defect.count,
            amount(measure)
        ),
        None => writeln!(out, "   count  {}", defect.count),
    }
}

/// False for a measure that is the count once more.
pub(crate) fn says_more(measure: Measure, count: u64) -> bool {
    measure.unit == Unit::Ms || measure.value as u64 != count
}

/// A measure in words.
pub(crate) fn amount(measure: Measure) -> String {
    match measure.unit {
        Unit::Ms => format!("{:.3} ms", measure.value),
        Unit::Frames => counted(measure.value as u64, "picture"),
        Unit::Count => format!("{:.0}", measure.value),
    }
}

fn write_evidence(out: &mut dyn Write, events: &[Event], defect: &Defect) -> io::Result<()> {
    let Some(shown) = evidence(events, defect) else {
        return Ok(());
    };
    let (from, to) = (shown.start, shown.end);
    let elided = shown.len() > MOST;
    for (number, event) in (from as u64..).zip(&events[shown]) {
        let place = number as usize;
        let in_the_middle = place >= from + MOST / 2 && place < to - MOST / 2;
        if !(elided && in_the_middle) {
            writeln!(
                out,
                "   {}{}",
                mark(defect, number),
                event_line(number, event)
            )?;
        } else if place == from + MOST / 2 {
            writeln!(out, "           … {} more …", to - from - MOST)?;
        }
    }
    Ok(())
}

/// The events that show the defect, or those of its run time, with some on either side.
fn evidence(events: &[Event], defect: &Defect) -> Option<Range<usize>> {
    let (first, behind) = match (defect.events, defect.run) {
        (Some(range), _) => (range.first as usize, range.last as usize + 1),
        (None, Some(run)) => (
            events.partition_point(|event| event.at < run.from),
            events.partition_point(|event| event.at <= run.to),
        ),
        (None, None) => return None,
    };
    let behind = behind.saturating_add(AROUND).min(events.len());
    Some(first.saturating_sub(AROUND).min(behind)..behind)
}

fn mark(defect: &Defect, number: u64) -> char {
    match defect.events {
        Some(range) if range.first <= number && number <= range.last => '>',
        _ => ' ',
    }
}

#[cfg(test)]
mod tests {
    use crate::report::fixture::sample_report;

    #[test]
    fn a_small_play() {
        insta::assert_snapshot!(sample_report("anomalies", false), @r"
        Anomalies of clip.mp4, session before
        attempt 1, started 2026-01-02T03:04:05Z, player mpdbg 0.1.0, virtual clock, profile default

        3 defects

        1. picture::late  (minor)
           a picture was presented after it was due
           what   1 picture up to 30 ms late
           media  0:00:00.040 to 0:00:00.080
           run    0.080000 s to 0.080000 s
           count  1, measure 30.000 ms
                  4       0.010000  frame-decoded       pts 0:00:00.000  stream 0  duration 40.000 ms  key
                  5       0.010000  frame-presented     pts 0:00:00.000  due 0.010000 s  000000000000abc0
                  6       0.050000  frame-decoded       pts 0:00:00.040  stream 0  duration 40.000 ms
           >      7       0.080000  frame-presented     pts 0:00:00.040  due 0.050000 s  000000000000abc1
                  8       0.090000  frame-decoded       pts 0:00:00.080  stream 0  duration 40.000 ms
                  9       0.090000  frame-presented     pts 0:00:00.080  due 0.090000 s  000000000000abc2
                 10       0.130000  frame-decoded       pts 0:00:00.120  stream 0  duration 40.000 ms

        2. picture::missing  (major)
           a picture that the file promises was neither presented nor dropped
           what   1 picture neither presented nor dropped
           media  0:00:00.120 to 0:00:00.160
           run    0.090000 s to 0.170000 s
           count  1
                  5       0.010000  frame-presented     pts 0:00:00.000  due 0.010000 s  000000000000abc0
                  6       0.050000  frame-decoded       pts 0:00:00.040  stream 0  duration 40.000 ms
                  7       0.080000  frame-presented     pts 0:00:00.040  due 0.050000 s  000000000000abc1
                  8       0.090000  frame-decoded       pts 0:00:00.080  stream 0  duration 40.000 ms
                  9       0.090000  frame-presented     pts 0:00:00.080  due 0.090000 s  000000000000abc2
                 10       0.130000  frame-decoded       pts 0:00:00.120  stream 0  duration 40.000 ms
                 11       0.170000  frame-decoded       pts 0:00:00.160  stream 0  duration 40.000 ms
                 12       0.170000  frame-presented     pts 0:00:00.160  due 0.170000 s  000000000000abc4
                 13       0.180000  log-written         error  h264: no frame!\x0aat 4
                 14       0.210000  play-ended          end of stream  position 0:00:00.200
                 15       0.211000  attempt-ended       finished

        3. life::log-errors  (minor)
           the libraries wrote error messages
           what   h264: no frame!\x0aat 4
           run    0.180000 s to 0.180000 s
           count  1
                 10       0.130000  frame-decoded       pts 0:00:00.120  stream 0  duration 40.000 ms
                 11       0.170000  frame-decoded       pts 0:00:00.160  stream 0  duration 40.000 ms
                 12       0.170000  frame-presented     pts 0:00:00.160  due 0.170000 s  000000000000abc4
           >     13       0.180000  log-written         error  h264: no frame!\x0aat 4
                 14       0.210000  play-ended          end of stream  position 0:00:00.200
                 15       0.211000  attempt-ended       finished

        Rules that could not answer
          the player reports neither clocks nor positions
            timing::stall
        ");
    }
}
