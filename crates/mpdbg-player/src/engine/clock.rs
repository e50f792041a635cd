//! The master clock: which media time is due now.

use mpdbg_model::{MediaTime, RunTime, Span};

/// The usual speed, in thousandths.
pub(crate) const USUAL: u32 = 1000;

/// How fast media time goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tempo {
    /// Thousandths of the usual speed; not 0.
    pub(super) thousandths: u32,
    /// Media time stands; the speed is kept for when it goes on.
    pub(super) paused: bool,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            thousandths: USUAL,
            paused: false,
        }
    }
}

impl Tempo {
    /// Media time that goes by in so much run time.
    pub(super) fn media_span(self, run: Span) -> Span {
        if self.thousandths == USUAL {
            return run;
        }
        let scaled = i128::from(run.nanos()) * i128::from(self.thousandths);
        Span::from_nanos(saturate(scaled.div_euclid(i128::from(USUAL))))
    }

    /// Run time that so much media time takes, rounded up: what is due is never early.
    pub(super) fn run_span(self, media: Span) -> Span {
        if self.thousandths == USUAL {
            return media;
        }
        let scaled = i128::from(media.nanos()) * i128::from(USUAL);
        let speed = i128::from(self.thousandths.max(1));
        Span::from_nanos(saturate(-(-scaled).div_euclid(speed)))
    }

    /// The speed that the sound device has now; 0 while media time stands.
    pub(super) const fn of_device(self) -> u32 {
        if self.paused { 0 } else { self.thousandths }
    }
}

/// Media time as a line over run time. The sound device moves the line; between its reports, and
/// where there is no sound, it runs on by itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct MasterClock {
    run: RunTime,
    media: MediaTime,
    tempo: Tempo,
}

impl MasterClock {
    pub(super) const fn new(run: RunTime, media: MediaTime, tempo: Tempo) -> Self {
        Self { run, media, tempo }
    }

    pub(super) fn media_at(self, run: RunTime) -> MediaTime {
        if self.tempo.paused {
            return self.media;
        }
        self.media.plus(self.tempo.media_span(run.since(self.run)))
    }

    /// When `media` is due, if the clock goes on as it does; not before the recording began. While
    /// it stands: when it would have been due, had it not been stopped.
    pub(super) fn run_at(self, media: MediaTime) -> RunTime {
        self.run.plus(self.tempo.run_span(media.since(self.media)))
    }

    /// The device says what is heard now. A clock that stands stays where it is.
    pub(super) const fn set(&mut self, run: RunTime, media: MediaTime) {
        if !self.tempo.paused {
            self.run = run;
            self.media = media;
        }
    }

    /// Goes on at another tempo from `now`. Gives the moment to which `due` moves by that.
    pub(super) fn set_tempo(&mut self, now: RunTime, tempo: Tempo, due: RunTime) -> RunTime {
        let base = if self.tempo.paused { self.run } else { now };
        let left = self.tempo.media_span(due.since(base));
        *self = Self::new(now, self.media_at(now), tempo);
        now.plus(tempo.run_span(left))
    }

    /// When the clock shows `media`; absent when it stands before it.
    pub(super) fn comes_to(self, media: MediaTime) -> Option<RunTime> {
        let comes = !self.tempo.paused || self.media >= media;
        comes.then(|| self.run_at(media))
    }
}

fn saturate(nanos: i128) -> i64 {
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(millis: i64) -> RunTime {
        RunTime::ZERO.plus(Span::from_millis(millis))
    }

    fn media(millis: i64) -> MediaTime {
        MediaTime::ZERO.plus(Span::from_millis(millis))
    }

    fn at_rate(thousandths: u32) -> Tempo {
        Tempo {
            thousandths,
            paused: false,
        }
    }

    #[test]
    fn what_is_due_has_come_when_it_is_due() {
        for thousandths in [250, 333, 999, 1000, 1001, 1500, 4000] {
            let clock = MasterClock::new(run(7), media(-3), at_rate(thousandths));
            for nanos in [0, 1, 2, 333, 1_000_000_007] {
                let place = MediaTime::from_nanos(nanos);
                let due = clock.run_at(place);
                assert!(
                    clock.media_at(due) >= place,
                    "{thousandths} thousandths, {nanos} ns"
                );
                assert!(clock.media_at(due).since(place) < Span::from_nanos(4));
            }
        }
    }

    #[test]
    fn media_time_stands_in_a_pause_and_goes_on_where_it_stood() {
        let mut clock = MasterClock::new(run(0), media(0), Tempo::default());
        let paused = Tempo {
            paused: true,
            ..Tempo::default()
        };
        assert_eq!(clock.set_tempo(run(100), paused, run(140)), run(140));
        assert_eq!(clock.media_at(run(900)), media(100));
        assert_eq!(
            clock.set_tempo(run(1000), Tempo::default(), run(140)),
            run(1040)
        );
        assert_eq!(clock.media_at(run(1010)), media(110));
    }

    #[test]
    fn a_change_of_speed_leaves_no_step_in_the_position() {
        let mut clock = MasterClock::new(run(0), media(0), Tempo::default());
        assert_eq!(clock.set_tempo(run(100), at_rate(2000), run(140)), run(120));
        assert_eq!(clock.media_at(run(100)), media(100));
        assert_eq!(clock.media_at(run(150)), media(200));
        assert_eq!(clock.run_at(media(300)), run(200));
    }
}
