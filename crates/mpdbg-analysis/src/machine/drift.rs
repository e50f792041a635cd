//! How much faster than it says a sound device runs.

use mpdbg_model::{Event, RunTime, What};

/// What is left out after the beginning of a play, seconds: a device settles first.
const SETTLE: f64 = 1.0;
/// The shortest stretch that is measured, seconds.
const SHORTEST: f64 = 5.0;

/// The drift of a device in one play.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drift {
    /// Parts per million; positive when the device is fast.
    pub(super) ppm: f64,
    /// Standard error of it, at least a half.
    pub(super) error: f64,
}

/// The slope of what is heard over run time, by least squares; `None` where the play was too short, or
/// anything but the device decided what was heard when.
pub(super) fn drift(events: &[Event]) -> Option<Drift> {
    if events.iter().any(|event| is_disturbance(&event.what)) {
        return None;
    }
    let mut started: Option<RunTime> = None;
    let mut points = Vec::new();
    for event in events {
        match &event.what {
            What::PlayStarted { .. } => started = started.or(Some(event.at)),
            What::AudioPlayed { position } => {
                let at = event.at.since(started?).as_secs_f64();
                if at >= SETTLE {
                    points.push((at, position.as_secs_f64()));
                }
            }
            _ => {}
        }
    }
    slope(&points)
}

const fn is_disturbance(what: &What) -> bool {
    matches!(
        what,
        What::Paused { .. }
            | What::SeekAsked { .. }
            | What::SeekAnswered { .. }
            | What::RateChanged { .. }
            | What::UnderrunOccurred { .. }
    )
}

fn slope(points: &[(f64, f64)]) -> Option<Drift> {
    let (first, last) = (points.first()?, points.last()?);
    if last.0 - first.0 < SHORTEST || points.len() < 10 {
        return None;
    }
    let count = points.len() as f64;
    let mean = |pick: fn(&(f64, f64)) -> f64| points.iter().map(pick).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let spread: f64 = points.iter().map(|it| (it.0 - x).powi(2)).sum();
    let together: f64 = points.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let slope = together / spread;
    let off = |it: &(f64, f64)| (it.1 - y - slope * (it.0 - x)).powi(2);
    let variance = points.iter().map(off).sum::<f64>() / (count - 2.0);
    Some(Drift {
        ppm: (slope - 1.0) * 1e6,
        error: ((variance / spread).sqrt() * 1e6).max(0.5),
    })
}
