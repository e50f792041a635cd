//! Collects divergences: those of one kind in a row are one.

use std::ops::Range;

use mpdbg_model::{Event, MediaTime, RunTime, Span, What};

use super::lanes::{Lane, Lanes, key};
use super::pace::{Beat, Pace};
use super::{Divergence, DivergenceKind, DivergenceSide, Spot, Tolerance};

/// How many of the latest divergences one may go on with.
const LATEST: usize = 4;

/// A player decodes and writes so far ahead of what is seen and heard.
const AHEAD: Span = Span::from_millis(500);

/// Why there is a divergence, where that is known when it is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Because {
    /// It is not known.
    Unknown,
    /// What was done at the beginning of this segment differs.
    Control(u32),
    /// One of the plays was over.
    Ending,
}

/// A divergence that is being collected.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) it: Divergence,
    pub(super) lane: Lane,
    pub(super) segment: u32,
    /// Run time of the last event of it.
    pub(super) ends: RunTime,
    pub(super) because: Because,
    /// What its first event is aligned by; tells those apart that happen at one moment.
    pub(super) key: i64,
    step: u64,
}

/// What is said of a divergence when it is found.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) kind: DivergenceKind,
    pub(super) by: Option<Span>,
    pub(super) media: Option<MediaTime>,
    pub(super) because: Because,
}

/// Collects the divergences of two recordings.
pub(super) struct Emitter<'a> {
    pub(super) before: &'a Lanes<'a>,
    pub(super) after: &'a Lanes<'a>,
    pub(super) tolerance: Tolerance,
    /// The events up to these are the same on both sides.
    unlike: [usize; 2],
    pub(super) found: Vec<Found>,
    /// The segment that is looked at, and the delay in it.
    pub(super) segment: u32,
    pub(super) delay: Span,
    /// The side that goes elsewhere next while the other one does not, since when, and the number of that
    /// segment.
    pub(super) gone: Option<(DivergenceSide, RunTime, u32)>,
    whole: [bool; 2],
    ends: [RunTime; 2],
    step: u64,
}

impl Told {
    pub(super) const fn new(kind: DivergenceKind, media: Option<MediaTime>) -> Self {
        Self {
            kind,
            by: None,
            media,
            because: Because::Unknown,
        }
    }

    pub(super) const fn by(self, by: Span) -> Self {
        Self {
            by: Some(by),
            ..self
        }
    }

    pub(super) const fn because(self, because: Because) -> Self {
        Self { because, ..self }
    }
}

/// When a play is over.
fn end(events: &[Event]) -> RunTime {
    let over = |event: &&Event| matches!(event.what, What::PlayEnded { .. });
    let said = events.iter().rev().take(64).find(over);
    said.or(events.last()).map_or(RunTime::ZERO, |it| it.at)
}

impl<'a> Emitter<'a> {
    pub(super) fn new(
        (before, after): (&'a Lanes<'a>, &'a Lanes<'a>),
        whole: [bool; 2],
        unlike: [usize; 2],
        tolerance: Tolerance,
    ) -> Self {
        Self {
            before,
            after,
            tolerance,
            unlike,
            found: Vec::new(),
            segment: 0,
            delay: Span::ZERO,
            gone: None,
            whole,
            ends: [end(before.events), end(after.events)],
            step: LATEST as u64,
        }
    }

