//! Which stretch of one play belongs to which of the other.

use std::ops::Range;

use mpdbg_model::{RunTime, Span, What};

use super::DivergenceSide;
use super::align::{Aligned, align};
use super::lanes::{Lane, Lanes, begins_stretch};

/// A stretch of both plays, or of one that the other lacks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) before: Option<usize>,
    pub(super) after: Option<usize>,
    /// By how much the second play is behind the first one when the stretch begins.
    pub(super) delay: Span,
}

/// The stretches of both plays, and the control events that were aligned for it.
pub(super) struct Stretches {
    pub(super) segments: Vec<Segment>,
    pub(super) control: Vec<Aligned>,
    /// The segment in which each of `control` happens.
    pub(super) of: Vec<u32>,
}

impl Segment {
    /// Who lacks the stretch.
    pub(super) const fn lacks(self) -> Option<DivergenceSide> {
        match (self.before, self.after) {
            (Some(_), Some(_)) => None,
            (Some(_), None) => Some(DivergenceSide::After),
            (None, _) => Some(DivergenceSide::Before),
        }
    }
}

impl Stretches {
    /// Aligns what was done to both plays.
    pub(super) fn of(before: &Lanes<'_>, after: &Lanes<'_>) -> Self {
        let lane = Lane::Control;
        let mut control = Vec::new();
        align(
            (0..before.lane(lane).len(), |at| before.key(lane, at)),
            (0..after.lane(lane).len(), |at| after.key(lane, at)),
            |step| control.push(step),
        );
        let mut stretches = Self {
            segments: vec![Segment {
                before: Some(0),
                after: Some(0),
                delay: Span::ZERO,
            }],
            of: Vec::with_capacity(control.len()),
            control: Vec::new(),
        };
        let mut begun = (0, 0);
        for step in &control {
            stretches.take(step, before, after, &mut begun);
        }
        stretches.control = control;
        stretches
    }

    /// The side that goes elsewhere behind a segment while the other does not, when, and the number of the
    /// segment that it goes to.
    pub(super) fn gone(
        &self,
        before: &Lanes<'_>,
        after: &Lanes<'_>,
        at: usize,
    ) -> Option<(DivergenceSide, RunTime, u32)> {
        let next = self.segments.get(at + 1)?;
        let side = next.lacks()?.other();
        let begun = match side {
            DivergenceSide::Before => before.begins(next.before?.checked_sub(1)?)?,
            DivergenceSide::After => after.begins(next.after?.checked_sub(1)?)?,
        };
        Some((side, begun.at, at as u32 + 1))
    }

    fn take(
        &mut self,
        step: &Aligned,
        before: &Lanes<'_>,
        after: &Lanes<'_>,
        begun: &mut (usize, usize),
    ) {
        let lane = Lane::Control;
        match step {
            Aligned::Pair(i, j) => {
                let (one, other) = (before.event(lane, *i), after.event(lane, *j));
                let delay = other.at.since(one.at);
                if begins_stretch(&one.what) {
                    *begun = (begun.0 + 1, begun.1 + 1);
                    self.segments.push(Segment {
                        before: Some(begun.0),
                        after: Some(begun.1),
                        delay,
                    });
                } else if matches!(
                    one.what,
                    What::SeekAnswered { .. } | What::PlayStarted { .. }
                ) && let Some(last) = self.segments.last_mut()
                {
                    last.delay = delay;
                }
            }
            Aligned::Gap(ones, others) => {
                let delay = self.segments.last().map_or(Span::ZERO, |last| last.delay);
                let count = |lanes: &Lanes<'_>, range: &Range<usize>| {
                    let begins = |at: &usize| begins_stretch(&lanes.event(lane, *at).what);
                    range.clone().filter(begins).count()
                };
                let (one, other) = (count(before, ones), count(after, others));
                // Where each side goes elsewhere in its own way, these belong together.
                for number in 0..one.max(other) {
                    begun.0 += usize::from(number < one);
                    begun.1 += usize::from(number < other);
                    self.segments.push(Segment {
                        before: (number < one).then_some(begun.0),
                        after: (number < other).then_some(begun.1),
                        delay,
                    });
                }
                let created = one.max(other).saturating_sub(1);
                self.of.push((self.segments.len() - 1 - created) as u32);
                return;
            }
        }
        self.of.push(self.segments.len() as u32 - 1);
    }
}
