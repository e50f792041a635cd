//! Watches a play and says which step of a scenario is due.

use mpdbg_model::{Action, Happening, MediaTime, RunTime, Scenario, ScenarioStep, When};

use super::SampleFacts;

/// Watches a play and says which step of a scenario is due, and when to look again. Without steps it
/// says nothing.
#[derive(Clone, Debug, Default)]
pub struct Conductor {
    steps: Vec<ScenarioStep>,
    facts: SampleFacts,
    next: usize,
    begun: Option<RunTime>,
    /// When the step before the next one was taken, or the play began.
    step: RunTime,
    /// When the first picture after that was presented.
    picture: Option<RunTime>,
    /// When the end of the sample was reached after that.
    end: Option<RunTime>,
}

/// When the next step is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// At this moment, as far as one knows now.
    At(RunTime),
    /// Something has to happen first.
    Unknown,
    /// There is no step left.
    Never,
}

impl Conductor {
    /// A scenario on a sample to which nothing objects.
    pub fn new(scenario: &Scenario, facts: SampleFacts) -> Self {
        Self {
            steps: scenario.steps.clone(),
            facts,
            ..Self::default()
        }
    }

    pub(crate) const fn facts(&self) -> &SampleFacts {
        &self.facts
    }

    /// The play has started.
    pub(crate) fn begin(&mut self, now: RunTime) {
        self.begun = Some(now);
        self.step = now;
    }

    pub(crate) fn happened(&mut self, what: Happening, now: RunTime) {
        match what {
            Happening::Step => {}
            Happening::Picture => self.picture = self.picture.or(Some(now)),
            Happening::End => self.end = self.end.or(Some(now)),
        }
    }

    /// When the next step is due; `run_at` says when the master clock shows a place, if it runs.
    pub(crate) fn due(&self, run_at: impl Fn(MediaTime) -> Option<RunTime>) -> Due {
        let (Some(begun), Some(step)) = (self.begun, self.steps.get(self.next)) else {
            return Due::Never;
        };
        let due = match step.when {
            When::Media(place) => self.facts.media_at(place).and_then(run_at),
            When::Run(span) => Some(begun.plus(span)),
            When::After { what, wait } => self.last(what).map(|moment| moment.plus(wait)),
        };
        due.map_or(Due::Unknown, Due::At)
    }

    /// Takes the next step: its number and what it does.
    pub(crate) fn take(&mut self, now: RunTime, stands_at_end: bool) -> Option<(u16, Action)> {
        let step = self.steps.get(self.next)?;
        let number = u16::try_from(self.next).unwrap_or(u16::MAX);
        self.next += 1;
        self.step = now;
        self.picture = None;
        self.end = stands_at_end.then_some(now);
        Some((number, step.action))
    }

    /// True when the next step waits for the end of the sample.
    pub(crate) fn waits_for_end(&self) -> bool {
        self.steps.get(self.next).is_some_and(|step| {
            matches!(
                step.when,
                When::After {
                    what: Happening::End,
                    ..
                }
            )
        })
    }

    /// Number of the first step that was not taken, if there is one.
    pub(crate) fn left(&self) -> Option<u16> {
        let is_left = self.next < self.steps.len();
        is_left.then(|| u16::try_from(self.next).unwrap_or(u16::MAX))
    }

    const fn last(&self, what: Happening) -> Option<RunTime> {
        match what {
            Happening::Step => Some(self.step),
            Happening::Picture => self.picture,
            Happening::End => self.end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mpdbg_model::{Place, Span};

    fn conductor(when: When) -> Conductor {
        let mut scenario = Scenario::default();
        let action = Action::Pause;
        scenario.steps = vec![ScenarioStep { when, action }; 2];
        let facts = SampleFacts {
            begin: MediaTime::from_nanos(7),
            length: Some(Span::from_secs(4)),
            ..SampleFacts::default()
        };
        Conductor::new(&scenario, facts)
    }

    fn run(millis: i64) -> RunTime {
        RunTime::ZERO.plus(Span::from_millis(millis))
    }

    #[test]
    fn nothing_is_due_before_the_play_starts() {
        let mut conductor = conductor(When::Run(Span::ZERO));
        assert_eq!(conductor.due(|_| None), Due::Never);
        conductor.begin(run(5));
        assert_eq!(conductor.due(|_| None), Due::At(run(5)));
    }

    #[test]
    fn a_place_is_due_when_the_clock_shows_it() {
        let mut conductor = conductor(When::Media(Place::Share(250_000)));
        conductor.begin(run(0));
        let place = MediaTime::from_nanos(1_000_000_007);
        let due = conductor.due(|asked| (asked == place).then(|| run(1234)));
        assert_eq!(due, Due::At(run(1234)));
        assert_eq!(conductor.due(|_| None), Due::Unknown);
    }

    #[test]
    fn a_happening_counts_from_the_step_before() {
        let mut conductor = conductor(When::After {
            what: Happening::Picture,
            wait: Span::from_millis(10),
        });
        conductor.begin(run(0));
        assert_eq!(conductor.due(|_| None), Due::Unknown);
        conductor.happened(Happening::Picture, run(20));
        conductor.happened(Happening::Picture, run(25));
        assert_eq!(conductor.due(|_| None), Due::At(run(30)));
        assert_eq!(conductor.take(run(30), false), Some((0, Action::Pause)));
        assert_eq!(conductor.due(|_| None), Due::Unknown);
        assert_eq!(conductor.left(), Some(1));
    }

    #[test]
    fn whoever_stands_at_the_end_need_not_wait_for_it_again() {
        let mut conductor = conductor(When::After {
            what: Happening::End,
            wait: Span::ZERO,
        });
        conductor.begin(run(0));
        assert!(conductor.waits_for_end());
        conductor.happened(Happening::End, run(50));
        conductor.take(run(50), true);
        assert_eq!(conductor.due(|_| None), Due::At(run(50)));
        conductor.take(run(50), true);
        assert_eq!(
            (conductor.due(|_| None), conductor.left()),
            (Due::Never, None)
        );
    }
}
