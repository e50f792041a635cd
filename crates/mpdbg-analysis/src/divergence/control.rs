//! What was done to a play: steps, pauses, seeks, rates.

use std::mem::replace;

use mpdbg_model::{Event, Span, What};

use super::align::Aligned;
use super::emitter::{Emitter, Told};
use super::inner::{media, media_of};
use super::lanes::{Lane, begins_stretch};
use super::pace::Delays;
use super::stretches::Stretches;
use super::telling::known;
use super::{DivergenceKind as Kind, DivergenceSide as Side};

const LANE: Lane = Lane::Control;

/// Delays that were found among the control events.
#[derive(Default)]
struct Own {
    found: Delays,
    last: Span,
}

/// Compares what was done; `delays` are those that were found in each segment.
pub(super) fn control(emit: &mut Emitter<'_>, stretches: &Stretches, delays: &[Delays]) {
    let mut own = Own::default();
    for (step, segment) in stretches.control.iter().zip(&stretches.of) {
        emit.next();
        emit.segment = *segment;
        match step {
            Aligned::Pair(i, j) => {
                let at = *segment as usize;
                // A step is taken at the end of a segment too.
                // The delay of a segment is that with which its seek is answered.
                let opens = is_opening(&emit.before.event(LANE, *i).what);
                let last = at.checked_sub(1).map(|at| &delays[at]);
                let here = Some(&delays[at]).filter(|_| !opens);
                pair(emit, (*i, *j), [last, here], &mut own);
            }
            Aligned::Gap(ones, others) => {
                for at in ones.clone() {
                    let event = emit.before.event(LANE, at);
                    let told = lacking(event);
                    emit.lack(LANE, Side::After, (at, others.end), told);
                }
                for at in others.clone() {
                    let event = emit.after.event(LANE, at);
                    let told = lacking(event);
                    emit.lack(LANE, Side::Before, (at, ones.end), told);
                }
            }
        }
    }
}

/// True for what a segment begins with.
const fn is_opening(what: &What) -> bool {
    begins_stretch(what) || matches!(what, What::SeekAnswered { .. } | What::PlayStarted { .. })
}

fn lacking(event: &Event) -> Told {
    let kind = match event.what {
        What::PlayStarted { .. } => Kind::Start,
        What::StepTaken { .. } | What::StepsLeft { .. } => Kind::Step,
        _ => Kind::Control,
    };
    Told::new(kind, media(event))
}

fn pair(emit: &mut Emitter<'_>, pair: (usize, usize), delays: [Option<&Delays>; 2], own: &mut Own) {
    let (one, other) = (
        emit.before.event(LANE, pair.0),
        emit.after.event(LANE, pair.1),
    );
    if let Some((kind, by)) = done_otherwise(emit, &one.what, &other.what) {
        let told = Told::new(kind, media_of(one, other));
        emit.differ(LANE, pair, Told { by, ..told });
    }
    let delay = other.at.since(one.at);
    let is_known = |delays: &Delays| known(emit, delays, delay);
    if delays.into_iter().flatten().any(is_known) || is_known(&own.found) {
        return;
    }
    let last = replace(&mut own.last, delay);
    own.found.insert(delay);
    let kind = match one.what {
        What::PlayStarted { .. } => Kind::Start,
        What::SeekAnswered { .. } => Kind::SeekTime,
        _ => Kind::Shift,
    };
    let told = Told::new(kind, media_of(one, other)).by(delay.minus(last));
    emit.apart();
    emit.differ(LANE, pair, told);
}

/// In what two control events differ, their run times aside.
fn done_otherwise(emit: &Emitter<'_>, one: &What, other: &What) -> Option<(Kind, Option<Span>)> {
    let further = |was, is: mpdbg_model::MediaTime, kind| {
        let by = is.since(was);
        (!emit.tolerance.allows(by)).then_some((kind, Some(by)))
    };
    match (one, other) {
        (What::SeekAnswered { position: was }, What::SeekAnswered { position: is }) => {
            let seen = emit
                .found
                .iter()
                .any(|it| it.segment == emit.segment && it.it.kind == Kind::SeekLanding);
            further(*was, *is, Kind::SeekLanding).filter(|_| !seen)
        }
        (What::PlayStarted { from: was }, What::PlayStarted { from: is }) => {
            further(*was, *is, Kind::Start)
        }
        (
            What::SeekAsked { target, mode, from },
            What::SeekAsked {
                target: is,
                mode: other,
                from: start,
            },
        ) => {
            if mode == other && target == is {
                return further(*from, *start, Kind::Control);
            }
            Some((Kind::Control, Some(is.since(*target))))
        }
        (What::Paused { position: was }, What::Paused { position: is })
        | (What::Resumed { position: was }, What::Resumed { position: is })
        | (What::Restarted { from: was }, What::Restarted { from: is }) => {
            further(*was, *is, Kind::Control)
        }
        (
            What::RateChanged {
                thousandths,
                position: was,
            },
            What::RateChanged {
                thousandths: other,
                position: is,
            },
        ) if thousandths == other => further(*was, *is, Kind::Control),
        (
            What::AudioTrackSelected {
                stream,
                position: was,
            },
            What::AudioTrackSelected {
                stream: other,
                position: is,
            },
        ) if stream == other => further(*was, *is, Kind::Control),
        (one, other) => (one != other).then_some((Kind::Control, None)),
    }
}
