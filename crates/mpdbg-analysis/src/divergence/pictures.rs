//! Pictures: presented, thrown away as late, lacking, late, with other content.

use std::ops::Range;

use mpdbg_model::{ContentHash, Event, MediaTime, Span, What};

use super::align::{Aligned, align};
use super::emitter::{Because, Emitter, Told};
use super::landings::landing;
use super::lanes::{Lane, Lanes};
use super::pace::{Delays, Pace};
use super::stretches::{Segment, Stretches};
use super::{DivergenceKind as Kind, DivergenceSide as Side};

const LANE: Lane = Lane::Pictures;
/// Pictures in another order are so near to each other, in steps of the alignment.
const CROSSING: usize = 16;

/// A picture that was presented, or thrown away since it was late.
#[derive(Clone, Copy)]
struct Fate {
    pts: MediaTime,
    late: Span,
    /// Absent where it was thrown away.
    hash: Option<ContentHash>,
}

/// What has no counterpart, and how many steps of the alignment come before it.
struct Gap {
    number: usize,
    before: Range<usize>,
    after: Range<usize>,
}

/// Compares the pictures of a segment; gives the delays that were found.
pub(super) fn pictures(emit: &mut Emitter<'_>, stretches: &Stretches, at: usize) -> Delays {
    let segment = stretches.segments[at];
    let (ones, others) = ranges(emit, LANE, segment);
    let unlike = emit.unlike(LANE, segment.delay, (ones.clone(), others.clone()));
    let gaps = gaps(emit, &unlike);
    let crossed = crossed(emit, &gaps);
    let taken: (Vec<usize>, Vec<usize>) = crossed.iter().copied().unzip();
    let taken = (sorted(taken.0), sorted(taken.1));
    let landing = landing(emit, stretches, at, &ones, &others);
    let behind = stretches.segments.get(at + 1).copied();
    let mut pace = (Pace::new(emit.tolerance, segment.delay), None);
    let mut delays = Delays::from([segment.delay]);
    let (mut i, mut j) = (unlike.0.start, unlike.1.start);
    for it in &gaps {
        pairs(emit, &mut pace, &mut delays, (i..it.before.start, j));
        emit.next();
        let head = landing && (it.before.start, it.after.start) == (ones.start, others.start);
        let tail = (it.before.end, it.after.end) == (ones.end, others.end);
        let mut because = because(segment, behind, at, head, tail);
        if tail && behind.is_none() && is_over(emit, (&it.before, &ones), (&it.after, &others)) {
            because = Because::Ending;
        }
        let one = Loose::of(&it.before, &taken.0, &ones);
        let other = Loose::of(&it.after, &taken.1, &others);
        gap(emit, &one, &other, because);
        (i, j) = (it.before.end, it.after.end);
    }
    pairs(emit, &mut pace, &mut delays, (i..unlike.0.end, j));
    for pair in crossed {
        emit.apart();
        cross(emit, pair);
    }
    delays.insert(pace.0.level());
    emit.settle(&mut pace);
    delays
}

/// Aligns pictures. What lies between the gaps are pairs.
fn gaps(emit: &Emitter<'_>, (ones, others): &(Range<usize>, Range<usize>)) -> Vec<Gap> {
    let (mut gaps, mut number) = (Vec::new(), 0);
    align(
        (ones.clone(), |at| emit.before.key(LANE, at)),
        (others.clone(), |at| emit.after.key(LANE, at)),
        |step| {
            if let Aligned::Gap(before, after) = step {
                gaps.push(Gap {
                    number,
                    before,
                    after,
                });
            }
            number += 1;
        },
    );
    gaps
}

/// Compares pictures that belong together, in a row.
fn pairs(
    emit: &mut Emitter<'_>,
    pace: &mut (Pace, Option<usize>),
    delays: &mut Delays,
    (ones, from): (Range<usize>, usize),
) {
    for (i, j) in ones.zip(from..) {
        emit.next();
        let was_open = pace.0.is_open();
        pair(emit, pace, (i, j));
        emit.delay = pace.0.level();
        if was_open && !pace.0.is_open() {
            delays.insert(pace.0.level());
        }
    }
}

/// The parts of a lane that belong to a segment; nothing on a side that lacks it.
pub(super) fn ranges(
    emit: &Emitter<'_>,
    lane: Lane,
    segment: Segment,
) -> (Range<usize>, Range<usize>) {
    let range = |lanes: &Lanes<'_>, stretch: Option<usize>| {
        stretch.map_or(0..0, |stretch| lanes.stretch(lane, stretch))
    };
    (
        range(emit.before, segment.before),
        range(emit.after, segment.after),
    )
}

