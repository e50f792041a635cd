//! What was done to a play while it ran.

use mpdbg_model::{MediaTime, RunTime, Scenario, SeekMode, What};

use super::play::Noted;
use super::tempo::{Pause, Tempo};

/// What was done to a play while it ran; empty for one that was just played.
#[derive(Clone, Debug, Default)]
pub struct Course<'e> {
    /// The scenario, when it is another one than plain playing.
    pub scenario: Option<Noted<&'e Scenario>>,
    /// The steps that were taken.
    pub steps: Vec<Noted<u16>>,
    /// The first step of those that the player says it did not take.
    pub steps_left: Option<Noted<u16>>,
    /// What was done, in order: the events that follow from steps.
    pub deeds: Vec<Noted<&'e What>>,
    /// Where playing went on elsewhere.
    pub repositions: Vec<Reposition>,
    /// The pauses.
    pub pauses: Vec<Pause>,
    /// How fast media time runs.
    pub tempo: Tempo,
}

/// Playing went on elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reposition {
    /// Number of the event that began it.
    pub event: u64,
    /// When it began.
    pub at: RunTime,
    /// Media time of the master clock then; absent for a loop, which begins at the end.
    pub from: Option<MediaTime>,
    /// What it is.
    pub how: How,
    /// When the clock stood at its new place; absent when it never did.
    pub answer: Option<Answer>,
}

/// How playing went on elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// By a seek.
    Seek {
        /// Where to.
        target: MediaTime,
        /// How exactly.
        mode: SeekMode,
    },
    /// From the beginning, before the end or without looping.
    Restart,
    /// From the beginning, after the end.
    Loop,
    /// With the sound of this stream; the pictures go on where they were.
    Track(u16),
}

/// The clock stands at its new place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Number of the event.
    pub event: u64,
    /// When.
    pub at: RunTime,
    /// Media time that the clock shows.
    pub position: MediaTime,
}

impl<'e> Course<'e> {
    /// Takes an event that is told only where something is done.
    pub(super) fn take(&mut self, event: u64, at: RunTime, what: &'e What) {
        self.tempo.take(at, what);
        match what {
            What::ScenarioBegun(scenario) => {
                self.scenario = Some(Noted {
                    event,
                    at,
                    what: scenario,
                });
            }
            What::StepTaken { step } => self.steps.push(Noted {
                event,
                at,
                what: *step,
            }),
            What::StepsLeft { first } => {
                self.steps_left = Some(Noted {
                    event,
                    at,
                    what: *first,
                });
            }
            What::Paused { .. }
            | What::Resumed { .. }
            | What::RateChanged { .. }
            | What::VolumeChanged { .. }
            | What::SeekAsked { .. }
            | What::Restarted { .. }
            | What::Looped { .. }
            | What::AudioTrackSelected { .. } => {
                self.deeds.push(Noted { event, at, what });
                self.move_on(event, at, what);
            }
            What::SeekAnswered { position } => {
                if let Some(last) = self.repositions.last_mut() {
                    last.answer.get_or_insert(Answer {
                        event,
                        at,
                        position: *position,
                    });
                }
            }
            _ => {}
        }
    }

    fn move_on(&mut self, event: u64, at: RunTime, what: &What) {
        let (from, how) = match what {
            What::SeekAsked { from, target, mode } => {
                let (target, mode) = (*target, *mode);
                (Some(*from), How::Seek { target, mode })
            }
            What::Restarted { from } => (Some(*from), How::Restart),
            What::Looped { .. } => (None, How::Loop),
            What::AudioTrackSelected { stream, position } => (Some(*position), How::Track(*stream)),
            What::Paused { position } => {
                let (position, resumed) = (*position, None);
                self.pauses.push(Pause {
                    event,
                    at,
                    position,
                    resumed,
                });
                return;
            }
            What::Resumed { position } => {
                let last = self.repositions.last();
                // A seek on its way when the pause began moves the media time in it.
                let stood = |pause: &Pause| {
                    last.is_none_or(|last| last.answer.is_some_and(|it| it.event < pause.event))
                };
                if let Some(pause) = self.pauses.last_mut()
                    && pause.resumed.is_none()
                    && stood(pause)
                {
                    pause.resumed = Some((event, at, *position));
                }
                return;
            }
            _ => return,
        };
        self.repositions.push(Reposition {
            event,
            at,
            from,
            how,
            answer: None,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_in_which_a_seek_is_answered_does_not_stand_still() {
        let asked = What::SeekAsked {
            from: MediaTime::from_nanos(180),
            target: MediaTime::from_nanos(120),
            mode: SeekMode::Exact,
        };
        let paused = What::Paused {
            position: MediaTime::from_nanos(180),
        };
        let answered = What::SeekAnswered {
            position: MediaTime::from_nanos(120),
        };
        let resumed = What::Resumed {
            position: MediaTime::from_nanos(120),
        };
        let stands_still = |deeds: &[&What]| {
            let mut course = Course::default();
            for (event, what) in (0..).zip(deeds) {
                course.take(event, RunTime::from_nanos(event), what);
            }
            course.pauses.first().and_then(|it| it.resumed).is_some()
        };
        assert!(!stands_still(&[&asked, &paused, &answered, &resumed]));
        assert!(!stands_still(&[&asked, &paused, &resumed]));
        assert!(!stands_still(&[&paused, &asked, &answered, &resumed]));
        assert!(stands_still(&[&asked, &answered, &paused, &resumed]));
        assert!(stands_still(&[&paused, &resumed]));
    }
}
