//! `sync::drift`

use mpdbg_model::{Defect, Measure, RuleId, Severity, Span, Unit};

use super::step::{on_time, steps};
use crate::evidence::Offset;
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sync::drift"),
    scope: Scope::Stretch,
    summary: "picture and sound slowly run apart",
    meaning: "The slope of the offset over run time: a straight line through the means of some 8 to 60 \
              equal parts of the time, with the band of 95 % that their scatter leaves open. What is left \
              of the slope outside of that band is the drift. Where the offset jumps (`sync::step`), each \
              side is judged by itself. A drift that leads beyond the limits of `sync::offset` is found \
              by both: here how fast, there where it shows. Its measure is milliseconds a minute.",
    look_at: "Which clock the pictures follow, the rate that the device really has, rounding that adds up.",
    threshold: "1 ms a minute (drift_ms) beyond the band, and 1 ms in all; at least 10 s (drift_length_ms)",
    needs: Needs {
        subject: Subject::Both,
        caps: &[Cap::Presented, Cap::AudioPosition],
        expected: false,
    },
    check,
};

/// Time stamps are rounded to as much.
const TICK_MS: f64 = 1.0;
/// From so much in all on an attentive viewer notices.
const NOTICEABLE_MS: f64 = 20.0;
const FEWEST_PARTS: f64 = 8.0;
const MOST_PARTS: f64 = 60.0;

fn check(evidence: &Evidence<'_>) -> Verdict {
    let least = Profile::span(evidence.profile.drift_length_ms);
    if lasts(evidence.offsets()) < least {
        return Verdict::NONE;
    }
    let offsets = on_time(evidence);
    let mut defects = Vec::new();
    let mut from = 0;
    let jumps = steps(evidence, &offsets, &[]);
    let ends = jumps.iter().map(|step| step.at).chain([offsets.len()]);
    for end in ends {
        let piece = &offsets[from..end];
        if lasts(piece) >= least {
            defects.extend(drift(evidence, piece));
        }
        from = end;
    }
    Verdict::Found(defects)
}

fn lasts(offsets: &[Offset]) -> Span {
    let ends = offsets.first().zip(offsets.last());
    ends.map_or(Span::ZERO, |(first, last)| {
        last.reading.at.since(first.reading.at)
    })
}

fn drift(evidence: &Evidence<'_>, offsets: &[Offset]) -> Option<Defect> {
    let line = Line::through(&parts(offsets))?;
    let minutes = lasts(offsets).as_secs_f64() / 60.0;
    let whole = line.slope * minutes;
    let beyond = line.slope.abs() - line.band;
    (beyond > evidence.profile.drift_ms as f64 && whole.abs() > TICK_MS)
        .then(|| defect(offsets, &line, whole))
        .flatten()
}

/// The mean time in minutes and the mean offset in milliseconds of each of some equal parts.
fn parts(offsets: &[Offset]) -> Vec<(f64, f64)> {
    let Some(first) = offsets.first() else {
        return Vec::new();
    };
    let whole = lasts(offsets).as_secs_f64().max(f64::MIN_POSITIVE);
    let count = whole.clamp(FEWEST_PARTS, MOST_PARTS).floor();
    let second = |one: &Offset| one.reading.at.since(first.reading.at).as_secs_f64();
    let part = |one: &Offset| (second(one) / whole * count).min(count - 1.0) as u32;
    let parts = offsets.chunk_by(|a, b| part(a) == part(b));
    let means = parts.map(|part| {
        let size = part.len() as f64;
        let time: f64 = part.iter().map(&second).sum();
        let apart: f64 = part.iter().map(|one| one.apart.as_millis_f64()).sum();
        (time / size / 60.0, apart / size)
    });
    means.collect()
}

/// A straight line: its slope, and how far the slope may be off.
struct Line {
    slope: f64,
    band: f64,
}

impl Line {
    /// By least squares. The quantile of Student's distribution at 97.5 % is close to
    /// `1.96 + 2.8 / degrees of freedom` from six degrees on.
    fn through(points: &[(f64, f64)]) -> Option<Self> {
        let count = points.len() as f64;
        if count < FEWEST_PARTS {
            return None;
        }
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (x, y) = (mean(|point| point.0), mean(|point| point.1));
        let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
        let common: f64 = points
            .iter()
            .map(|point| (point.0 - x) * (point.1 - y))
            .sum();
        let slope = common / spread;
        let rest = points
            .iter()
            .map(|point| point.1 - y - slope * (point.0 - x));
        let scatter: f64 = rest.map(|rest| rest * rest).sum();
        let freedom = count - 2.0;
        let error = (scatter / freedom / spread).sqrt();
        let band = (1.96 + 2.8 / freedom) * error;
        slope.is_finite().then_some(Self { slope, band })
    }
}

fn defect(offsets: &[Offset], line: &Line, whole: f64) -> Option<Defect> {
    let (first, last) = offsets.first().zip(offsets.last())?;
    let severity = if whole.abs() > NOTICEABLE_MS {
        Severity::Major
    } else {
        Severity::Minor
    };
    let mut finding = Finding::new(RULE.id, severity)
        .run(first.reading.at, last.reading.at)
        .events(first.reading.event, last.reading.event);
    if let Some((from, to)) = first.reading.video.zip(last.reading.video) {
        finding = finding.media(from, to);
    }
    let side = if line.slope > 0.0 { "earlier" } else { "later" };
    let defect = finding.detail(format!(
        "the sound comes {side} by {:.1} ± {:.1} ms a minute, over {}",
        line.slope.abs(),
        line.band,
        ms(lasts(offsets))
    ));
    Some(Defect {
        measure: Some(Measure {
            value: line.slope,
            unit: Unit::Ms,
        }),
        ..defect
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_slope_and_a_band_by_its_scatter() {
        let points: Vec<_> = (0..20)
            .map(|x| (f64::from(x), 3.0 * f64::from(x) + 1.0))
            .collect();
        let line = Line::through(&points).map(|line| (line.slope, line.band));
        assert!(line.is_some_and(|(slope, band)| (slope - 3.0).abs() < 1e-9 && band < 1e-9));
        let noisy: Vec<_> = (0..20)
            .map(|x| (f64::from(x), f64::from(x % 2) * 10.0))
            .collect();
        let line = Line::through(&noisy).map(|line| (line.slope, line.band));
        assert!(line.is_some_and(|(slope, band)| slope.abs() < band));
        assert!(Line::through(&points[..7]).is_none());
    }
}
