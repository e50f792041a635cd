//! What a player says once or now and then: streams, underruns, messages, damage, marks, the end.

use std::mem::discriminant;

use mpdbg_model::{Span, What};

use super::DivergenceKind as Kind;
use super::emitter::{Emitter, Told};
use super::inner::{media_of, walk};
use super::lanes::Lane;
use super::pace::Delays;
use super::pictures::unlike;
use super::stretches::Segment;

/// Compares underruns and marks of a segment.
pub(super) fn told_in(emit: &mut Emitter<'_>, segment: Segment, delays: &Delays) {
    if segment.lacks().is_some() {
        return;
    }
    for lane in [Lane::Underruns, Lane::Marks, Lane::SoundMarks] {
        let unlike = unlike(emit, lane, segment);
        walk(emit, lane, unlike, |emit, pair| {
            told(emit, lane, pair, delays);
        });
    }
}

/// Compares what is told of the play as a whole.
pub(super) fn told_of_all(emit: &mut Emitter<'_>, delays: &Delays) {
    for lane in [
        Lane::Opening,
        Lane::Log,
        Lane::Damage,
        Lane::Drained,
        Lane::Ending,
    ] {
        let whole = (
            0..emit.before.lane(lane).len(),
            0..emit.after.lane(lane).len(),
        );
        let unlike = emit.unlike(lane, Span::ZERO, whole);
        walk(emit, lane, unlike, |emit, pair| {
            told(emit, lane, pair, delays);
        });
    }
}

fn told(emit: &mut Emitter<'_>, lane: Lane, pair: (usize, usize), delays: &Delays) {
    let (one, other) = (
        emit.before.event(lane, pair.0),
        emit.after.event(lane, pair.1),
    );
    let differs = match (&one.what, &other.what) {
        (What::UnderrunOccurred { lacking, .. }, What::UnderrunOccurred { lacking: is, .. }) => {
            let by = is.minus(*lacking);
            (!emit.tolerance.allows(by)).then_some((Kind::Underrun, Some(by)))
        }
        (What::SoundMarkRead { heard, .. }, What::SoundMarkRead { heard: is, .. })
        | (What::SoundMarkUnread { heard }, What::SoundMarkUnread { heard: is }) => {
            let by = is.since(*heard);
            (!known(emit, delays, by)).then_some((Kind::Mark, Some(by)))
        }
        (
            What::PlayEnded { reason, position },
            What::PlayEnded {
                reason: other_reason,
                position: other_position,
            },
        ) => {
            let by = other.at.since(one.at);
            let further = other_position.since(*position);
            if !known(emit, delays, by) {
                Some((Kind::Ending, Some(by)))
            } else if reason != other_reason || !emit.tolerance.allows(further) {
                Some((Kind::Ending, Some(further).filter(|it| *it != Span::ZERO)))
            } else {
                None
            }
        }
        (What::AttemptEnded(was), What::AttemptEnded(is)) => {
            let kind = if discriminant(&**was) != discriminant(&**is) || was.is_crash() {
                Kind::Crash
            } else {
                Kind::Ending
            };
            (was != is).then_some((kind, None))
        }
        (was, is) if was == is => None,
        (What::CapsReported(_) | What::DeviceOpened(_), _) => Some((Kind::Device, None)),
        (What::LogWritten(_), _) => Some((Kind::Log, None)),
        (What::CountersReported(_), _) => Some((Kind::Counters, None)),
        _ => Some((kind_of(lane), None)),
    };
    if let Some((kind, by)) = differs {
        let told = Told::new(kind, media_of(one, other));
        emit.differ(lane, pair, Told { by, ..told });
    }
}

const fn kind_of(lane: Lane) -> Kind {
    match lane {
        Lane::Damage => Kind::Damage,
        Lane::Marks | Lane::SoundMarks => Kind::Mark,
        Lane::Opening => Kind::Streams,
        _ => Kind::Scheduling,
    }
}

/// True when a delay is none, or one that was found already.
pub(super) fn known(emit: &Emitter<'_>, delays: &Delays, delay: Span) -> bool {
    let same = |known: &Span| emit.tolerance.allows(delay.minus(*known));
    let near = delays.range(delay.minus(emit.tolerance.run)..).next();
    same(&Span::ZERO) || near.is_some_and(same)
}