/// The same without the events with which both recordings begin alike.
pub(super) fn unlike(
    emit: &Emitter<'_>,
    lane: Lane,
    segment: Segment,
) -> (Range<usize>, Range<usize>) {
    emit.unlike(lane, segment.delay, ranges(emit, lane, segment))
}

/// Why there is a gap, where a seek explains it: the segment lacks, the next one does, or it lands elsewhere.
pub(super) fn because(
    segment: Segment,
    behind: Option<Segment>,
    at: usize,
    head: bool,
    tail: bool,
) -> Because {
    let number = at as u32;
    if head || segment.lacks().is_some() {
        Because::Control(number)
    } else if tail && behind.is_some_and(|it| it.lacks().is_some()) {
        Because::Control(number + 1)
    } else {
        Because::Unknown
    }
}

/// True when one side ends before it comes to what the other one shows at last.
fn is_over(
    emit: &Emitter<'_>,
    one: (&Range<usize>, &Range<usize>),
    other: (&Range<usize>, &Range<usize>),
) -> bool {
    let at = |lanes: &Lanes<'_>, (gap, range): (&Range<usize>, &Range<usize>)| {
        (gap.end == range.end && !gap.is_empty()).then(|| lanes.event(LANE, gap.start).at)
    };
    match (at(emit.before, one), at(emit.after, other)) {
        (Some(at), None) => emit.is_over(Side::After, at),
        (None, Some(at)) => emit.is_over(Side::Before, at),
        _ => false,
    }
}

fn fate(event: &Event) -> Option<Fate> {
    let (pts, due, hash) = match &event.what {
        What::FramePresented { pts, due, hash } => (pts, due, Some(*hash)),
        What::FrameDiscarded { pts, due, .. } => (pts, due, None),
        _ => return None,
    };
    Some(Fate {
        pts: *pts,
        late: event.at.since(*due),
        hash,
    })
}

fn pair(emit: &mut Emitter<'_>, pace: &mut (Pace, Option<usize>), (i, j): (usize, usize)) {
    let (one, other) = (emit.before.event(LANE, i), emit.after.event(LANE, j));
    let (Some(was), Some(is)) = (fate(one), fate(other)) else {
        return;
    };
    let media = Some(was.pts);
    let later = is.late.minus(was.late);
    match (was.hash, is.hash) {
        (Some(was), Some(is)) => {
            if differ(was, is) {
                emit.differ(LANE, (i, j), Told::new(Kind::PictureContent, media));
            }
        }
        (None, None) => return,
        (Some(_), None) | (None, Some(_)) => {
            let told = Told::new(Kind::PictureDropped, media);
            let lacks = if is.hash.is_none() {
                Side::After
            } else {
                Side::Before
            };
            emit.differ_by(LANE, Some(lacks), (i, j), told);
            return;
        }
    }
    let delay = other.at.since(one.at);
    emit.pace(pace, LANE, (i, j), |by| {
        let due = by.minus(later).abs() < by.half().abs();
        Told::new(if due { Kind::PictureLate } else { Kind::Shift }, media)
    });
    let due = delay.minus(later).minus(pace.0.level());
    if !emit.tolerance.real && later != Span::ZERO && due != Span::ZERO && !pace.0.is_open() {
        emit.differ(LANE, (i, j), Told::new(Kind::PictureLate, media).by(later));
    }
}

/// True when both were hashed in the same way and are not the same.
pub(super) fn differ(one: ContentHash, other: ContentHash) -> bool {
    match (one, other) {
        (ContentHash::Xxh3(one), ContentHash::Xxh3(other)) => one != other,
        (ContentHash::Md5(one), ContentHash::Md5(other)) => one != other,
        _ => false,
    }
}

