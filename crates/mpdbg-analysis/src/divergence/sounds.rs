//! Sound: lacking, twice, silence in its place, with other samples.

use std::ops::Range;

use mpdbg_model::{ContentHash, Event, MediaTime, Span, What};

use super::align::{Aligned, align};
use super::emitter::{Because, Emitter, Told};
use super::inner::Timing;
use super::lanes::Lane;
use super::pace::Delays;
use super::pictures::{because, differ, ranges};
use super::stretches::Stretches;
use super::{DivergenceKind as Kind, DivergenceSide as Side};

const LANE: Lane = Lane::Sound;
/// Pieces that are cut otherwise cover the same sound when their lengths differ by less.
const SAME_LENGTH: Span = Span::from_millis(1);

/// A piece of sound that was written.
#[derive(Clone, Copy)]
struct Piece {
    pts: MediaTime,
    length: Span,
    /// Absent where it is silence that is not in the sample.
    content: Option<(u32, ContentHash)>,
}

/// Compares the sound of a segment.
pub(super) fn sounds(emit: &mut Emitter<'_>, stretches: &Stretches, at: usize, delays: &Delays) {
    let segment = stretches.segments[at];
    let behind = stretches.segments.get(at + 1).copied();
    let (ones, others) = ranges(emit, LANE, segment);
    // Where a seek lands elsewhere, so does its sound.
    let mut in_segment = emit
        .found
        .iter()
        .rev()
        .take_while(|it| it.segment as usize == at);
    let landed = in_segment.any(|it| it.it.kind == Kind::SeekLanding);
    let mut timing = Timing::new(emit, segment, delays);
    let (before, after) = (emit.before, emit.after);
    let (from, to) = emit.unlike(LANE, segment.delay, (ones.clone(), others.clone()));
    let tell = |step| {
        emit.next();
        match step {
            Aligned::Pair(i, j) => {
                let because = because(segment, behind, at, landed, false);
                pair(emit, (i, j), because);
                timing.take(emit, LANE, (i, j));
            }
            Aligned::Gap(i, j) => {
                let head = landed && (i.start, j.start) == (ones.start, others.start);
                let tail = (i.end, j.end) == (ones.end, others.end);
                let because = because(segment, behind, at, head, tail);
                gap(emit, i, j, because, (&ones, &others));
            }
        }
    };
    align(
        (from, |at| before.key(LANE, at)),
        (to, |at| after.key(LANE, at)),
        tell,
    );
    timing.settle(emit);
}

const fn piece(event: &Event) -> Option<Piece> {
    match &event.what {
        What::AudioWritten {
            pts,
            samples,
            duration,
            hash,
        } => Some(Piece {
            pts: *pts,
            length: *duration,
            content: Some((*samples, *hash)),
        }),
        What::SilenceWritten { pts, duration } => Some(Piece {
            pts: *pts,
            length: *duration,
            content: None,
        }),
        _ => None,
    }
}

fn pair(emit: &mut Emitter<'_>, (i, j): (usize, usize), because: Because) {
    let pieces = (
        piece(emit.before.event(LANE, i)),
        piece(emit.after.event(LANE, j)),
    );
    let (Some(was), Some(is)) = pieces else {
        return;
    };
    let media = Some(was.pts);
    match (was.content, is.content) {
        (Some(one), Some(other)) if one.0 != other.0 => {
            let by = is.length.minus(was.length);
            emit.differ(LANE, (i, j), Told::new(Kind::SoundPieces, media).by(by));
        }
        (Some(one), Some(other)) if differ(one.1, other.1) => {
            let told = Told::new(Kind::SoundContent, media).because(because);
            emit.differ(LANE, (i, j), told);
        }
        (Some(_), None) | (None, Some(_)) => {
            let lacks = if is.content.is_none() {
                Side::After
            } else {
                Side::Before
            };
            emit.differ_by(
                LANE,
                Some(lacks),
                (i, j),
                Told::new(Kind::SoundSilence, media),
            );
        }
        (None, None) if was.length != is.length => {
            let by = is.length.minus(was.length);
            emit.differ(LANE, (i, j), Told::new(Kind::SoundSilence, media).by(by));
        }
        _ => {}
    }
}

fn gap(
    emit: &mut Emitter<'_>,
    i: Range<usize>,
    j: Range<usize>,
    because: Because,
    (ones, others): (&Range<usize>, &Range<usize>),
) {
    let told = |one: usize, other: usize, emit: &Emitter<'_>| {
        let (one, other) = (
            piece(emit.before.event(LANE, one))?,
            piece(emit.after.event(LANE, other))?,
        );
        Some((one.pts.min(other.pts), other.pts.since(one.pts)))
    };
    if i.len() == j.len() && because == Because::Unknown {
        for (i, j) in i.zip(j) {
            if let Some((media, by)) = told(i, j, emit) {
                emit.differ(LANE, (i, j), Told::new(Kind::SoundTime, Some(media)).by(by));
            }
        }
        return;
    }
    if !i.is_empty() && !j.is_empty() {
        let length = |events: &mut dyn Iterator<Item = &Event>| {
            let lengths = events.filter_map(piece).map(|it| it.length);
            lengths.fold(Span::ZERO, Span::plus)
        };
        let before = length(&mut i.clone().map(|at| emit.before.event(LANE, at)));
        let after = length(&mut j.clone().map(|at| emit.after.event(LANE, at)));
        if after.minus(before).abs() < SAME_LENGTH
            && let Some((media, _)) = told(i.start, j.start, emit)
        {
            let told = Told::new(Kind::SoundPieces, Some(media)).because(because);
            let at = emit.differ(LANE, (i.start, j.start), told);
            emit.found[at].it.count += (i.len() + j.len()) as u64 - 1;
            return;
        }
    }
    for at in i.clone() {
        let beside = j.end.min(others.end.saturating_sub(1));
        alone(emit, Side::After, (at, beside), ones, because);
    }
    for at in j {
        let beside = i.end.min(ones.end.saturating_sub(1));
        alone(emit, Side::Before, (at, beside), others, because);
    }
}

/// A piece of one side only.
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
    let Some(it) = piece(lanes.event(LANE, at)) else {
        return;
    };
    let same = |other: usize| piece(lanes.event(LANE, other)).is_some_and(|one| one.pts == it.pts);
    let kind = match it.content {
        None => Kind::SoundSilence,
        Some(_) if at > range.start && same(at - 1) => Kind::SoundTwice,
        Some(_) => Kind::SoundLacking,
    };
    // Silence that one side fills in is what that side lacks of the sound.
    let told = Told::new(kind, Some(it.pts)).because(because);
    emit.lack(LANE, lacks, (at, beside), told);
}
