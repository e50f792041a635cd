//! How fast media time runs, over run time.

use mpdbg_model::{MediaTime, RunTime, Span, What};

/// Thousandths of the usual speed at which media time runs as in the file.
const USUAL: u32 = 1000;

/// How fast media time runs: as in the file until something else is told, and not at all while paused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tempo {
    turns: Vec<Turn>,
}

/// Where the tempo changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    at: RunTime,
    /// Speed that is set, in thousandths.
    set: u32,
    paused: bool,
    /// Media time that passed from the first turn to this one.
    passed: Span,
}

impl Turn {
    const fn runs_at(&self) -> u32 {
        if self.paused { 0 } else { self.set }
    }
}

impl Tempo {
    /// Takes what changes the tempo; everything else changes nothing. A restart lets a paused play run.
    pub(super) fn take(&mut self, at: RunTime, what: &What) {
        let (set, paused) = self
            .turns
            .last()
            .map_or((USUAL, false), |turn| (turn.set, turn.paused));
        let (set, paused) = match what {
            What::Paused { .. } => (set, true),
            What::Resumed { .. } | What::Restarted { .. } => (set, false),
            What::RateChanged { thousandths, .. } => ((*thousandths).max(1), paused),
            _ => return,
        };
        let turn = Turn {
            at,
            set,
            paused,
            passed: self.passed(at),
        };
        self.turns.push(turn);
    }

    /// Media time that passes from `from` to `to`.
    #[inline]
    pub fn between(&self, from: RunTime, to: RunTime) -> Span {
        if self.turns.is_empty() {
            return to.since(from);
        }
        self.passed(to).minus(self.passed(from))
    }

    /// Run time that `media` takes at the speed that is set at `at`, whether or not the play is paused.
    #[inline]
    pub fn run(&self, media: Span, at: RunTime) -> Span {
        if self.turns.is_empty() {
            return media;
        }
        match self.turn(at) {
            Some(turn) if turn.set != USUAL => scaled(media, USUAL, turn.set),
            _ => media,
        }
    }

    /// When `media` will have passed from `at` on; where the play stays paused before that, when it
    /// was paused.
    pub fn due(&self, at: RunTime, media: Span) -> RunTime {
        let (mut now, mut left) = (at, media);
        let first = self.turns.partition_point(|turn| turn.at <= at);
        for turn in &self.turns[first..] {
            let span = self.between(now, turn.at);
            if span >= left {
                break;
            }
            (now, left) = (turn.at, left.minus(span));
        }
        match self.turn(now).map_or(USUAL, Turn::runs_at) {
            0 => now,
            thousandths => now.plus(scaled(left, USUAL, thousandths)),
        }
    }

    /// True when the play is paused at `at`, the moment of the pause included.
    pub fn is_paused(&self, at: RunTime) -> bool {
        self.turn(at).is_some_and(|turn| turn.paused)
    }

    /// How long the play was paused between `from` and `to`.
    pub fn paused(&self, from: RunTime, to: RunTime) -> Span {
        let behind = self.turns.partition_point(|turn| turn.at <= from);
        let first = behind.saturating_sub(1);
        let mut sum = Span::ZERO;
        for (index, turn) in self.turns.iter().enumerate().skip(first) {
            if turn.at >= to {
                break;
            }
            let next = self.turns.get(index + 1).map_or(to, |next| next.at.min(to));
            if turn.paused {
                sum = sum.plus(next.since(turn.at.max(from)));
            }
        }
        sum
    }

    /// True when media time always ran as in the file.
    pub const fn is_usual(&self) -> bool {
        self.turns.is_empty()
    }

    /// The same tempo between two moments; what it was outside of them is forgotten.
    pub(super) fn within(&self, from: RunTime, to: RunTime) -> Self {
        let first = self.turns.partition_point(|turn| turn.at <= from);
        let end = self.turns.partition_point(|turn| turn.at <= to);
        let turns = &self.turns[first.saturating_sub(1).min(end)..end];
        Self {
            turns: turns.to_vec(),
        }
    }

