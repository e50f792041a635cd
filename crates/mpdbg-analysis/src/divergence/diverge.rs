//! Two recordings into what differs.

use mpdbg_model::Event;

use super::clocks::{clocks, heard};
use super::control::control;
use super::emitter::Emitter;
use super::fold::fold;
use super::inner::{inner, work};
use super::lanes::{Lanes, first_unlike};
use super::pace::Delays;
use super::pictures::pictures;
use super::sounds::sounds;
use super::stretches::Stretches;
use super::telling::{told_in, told_of_all};
use super::{Divergence, DivergenceKind, Divergences, Spot, Strand, Tolerance};

/// Aligns two recordings of a case by kind, stream and media time, and finds where they part.
///
/// Swapping the recordings mirrors the answer; a recording does not differ from itself. Time and memory
/// grow with the number of events; nothing is allocated for an event.
pub fn diverge(before: Strand<'_>, after: Strand<'_>, tolerance: Tolerance) -> Divergences {
    let unlike = first_unlike(before.events, after.events);
    if unlike == [before.events.len(), after.events.len()] {
        return Divergences::default();
    }
    let found = diverge_behind(unlike, before, after, tolerance);
    if found.is_empty() && !tolerance.real {
        return order(unlike, before, after);
    }
    found
}

/// Aligns what lies behind the events with which both recordings begin alike.
fn diverge_behind(
    unlike: [usize; 2],
    before: Strand<'_>,
    after: Strand<'_>,
    tolerance: Tolerance,
) -> Divergences {
    let whole = [before.whole, after.whole];
    let before = Lanes::of(before.events, tolerance.real);
    let after = Lanes::of(after.events, tolerance.real);
    let mut emit = Emitter::new((&before, &after), whole, unlike, tolerance);
    let stretches = Stretches::of(&before, &after);
    let mut delays: Vec<Delays> = Vec::with_capacity(stretches.segments.len());
    for (at, segment) in stretches.segments.iter().enumerate() {
        (emit.segment, emit.delay) = (at as u32, segment.delay);
        emit.gone = stretches.gone(&before, &after, at);
        let mut found = pictures(&mut emit, &stretches, at);
        heard(&mut emit, *segment, &mut found);
        sounds(&mut emit, &stretches, at, &found);
        clocks(&mut emit, *segment);
        told_in(&mut emit, *segment, &found);
        inner(&mut emit, *segment, &found);
        delays.push(found);
    }
    emit.gone = None;
    control(&mut emit, &stretches, &delays);
    let all: Delays = delays.into_iter().flatten().collect();
    told_of_all(&mut emit, &all);
    work(&mut emit);
    fold(emit.found)
}

/// The first event that is another one, where no lane shows a difference: only the order of events at one
/// moment is left.
fn order(unlike: [usize; 2], before: Strand<'_>, after: Strand<'_>) -> Divergences {
    let spot = |number: usize, events: &[Event]| {
        let event = events.get(number)?;
        Some(Spot {
            event: number as u64,
            at: event.at,
            there: true,
        })
    };
    let spots = spot(unlike[0], before.events).zip(spot(unlike[1], after.events));
    let list = spots.map(|(before, after)| Divergence {
        kind: DivergenceKind::Order,
        lacks: None,
        media: None,
        by: None,
        most: None,
        lasting: None,
        before,
        after,
        count: 1,
        follows: None,
        explains: 0,
    });
    Divergences {
        list: list.into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{ContentHash, DecodeMarks, MediaTime, RunTime, SeekMode, Span, What};
    use proptest::prelude::*;

    use super::*;

    /// What a play consists of, in any order.
    fn any_what() -> impl Strategy<Value = What> {
        (0..9, 0..12_i64, 0..2_u64).prop_map(|(kind, number, hash)| {
            let (pts, hash) = (MediaTime::from_nanos(number * 40), ContentHash::Xxh3(hash));
            let due = RunTime::from_nanos(number as u64 * 40);
            let duration = Span::from_nanos(40);
            match kind {
                0 | 1 => What::FramePresented { pts, due, hash },
                2 => What::AudioWritten {
                    pts,
                    samples: 960,
                    duration,
                    hash,
                },
                3 => What::AudioPlayed { position: pts },
                4 => What::ClocksRead {
                    audio: Some(pts),
                    video: Some(pts),
                    master: pts,
                },
                5 => What::FrameDecoded {
                    stream: 0,
                    pts: Some(pts),
                    duration,
                    marks: DecodeMarks::default(),
                },
                6 => What::FrameScheduled {
                    pts,
                    due,
                    delay: Span::ZERO,
                },
                7 => What::SeekAsked {
                    target: pts,
                    mode: SeekMode::Exact,
                    from: pts,
                },
                _ => What::SeekAnswered { position: pts },
            }
        })
    }

    fn any_play(events: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Event>> {
        let after = prop_oneof![3 => Just(10_u64), 1 => 0..15_u64];
        let each = proptest::collection::vec((after, any_what()), events);
        each.prop_map(|each| {
            let mut at = 0;
            let event = |(after, what)| {
                at += after;
                let at = RunTime::from_nanos(at);
                Event { at, what }
            };
            each.into_iter().map(event).collect()
        })
    }

    /// `rest` behind all of `begin`.
    fn behind(begin: &[Event], rest: &[Event]) -> Vec<Event> {
        let last = begin.last().map_or(0, |event| event.at.nanos());
        let rest = rest.iter().map(|event| Event {
            at: RunTime::from_nanos(last + event.at.nanos()),
            what: event.what.clone(),
        });
        begin.iter().cloned().chain(rest).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn what_both_begin_with_makes_no_difference(
            begin in any_play(0..60),
            one in any_play(0..30),
            other in any_play(0..30),
        ) {
            let (before, after) = (behind(&begin, &one), behind(&begin, &other));
            let unlike = first_unlike(&before, &after);
            prop_assert!(unlike[0] >= begin.len());
            let strand = |events| Strand { events, whole: true };
            let (before, after) = (strand(&before), strand(&after));
            for tolerance in [Tolerance::EXACT, Tolerance { run: Span::from_nanos(12), real: true }] {
                prop_assert_eq!(
                    diverge_behind(unlike, before, after, tolerance),
                    diverge_behind([0, 0], before, after, tolerance)
                );
            }
        }
    }
}