/// Pictures that have their counterpart in another gap nearby: presented in another order, or thrown away
/// after the next one was presented.
fn crossed(emit: &Emitter<'_>, gaps: &[Gap]) -> Vec<(usize, usize)> {
    let mut loose: Vec<(i64, usize, Side, usize)> = Vec::new();
    let small = |gap: &&Gap| gap.before.len().max(gap.after.len()) <= CROSSING;
    for gap in gaps.iter().filter(small) {
        let of = |lanes: &Lanes<'_>, side, at| (lanes.key(LANE, at), gap.number, side, at);
        let (ones, others) = (gap.before.clone(), gap.after.clone());
        loose.extend(ones.map(|at| of(emit.before, Side::Before, at)));
        loose.extend(others.map(|at| of(emit.after, Side::After, at)));
    }
    loose.sort_unstable_by_key(|(key, number, _, _)| (*key, *number));
    let mut crossed = Vec::new();
    let mut at = 0;
    while at + 1 < loose.len() {
        let (one, other) = (loose[at], loose[at + 1]);
        let near = one.0 == other.0 && one.1 != other.1 && other.1 - one.1 <= CROSSING;
        match (near, one.2, other.2) {
            (true, Side::Before, Side::After) => crossed.push((one.3, other.3)),
            (true, Side::After, Side::Before) => crossed.push((other.3, one.3)),
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
    }
    crossed
}

/// Tells a picture that both sides have, each in another place.
fn cross(emit: &mut Emitter<'_>, (i, j): (usize, usize)) {
    let (one, other) = (emit.before.event(LANE, i), emit.after.event(LANE, j));
    let (Some(was), Some(is)) = (fate(one), fate(other)) else {
        return;
    };
    let media = Some(was.pts);
    match (was.hash, is.hash) {
        (Some(_), Some(_)) => {
            let told = Told::new(Kind::PictureOrder, media).by(other.at.since(one.at));
            emit.differ(LANE, (i, j), told);
        }
        (None, None) => {
            emit.differ(LANE, (i, j), Told::new(Kind::Scheduling, media));
        }
        (_, now) => {
            let lacks = if now.is_none() {
                Side::After
            } else {
                Side::Before
            };
            emit.differ_by(
                LANE,
                Some(lacks),
                (i, j),
                Told::new(Kind::PictureDropped, media),
            );
        }
    }
}

/// The pictures of one side in a gap.
struct Loose<'r> {
    pictures: Vec<usize>,
    /// Where the side goes on behind the gap.
    behind: usize,
    range: &'r Range<usize>,
}

impl<'r> Loose<'r> {
    /// Those of `gap` that are not `taken`, which is sorted.
    fn of(gap: &Range<usize>, taken: &[usize], range: &'r Range<usize>) -> Self {
        let free = |at: &usize| taken.binary_search(at).is_err();
        Self {
            pictures: gap.clone().filter(free).collect(),
            behind: gap.end.min(range.end.saturating_sub(1)),
            range,
        }
    }
}

fn sorted(mut row: Vec<usize>) -> Vec<usize> {
    row.sort_unstable();
    row
}

fn gap(emit: &mut Emitter<'_>, one: &Loose<'_>, other: &Loose<'_>, because: Because) {
    let pairs = one.pictures.iter().zip(&other.pictures);
    if one.pictures.len() == other.pictures.len() && because == Because::Unknown {
        for (i, j) in pairs {
            let pts = |event: &Event| fate(event).map_or(MediaTime::ZERO, |it| it.pts);
            let (was, is) = (
                pts(emit.before.event(LANE, *i)),
                pts(emit.after.event(LANE, *j)),
            );
            let told = Told::new(Kind::PictureTime, Some(was.min(is)));
            emit.differ(LANE, (*i, *j), told.by(is.since(was)));
        }
        return;
    }
    for at in &one.pictures {
        alone(emit, Side::After, (*at, other.behind), one.range, because);
    }
    for at in &other.pictures {
        alone(emit, Side::Before, (*at, one.behind), other.range, because);
    }
}

/// A picture of one side only.
fn alone(
    emit: &mut Emitter<'_>,
    lacks: Side,
    (at, beside): (usize, usize),
    range: &Range<usize>,
    because: Because,
) {
    let lanes = match lacks {
        Side::After => emit.before,
        Side::Before => emit.after,
    };
    let Some(it) = fate(lanes.event(LANE, at)) else {
        return;
    };
    let same = |other: usize| fate(lanes.event(LANE, other)).is_some_and(|one| one.pts == it.pts);
    let kind = match it.hash {
        // Thrown away by one side and not told by the other: nobody sees it either way.
        None => Kind::Scheduling,
        Some(_) if at > range.start && same(at - 1) => Kind::PictureTwice,
        Some(_) if at == range.start && at > 0 && because == Because::Unknown => {
            stale_or_lacking(lanes, at, range)
        }
        Some(_) => Kind::PictureLacking,
    };
    let told = Told::new(kind, Some(it.pts)).because(because);
    emit.lack(LANE, lacks, (at, beside), told);
}

/// The first picture behind a seek: further from the next one than pictures are, it is left over.
fn stale_or_lacking(lanes: &Lanes<'_>, at: usize, range: &Range<usize>) -> Kind {
    let pts = |at: usize| MediaTime::from_nanos(lanes.key(LANE, at));
    let (Some(next), Some(last)) = (
        (at + 1 < range.end).then(|| pts(at + 1)),
        at.checked_sub(1).map(pts),
    ) else {
        return Kind::PictureLacking;
    };
    if pts(at).since(last).abs() < pts(at).since(next).abs() {
        Kind::PictureStale
    } else {
        Kind::PictureLacking
    }
}
