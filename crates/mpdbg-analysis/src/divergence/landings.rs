//! Where playing goes on after a seek.

use std::ops::Range;

use mpdbg_model::{MediaTime, What};

use super::DivergenceKind as Kind;
use super::emitter::{Emitter, Told};
use super::lanes::{Lane, Lanes};
use super::stretches::Stretches;

const LANE: Lane = Lane::Pictures;

fn pts(lanes: &Lanes<'_>, at: usize) -> MediaTime {
    MediaTime::from_nanos(lanes.key(LANE, at))
}

/// Tells a seek that lands elsewhere by its first picture; true when it did.
pub(super) fn landing(
    emit: &mut Emitter<'_>,
    stretches: &Stretches,
    at: usize,
    ones: &Range<usize>,
    others: &Range<usize>,
) -> bool {
    let Some((one, other)) = first(emit, ones, others) else {
        return false;
    };
    let sought = |lanes: &Lanes<'_>, stretch: Option<usize>| {
        let begun = stretch.and_then(|it| it.checked_sub(1))?;
        lanes.begins(begun).and_then(|event| match event.what {
            What::SeekAsked { from, .. } => Some(from),
            _ => None,
        })
    };
    let segment = stretches.segments[at];
    let froms = sought(emit.before, segment.before).zip(sought(emit.after, segment.after));
    let Some(froms) = froms.filter(|_| one != other) else {
        return false;
    };
    if is_stale(emit, (one, ones, froms.0), (other, others, froms.1)) {
        return false;
    }
    emit.apart();
    let told = Told::new(Kind::SeekLanding, Some(one.min(other))).by(other.since(one));
    emit.differ(LANE, (ones.start, others.start), told);
    true
}

fn first(
    emit: &Emitter<'_>,
    ones: &Range<usize>,
    others: &Range<usize>,
) -> Option<(MediaTime, MediaTime)> {
    if ones.is_empty() || others.is_empty() {
        return None;
    }
    let one = pts(emit.before, ones.start);
    let other = pts(emit.after, others.start);
    Some((one, other))
}

/// Tells a picture that is left over from before the seek; true when there is one.
fn is_stale(
    emit: &Emitter<'_>,
    (one, ones, from): (MediaTime, &Range<usize>, MediaTime),
    (other, others, from_after): (MediaTime, &Range<usize>, MediaTime),
) -> bool {
    let second = |lanes: &Lanes<'_>, range: &Range<usize>| {
        let at = range.start + 1;
        (at < range.end).then(|| lanes.key(LANE, at))
    };
    let nearer = |pts: MediaTime, from, to: MediaTime| pts.since(from).abs() < pts.since(to).abs();
    (second(emit.after, others) == Some(one.nanos()) && nearer(other, from_after, one))
        || (second(emit.before, ones) == Some(other.nanos()) && nearer(one, from, other))
}
