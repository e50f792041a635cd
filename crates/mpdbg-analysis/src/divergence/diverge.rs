//! Two recordings into what differs.

use mpdbg_model::{Event, Span};

use super::clocks::{clocks, heard};
use super::control::control;
use super::emitter::Emitter;
use super::fold::fold;
use super::inner::{Timing, inner, work};
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
    let mut emit = Emitter::new(before, after, tolerance);
    let stretches = Stretches::of(&emit.before, &emit.after);
    let mut delays: Vec<Vec<Span>> = Vec::with_capacity(stretches.segments.len());
    for (at, segment) in stretches.segments.iter().enumerate() {
        (emit.segment, emit.delay) = (at as u32, segment.delay);
        emit.gone = stretches.gone(&emit.before, &emit.after, at);
        let mut found = pictures(&mut emit, &stretches, at);
        heard(&mut emit, *segment, &mut found);
        let mut timing = Timing::new(&emit, *segment, &found);
        sounds(&mut emit, &stretches, at, &mut timing);
        clocks(&mut emit, *segment);
        told_in(&mut emit, *segment, &found);
        inner(&mut emit, *segment, &found);
        delays.push(found);
    }
    emit.gone = None;
    control(&mut emit, &stretches, &delays);
    let all: Vec<Span> = delays.into_iter().flatten().collect();
    told_of_all(&mut emit, &all);
    work(&mut emit);
    let found = fold(emit.found);
    if found.is_empty() && !tolerance.real {
        return order(before, after);
    }
    found
}

/// The first event that is another one, where no lane shows a difference: only the order of events at one
/// moment is left.
fn order(before: Strand<'_>, after: Strand<'_>) -> Divergences {
    let both = before.events.iter().zip(after.events);
    let same = both.take_while(|(one, other)| one == other).count();
    let spot = |events: &[Event]| {
        let event = events.get(same)?;
        Some(Spot {
            event: same as u64,
            at: event.at,
            there: true,
        })
    };
    let spots = spot(before.events).zip(spot(after.events));
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