    /// What is left of two ranges of a lane behind the events with which both sides begin alike: these say
    /// nothing but that the delay is none, so that all is left where it should be another one.
    pub(super) fn unlike(
        &self,
        lane: Lane,
        delay: Span,
        (ones, others): (Range<usize>, Range<usize>),
    ) -> (Range<usize>, Range<usize>) {
        if delay != Span::ZERO {
            return (ones, others);
        }
        let behind = |lanes: &Lanes<'_>, unlike: usize, range: Range<usize>| {
            let row = lanes.lane(lane);
            let alike = row.partition_point(|event| (*event as usize) < unlike);
            alike.clamp(range.start, range.end)..range.end
        };
        (
            behind(self.before, self.unlike[0], ones),
            behind(self.after, self.unlike[1], others),
        )
    }

    /// The next step of an alignment is looked at.
    pub(super) const fn next(&mut self) {
        self.step += 1;
    }

    /// What comes now is not in a row with what came before.
    pub(super) const fn apart(&mut self) {
        self.step += 2;
    }

    /// Two events that belong together differ.
    pub(super) fn differ(&mut self, lane: Lane, pair: (usize, usize), told: Told) -> usize {
        self.differ_by(lane, None, pair, told)
    }

    /// Two events that belong together differ in what one of them lacks.
    pub(super) fn differ_by(
        &mut self,
        lane: Lane,
        lacks: Option<DivergenceSide>,
        (i, j): (usize, usize),
        told: Told,
    ) -> usize {
        let spots = (
            spot(self.before, lane, i, true),
            spot(self.after, lane, j, true),
        );
        self.push(lane, lacks, spots, told)
    }

    /// True when `side` is over, or nearly so, where the other one does something at `at`.
    pub(super) fn is_over(&self, side: DivergenceSide, at: RunTime) -> bool {
        let (end, delay) = match side {
            DivergenceSide::After => (self.ends[1], self.delay),
            DivergenceSide::Before => (self.ends[0], Span::ZERO.minus(self.delay)),
        };
        end.since(at.plus(delay)) <= AHEAD
    }

    /// One side lacks the event `at`; `beside` is where it would be in the lane of that side.
    pub(super) fn lack(
        &mut self,
        lane: Lane,
        lacks: DivergenceSide,
        (at, beside): (usize, usize),
        told: Told,
    ) {
        let spots = match lacks {
            DivergenceSide::After => (
                spot(self.before, lane, at, true),
                spot(self.after, lane, beside, false),
            ),
            DivergenceSide::Before => (
                spot(self.before, lane, beside, false),
                spot(self.after, lane, at, true),
            ),
        };
        let (end, whole, expected) = match lacks {
            DivergenceSide::After => (self.ends[1], self.whole[1], spots.0.at.plus(self.delay)),
            DivergenceSide::Before => {
                let expected = spots.1.at.plus(Span::ZERO.minus(self.delay));
                (self.ends[0], self.whole[0], expected)
            }
        };
        let ahead = matches!(
            lane,
            Lane::Sound
                | Lane::Clocks
                | Lane::Marks
                | Lane::SoundMarks
                | Lane::Heard
                | Lane::Decoded
                | Lane::SoundDecoded
                | Lane::Scheduled
        );
        if expected >= end && !whole {
            return;
        }
        let over = expected >= end || (ahead && end.since(expected) <= AHEAD);
        let because = match (told.because, self.gone) {
            (Because::Unknown, Some((side, since, number)))
                if side == lacks && since.since(expected) <= AHEAD =>
            {
                Because::Control(number)
            }
            (Because::Unknown, _) if over => Because::Ending,
            (because, _) => because,
        };
        let empty = |lanes: &Lanes<'_>| lanes.lane(lane).is_empty();
        let spots = match lacks {
            DivergenceSide::After if empty(self.after) => (spots.0, near(self.after, spots.0.at)),
            DivergenceSide::Before if empty(self.before) => {
                (near(self.before, spots.1.at), spots.1)
            }
            DivergenceSide::Before | DivergenceSide::After => spots,
        };
        self.push(lane, Some(lacks), spots, told.because(because));
    }

    fn push(
        &mut self,
        lane: Lane,
        lacks: Option<DivergenceSide>,
        (before, after): (Spot, Spot),
        told: Told,
    ) -> usize {
        let there = |spot: Spot| spot.there.then_some(spot.at);
        let ends = there(before).max(there(after)).unwrap_or(before.at);
        let latest = self.found.len().saturating_sub(LATEST);
        let row = self
            .found
            .iter_mut()
            .enumerate()
            .skip(latest)
            .find(|(_, it)| {
                (it.lane, it.it.kind, it.it.lacks, it.because)
                    == (lane, told.kind, lacks, told.because)
                    && it.step + 1 >= self.step
                    && it.segment == self.segment
            });
        if let Some((at, row)) = row {
            row.it.count += 1;
            row.it.most = greater(row.it.most, told.by);
            (row.ends, row.step) = (row.ends.max(ends), self.step);
            return at;
        }
        let first = match lacks {
            Some(DivergenceSide::Before) => self.after.events.get(after.event as usize),
            Some(DivergenceSide::After) | None => self.before.events.get(before.event as usize),
        };
        let first = first.map_or(0, |event| key(&event.what));
        self.found.push(Found {
            it: Divergence {
                kind: told.kind,
                lacks,
                media: told.media,
                by: told.by,
                most: told.by,
                lasting: None,
                before,
                after,
                count: 1,
                follows: None,
                explains: 0,
            },
            lane,
            segment: self.segment,
            ends,
            because: told.because,
            key: first,
            step: self.step,
        });
        self.found.len() - 1
    }

    /// Takes a pair of a lane for the pace; tells where it is left. `kind` is asked by how much it is left
    /// there. Gives what was found, if anything is open.
    pub(super) fn pace(
        &mut self,
        pace: &mut (Pace, Option<usize>),
        lane: Lane,
        pair: (usize, usize),
        told: impl FnOnce(Span) -> Told,
    ) {
        let (one, other) = (
            self.before.event(lane, pair.0).at,
            self.after.event(lane, pair.1).at,
        );
        match pace.0.beat(other.since(one)) {
            Beat::Same => {}
            Beat::Begins(by) => {
                let told = told(by).by(by);
                // The rows of `push` are for what differs in each event; this keeps its own.
                self.apart();
                pace.1 = Some(self.differ(lane, pair, told));
            }
            Beat::Goes(by) => {
                if let Some(open) = pace.1.and_then(|at| self.found.get_mut(at)) {
                    open.it.count += 1;
                    open.it.most = greater(open.it.most, Some(by));
                    open.ends = open.ends.max(one).max(other);
                }
            }
        }
        if !pace.0.is_open() {
            self.settle(pace);
        }
    }

    /// The pace is found again, or the lane ends.
    pub(super) fn settle(&mut self, pace: &mut (Pace, Option<usize>)) {
        if let Some(open) = pace.1.take().and_then(|at| self.found.get_mut(at)) {
            open.it.lasting = pace.0.lasting();
        }
    }
}

/// The one that is further from zero; the same whichever sign both have.
fn greater(one: Option<Span>, other: Option<Span>) -> Option<Span> {
    match (one, other) {
        (Some(one), Some(other)) if other.abs() > one.abs() => Some(other),
        (one, other) => one.or(other),
    }
}

fn spot(lanes: &Lanes<'_>, lane: Lane, at: usize, there: bool) -> Spot {
    let row = lanes.lane(lane);
    let event = row.get(at).or(row.last()).copied().unwrap_or(0);
    let at = lanes.events.get(event as usize);
    Spot {
        event: event.into(),
        at: at.map_or(RunTime::ZERO, |it| it.at),
        there,
    }
}

/// The event that is nearest to a run time.
fn near(lanes: &Lanes<'_>, at: RunTime) -> Spot {
    let event = lanes.events.partition_point(|event| event.at < at);
    let event = event.min(lanes.events.len().saturating_sub(1));
    Spot {
        event: event as u64,
        at: lanes.events.get(event).map_or(RunTime::ZERO, |it| it.at),
        there: false,
    }
}