    fn turn(&self, at: RunTime) -> Option<&Turn> {
        let after = self.turns.partition_point(|turn| turn.at <= at);
        self.turns.get(after.checked_sub(1)?)
    }

    /// From the first turn to `at`.
    fn passed(&self, at: RunTime) -> Span {
        let Some(first) = self.turns.first() else {
            return Span::ZERO;
        };
        match self.turn(at) {
            None => at.since(first.at),
            Some(turn) => {
                let since = scaled(at.since(turn.at), turn.runs_at(), USUAL);
                turn.passed.plus(since)
            }
        }
    }
}

fn scaled(span: Span, by: u32, of: u32) -> Span {
    let scaled = i128::from(span.nanos()) * i128::from(by) / i128::from(of);
    Span::from_nanos(i64::try_from(scaled).unwrap_or(i64::MAX))
}

/// A pause: from when to when, and what the master clock showed at either end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Number of the event that began it.
    pub event: u64,
    /// When it began.
    pub at: RunTime,
    /// Media time when it began.
    pub position: MediaTime,
    /// Number of the event, moment and media time when it ended; absent when it never did, or when the
    /// play was moved elsewhere meanwhile.
    pub resumed: Option<(u64, RunTime, MediaTime)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(millis: u64) -> RunTime {
        RunTime::from_nanos(millis * 1_000_000)
    }

    const fn ms(millis: i64) -> Span {
        Span::from_millis(millis)
    }

    fn tempo(turns: &[(u64, What)]) -> Tempo {
        let mut tempo = Tempo::default();
        for (millis, what) in turns {
            tempo.take(at(*millis), what);
        }
        tempo
    }

    const PAUSED: What = What::Paused {
        position: MediaTime::ZERO,
    };
    const RESUMED: What = What::Resumed {
        position: MediaTime::ZERO,
    };
    const fn rate(thousandths: u32) -> What {
        What::RateChanged {
            thousandths,
            position: MediaTime::ZERO,
        }
    }

    #[test]
    fn without_a_turn_media_time_is_run_time() {
        let tempo = Tempo::default();
        assert_eq!(tempo.between(at(100), at(350)), ms(250));
        assert_eq!(tempo.due(at(100), ms(250)), at(350));
        assert_eq!(tempo.run(ms(40), at(7)), ms(40));
    }

    #[test]
    fn a_pause_takes_no_media_time_and_a_rate_scales_it() {
        let turns = [
            (1000, PAUSED),
            (3000, RESUMED),
            (4000, rate(2000)),
            (5000, rate(250)),
        ];
        let tempo = tempo(&turns);
        assert_eq!(tempo.between(at(0), at(3500)), ms(1500));
        assert_eq!(tempo.between(at(3500), at(4500)), ms(1500));
        assert_eq!(tempo.between(at(4000), at(9000)), ms(3000));
        assert_eq!(tempo.due(at(500), ms(1000)), at(3500));
        assert_eq!(tempo.due(at(3900), ms(2350)), at(6000));
        assert_eq!(tempo.run(ms(40), at(4000)), ms(20));
        assert_eq!(tempo.run(ms(40), at(5000)), ms(160));
        assert!(tempo.is_paused(at(1000)) && !tempo.is_paused(at(3000)));
        assert_eq!(tempo.paused(at(0), at(9000)), ms(2000));
        assert_eq!(tempo.paused(at(1500), at(2000)), ms(500));
        assert_eq!(tempo.paused(at(3000), at(4000)), Span::ZERO);
    }

    #[test]
    fn a_rate_that_is_set_while_paused_counts_from_the_resumption_on() {
        let tempo = tempo(&[(0, PAUSED), (500, rate(4000)), (1000, RESUMED)]);
        assert_eq!(tempo.between(at(0), at(1000)), Span::ZERO);
        assert_eq!(tempo.between(at(1000), at(1100)), ms(400));
        assert_eq!(tempo.due(at(200), ms(400)), at(1100));
    }
}
