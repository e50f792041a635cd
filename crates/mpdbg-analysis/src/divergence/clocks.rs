//! Clocks at the moment of a presentation, and the positions that a device reports.

use mpdbg_model::{MediaTime, Span, What};

use super::align::{Aligned, align};
use super::emitter::{Emitter, Told};
use super::inner::{media_of, walk};
use super::lanes::{Lane, Lanes};
use super::pace::{Delays, Pace};
use super::pictures::unlike;
use super::stretches::Segment;
use super::{DivergenceKind as Kind, DivergenceSide as Side};

/// A picture that is presented at another moment sees another time on the clocks: at most so much more,
/// whatever the rate is.
const FASTEST: i64 = 4;
/// What rounding makes of that.
const ROUNDING: Span = Span::from_millis(1);
/// What a device that reports its position in samples makes of a clock.
const READING: Span = Span::from_nanos(1000);
/// A presentation is at most so many events before its clocks.
const BEHIND: usize = 3;

/// Compares the clocks of a segment.
pub(super) fn clocks(emit: &mut Emitter<'_>, segment: Segment) {
    if segment.lacks().is_some() {
        return;
    }
    let lane = Lane::Clocks;
    let unlike = unlike(emit, lane, segment);
    walk(emit, lane, unlike, |emit, (i, j)| {
        let (one, other) = (emit.before.event(lane, i), emit.after.event(lane, j));
        let (Some(was), Some(is)) = (clock(&one.what), clock(&other.what)) else {
            return;
        };
        let behind_due = |events: &[mpdbg_model::Event], at: u32| lateness(events, at as usize);
        let later = behind_due(emit.after.events, emit.after.lane(lane)[j])
            .minus(behind_due(emit.before.events, emit.before.lane(lane)[i]));
        if let Some(by) = jump(emit, was, is, later) {
            let media = media_of(one, other);
            let by = Some(by).filter(|by| *by != Span::ZERO);
            emit.differ(
                lane,
                (i, j),
                Told {
                    by,
                    ..Told::new(Kind::Clock, media)
                },
            );
        }
    });
}

/// Video, audio and master clock.
type Clocks = (Option<MediaTime>, Option<MediaTime>, MediaTime);

const fn clock(what: &What) -> Option<Clocks> {
    match what {
        What::ClocksRead {
            audio,
            video,
            master,
        } => Some((*video, *audio, *master)),
        _ => None,
    }
}

/// How late the picture was that is presented just before an event.
fn lateness(events: &[mpdbg_model::Event], at: usize) -> Span {
    let before = events[..at].iter().rev().take(BEHIND);
    let late = before.filter_map(|event| match event.what {
        What::FramePresented { due, .. } => Some(event.at.since(due)),
        _ => None,
    });
    late.take(1).fold(Span::ZERO, Span::plus)
}

/// By how much a clock is further than on the other side, where that is not explained by the picture that
/// is presented later.
fn jump(emit: &Emitter<'_>, was: Clocks, is: Clocks, later: Span) -> Option<Span> {
    let allows = |by: Span| emit.tolerance.allows(by);
    let ahead = |clocks: Clocks| clocks.0.map(|video| clocks.2.since(video));
    let master = match (ahead(was), ahead(is)) {
        (Some(was), Some(is)) => is.minus(was),
        _ => is.2.since(was.2),
    };
    let explained = if later == Span::ZERO {
        allows(master)
    } else {
        let (most, opposite) = (
            later.abs().times(FASTEST).plus(ROUNDING),
            later.nanos().signum() == -master.nanos().signum(),
        );
        allows(master) || master.abs() <= ROUNDING || (master.abs() <= most && !opposite)
    };
    if !explained {
        return Some(master);
    }
    match (was.1, is.1) {
        (Some(one), Some(other)) => {
            let by = other.since(is.2).minus(one.since(was.2));
            (!allows(by) && by.abs() > READING).then_some(by)
        }
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => Some(Span::ZERO),
    }
}

/// Compares the positions that the device reports in a segment; adds the delays that it finds.
pub(super) fn heard(emit: &mut Emitter<'_>, segment: Segment, delays: &mut Delays) {
    if segment.lacks().is_some() {
        return;
    }
    let lane = Lane::Heard;
    let (before, after) = (emit.before, emit.after);
    let (ones, others) = unlike(emit, lane, segment);
    let position = |lanes: &Lanes<'_>, at| MediaTime::from_nanos(lanes.key(lane, at));
    let mut pace = (Pace::new(emit.tolerance, segment.delay), None);
    let tell = |step| {
        emit.next();
        match step {
            Aligned::Pair(i, j) => {
                let (one, other) = (before.event(lane, i), after.event(lane, j));
                let delay = other.at.since(one.at);
                if !pace.0.is_open() && delays.contains(&delay) {
                    pace.0 = Pace::new(emit.tolerance, delay);
                    return;
                }
                let media = media_of(one, other);
                emit.pace(&mut pace, lane, (i, j), |_| Told::new(Kind::Shift, media));
                if !pace.0.is_open() {
                    delays.insert(pace.0.level());
                }
            }
            Aligned::Gap(i, j) if i.len() == j.len() => {
                for (i, j) in i.zip(j) {
                    let one = position(before, i);
                    let other = position(after, j);
                    let by = other.since(one);
                    let kind = if by.abs() <= ROUNDING {
                        Kind::Scheduling
                    } else {
                        Kind::Position
                    };
                    emit.differ(lane, (i, j), Told::new(kind, Some(one.min(other))).by(by));
                }
            }
            Aligned::Gap(i, j) => {
                for at in i.clone() {
                    let media = Some(position(before, at));
                    let told = Told::new(Kind::Scheduling, media);
                    emit.lack(lane, Side::After, (at, j.end), told);
                }
                for at in j {
                    let media = Some(position(after, at));
                    let told = Told::new(Kind::Scheduling, media);
                    emit.lack(lane, Side::Before, (at, i.end), told);
                }
            }
        }
    };
    align(
        (ones, |at| before.key(lane, at)),
        (others, |at| after.key(lane, at)),
        tell,
    );
    emit.settle(&mut pace);
}
