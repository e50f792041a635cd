//! `cost::memory`

use mpdbg_model::{Defect, Resources, RuleId, Severity, Span};

use super::used;
use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};
use crate::states::Noted;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("cost::memory"),
    scope: Scope::Play,
    summary: "resident memory grows while playing, or is very large",
    meaning: "The slope of the line that fits the measurements best, the first three seconds left out, in \
              which caches and queues fill. It has to be above the limit by more than twice its standard \
              error, and memory has to have grown by 16 MB in all; the rest has to last for eight seconds. \
              A peak above its own limit is a defect by itself.",
    look_at: "Pictures, packets or log lines that are kept after use; a queue without a limit.",
    threshold: "30 MB a minute (memory_mb_minute), or 2048 MB at the peak (memory_peak_mb)",
    needs: Needs {
        subject: Subject::Cost,
        caps: &[],
        expected: false,
    },
    check,
};

/// Caches and queues fill for so long.
const FILLING: Span = Span::from_secs(3);
/// A slope needs so long to show.
const LEAST: Span = Span::from_secs(8);
/// What memory has to have grown by, megabytes.
const GROWN: f64 = 16.0;
const MEGABYTE: f64 = (1_u32 << 20) as f64;

fn check(evidence: &Evidence<'_>) -> Verdict {
    let peak = peak(evidence);
    let grown = grown(evidence);
    Verdict::Found(peak.into_iter().chain(grown).collect())
}

fn peak(evidence: &Evidence<'_>) -> Option<Defect> {
    let measured = evidence.play.resources.iter();
    let most = measured.max_by_key(|one| one.what.resident)?;
    let megabytes = most.what.resident as f64 / MEGABYTE;
    (megabytes > evidence.profile.memory_peak_mb as f64).then(|| {
        Finding::new(RULE.id, Severity::Major)
            .event(most.event, most.at)
            .times(megabytes as usize)
            .detail(format!("{megabytes:.0} MB resident"))
    })
}

fn grown(evidence: &Evidence<'_>) -> Option<Defect> {
    let playing = used::playing(evidence);
    let begin = playing.first()?.at.plus(FILLING);
    let settled = &playing[playing.partition_point(|one| one.at < begin)..];
    let (first, last) = settled.first().zip(settled.last())?;
    let by = (last.what.resident as f64 - first.what.resident as f64) / MEGABYTE;
    if last.at.since(first.at) < LEAST || by < GROWN {
        return None;
    }
    let (slope, error) = line(settled)?;
    let limit = evidence.profile.memory_mb_minute as f64;
    (slope - 2.0 * error > limit).then(|| {
        Finding::new(RULE.id, Severity::Major)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .times(slope as usize)
            .detail(format!(
                "grows by {slope:.0} MB a minute, by {by:.0} MB in all"
            ))
    })
}

/// Slope of the best line and its standard error, megabytes a minute.
fn line(measured: &[Noted<&Resources>]) -> Option<(f64, f64)> {
    let (count, begin) = (measured.len() as f64, measured.first()?.at);
    if measured.len() < 3 {
        return None;
    }
    let points = measured.iter().map(|one| {
        let minutes = one.at.since(begin).as_secs_f64() / 60.0;
        (minutes, one.what.resident as f64 / MEGABYTE)
    });
    let mean_x = points.clone().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.clone().map(|(_, y)| y).sum::<f64>() / count;
    let spread = points
        .clone()
        .map(|(x, _)| (x - mean_x).powi(2))
        .sum::<f64>();
    let together = points
        .clone()
        .map(|(x, y)| (x - mean_x) * (y - mean_y))
        .sum::<f64>();
    if spread <= 0.0 {
        return None;
    }
    let slope = together / spread;
    let rest = points.map(|(x, y)| (y - mean_y - slope * (x - mean_x)).powi(2));
    let error = (rest.sum::<f64>() / (count - 2.0) / spread).sqrt();
    Some((slope, error))
}

#[cfg(test)]
mod tests {
    use mpdbg_model::RunTime;

    use super::*;

    #[test]
    fn the_line_through_a_steady_leak_has_its_slope_and_no_error() {
        let used: Vec<Resources> = (0..10)
            .map(|second| Resources {
                resident: 1000 + second * (1 << 20),
                ..Resources::default()
            })
            .collect();
        let measured: Vec<_> = (0_u64..)
            .zip(&used)
            .map(|(second, what)| Noted {
                event: second,
                at: RunTime::from_nanos(second * 1_000_000_000),
                what,
            })
            .collect();
        let found = line(&measured).map(|(slope, error)| (slope.round(), error < 1e-6));
        assert_eq!(found, Some((60.0, true)));
        assert_eq!(line(&measured[..2]), None);
    }
}
