//! Sound: lacking, twice, silence in its place, with other samples.

use std::ops::Range;

use mpdbg_model::{ContentHash, Event, MediaTime, Span, What};

use super::align::{Aligned, align};
use super::emitter::{Because, Emitter, Told};
use super::inner::Timing;
use super::lanes::{Lane, Lanes};
use super::pace::Delays;
use super::pictures::{because, differ, ranges};
use super::stretches::Stretches;
use super::{DivergenceKind as Kind, DivergenceSide as Side};

const LANE: Lane = Lane::Sound;
/// Pieces that are cut otherwise cover the same sound when their lengths differ by less.
const SAME_LENGTH: Span = Span::from_millis(1);

/// Pieces among which the one that covers another is looked for.
const NEAR: usize = 16;

/// A piece of sound that was written.
#[derive(Clone, Copy)]
struct Piece {
    pts: MediaTime,
    length: Span,
    /// Absent where it is silence that is not in the sample.
    content: Option<(u32, ContentHash)>,
}

impl Piece {
    fn end(&self) -> MediaTime {
        self.pts.plus(self.length)
    }
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
    // In the order of the media, not of the sides: swapped recordings are told the same.
    let place = |lanes: &Lanes<'_>, at| piece(lanes.event(LANE, at)).map(|it| it.pts);
    let only_before = i
        .clone()
        .map(|at| (place(emit.before, at), Side::After, at));
    let only_after = j
        .clone()
        .map(|at| (place(emit.after, at), Side::Before, at));
    let mut pieces: Vec<(Option<MediaTime>, Side, usize)> = only_before.chain(only_after).collect();
    pieces.sort_by_key(|(place, ..)| *place);
    for (_, lacks, at) in pieces {
        match lacks {
            Side::After => {
                let beside = j.end.min(others.end.saturating_sub(1));
                alone(emit, lacks, (at, beside), (ones, others), because);
            }
            Side::Before => {
                let beside = i.end.min(ones.end.saturating_sub(1));
                alone(emit, lacks, (at, beside), (others, ones), because);
            }
        }
    }
}

/// A piece of one side only.
fn alone(
    emit: &mut Emitter<'_>,
    lacks: Side,
    (at, beside): (usize, usize),
    (range, others): (&Range<usize>, &Range<usize>),
    because: Because,
) {
    let (lanes, other) = match lacks {
        Side::After => (emit.before, emit.after),
        Side::Before => (emit.after, emit.before),
    };
    let Some(it) = piece(lanes.event(LANE, at)) else {
        return;
    };
    if goes_on(lanes, at, range, it)
        && let Some(covering) = covering(other, beside, others, it)
    {
        let pair = match lacks {
            Side::After => (at, covering),
            Side::Before => (covering, at),
        };
        let told = Told::new(Kind::SoundPieces, Some(it.pts)).because(because);
        emit.differ(LANE, pair, told);
        return;
    }
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

/// True when a piece is no repetition of what its own side wrote just before it.
fn goes_on(lanes: &Lanes<'_>, at: usize, range: &Range<usize>, it: Piece) -> bool {
    let before = at.checked_sub(1).filter(|before| range.contains(before));
    let before = before.and_then(|before| piece(lanes.event(LANE, before)));
    before.is_none_or(|before| before.end().since(it.pts) < SAME_LENGTH)
}

/// The piece of the other side, near `beside`, from which on it wrote the same sound without a hole, cut
/// otherwise.
fn covering(lanes: &Lanes<'_>, beside: usize, range: &Range<usize>, it: Piece) -> Option<usize> {
    it.content?;
    let sound = |at: usize| piece(lanes.event(LANE, at)).filter(|one| one.content.is_some());
    let near = beside.saturating_sub(NEAR).max(range.start)..range.end.min(beside + NEAR);
    let starts = |at: &usize| sound(*at).is_some_and(|one| one.pts <= it.pts);
    let first = near.clone().rev().find(starts)?;
    let mut end = sound(first)?.end();
    for at in first + 1..near.end {
        if it.end().since(end) < SAME_LENGTH {
            break;
        }
        let next = sound(at).filter(|next| next.pts.since(end).abs() < SAME_LENGTH)?;
        end = next.end();
    }
    (it.end().since(end) < SAME_LENGTH && end > it.pts).then_some(first)
}

#[cfg(test)]
mod tests {
    use mpdbg_model::RunTime;

    use super::*;
    use crate::{Strand, Tolerance, diverge};

    /// Pieces that begin at `starts` and last `length`, all in milliseconds.
    fn written(starts: &[i64], length: i64) -> Vec<Event> {
        let write = |start: &i64| Event {
            at: RunTime::ZERO,
            what: What::AudioWritten {
                pts: MediaTime::from_nanos(start * 1_000_000),
                samples: length as u32,
                duration: Span::from_millis(length),
                hash: ContentHash::Xxh3((start * 1000 + length) as u64),
            },
        };
        starts.iter().map(write).collect()
    }

    fn kinds(before: &[Event], after: &[Event]) -> Vec<Kind> {
        let strand = |events| Strand {
            events,
            whole: true,
        };
        let found = diverge(strand(before), strand(after), Tolerance::EXACT);
        found.kinds().iter().map(|it| it.kind).collect()
    }

    #[test]
    fn the_same_sound_in_pieces_of_twice_the_length_lacks_nothing() {
        let short = written(&[0, 40, 80, 120, 160, 200, 240, 280], 40);
        let long = written(&[0, 80, 160, 240], 80);
        assert_eq!(kinds(&short, &long), [Kind::SoundPieces]);
        assert_eq!(kinds(&long, &short), [Kind::SoundPieces]);
    }

    #[test]
    fn a_hole_and_a_repetition_are_told_whatever_the_pieces() {
        let whole = written(&[0, 40, 80, 120, 160], 40);
        let hole = written(&[0, 40, 120, 160], 40);
        assert_eq!(kinds(&whole, &hole), [Kind::SoundLacking]);
        let again = written(&[0, 40, 80, 80, 120, 160], 40);
        assert_eq!(kinds(&whole, &again), [Kind::SoundTwice]);
        let long = written(&[0, 160], 80);
        let told = kinds(&written(&[0, 40, 80, 120, 160, 200], 40), &long);
        assert!(told.contains(&Kind::SoundLacking), "{told:?}");
    }
}
