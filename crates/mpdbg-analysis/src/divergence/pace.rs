//! Whether events keep pace with those of the other recording.

use std::collections::BTreeSet;

use mpdbg_model::Span;

use super::Tolerance;

/// So many events in a row with the same delay are the new pace.
const CALM: u32 = 4;

/// Delays that were found. A device that drifts has another one every moment.
pub(super) type Delays = BTreeSet<Span>;

/// What the next pair of events says of the pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// As before.
    Same,
    /// The pace is left here, by so much.
    Begins(Span),
    /// Out of pace by so much, since the last `Begins`.
    Goes(Span),
}

/// The delay of one side against the other along a lane.
pub(super) struct Pace {
    tolerance: Tolerance,
    base: Span,
    level: Span,
    calm: u32,
    open: bool,
}

impl Pace {
    /// Begins with a delay that is already accounted for.
    pub(super) const fn new(tolerance: Tolerance, level: Span) -> Self {
        Self {
            tolerance,
            base: level,
            level,
            calm: 0,
            open: false,
        }
    }

    /// Takes the delay of the next pair.
    pub(super) fn beat(&mut self, delay: Span) -> Beat {
        let near = |level: Span| self.tolerance.allows(delay.minus(level));
        if !self.open {
            if near(self.level) {
                return Beat::Same;
            }
            (self.base, self.level) = (self.level, delay);
            (self.calm, self.open) = (0, true);
            return Beat::Begins(delay.minus(self.base));
        }
        let (same, off) = (near(self.level), !near(self.base));
        if same {
            self.calm += 1;
        } else {
            (self.level, self.calm) = (delay, 0);
        }
        self.open = self.calm < CALM;
        if off {
            Beat::Goes(delay.minus(self.base))
        } else {
            Beat::Same
        }
    }

    /// True while the pace is left and no new one is found.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// The delay now.
    pub(super) const fn level(&self) -> Span {
        self.level
    }

    /// By how much the pace differs now from the one before it was left; none where it came back.
    pub(super) fn lasting(&self) -> Option<Span> {
        let lasting = self.level.minus(self.base);
        (!self.tolerance.allows(lasting)).then_some(lasting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beats(delays: &[i64]) -> (Vec<Beat>, Option<Span>) {
        let mut pace = Pace::new(Tolerance::EXACT, Span::ZERO);
        let beats = delays.iter().map(|it| pace.beat(Span::from_nanos(*it)));
        (beats.collect(), pace.lasting())
    }

    #[test]
    fn one_late_event_begins_and_ends() {
        let by = Span::from_nanos(7);
        let (seen, lasting) = beats(&[0, 7, 0, 0, 0, 0, 0]);
        assert_eq!(seen[..3], [Beat::Same, Beat::Begins(by), Beat::Same]);
        assert_eq!(lasting, None);
    }

    #[test]
    fn a_new_pace_is_left_once() {
        let by = Span::from_nanos(7);
        let (seen, lasting) = beats(&[0, 7, 7, 7, 7, 7, 7, 7]);
        assert_eq!(seen[5..], [Beat::Goes(by), Beat::Same, Beat::Same]);
        assert_eq!(lasting, Some(by));
    }
}
