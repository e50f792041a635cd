//! Steps that can never happen, whatever the sample.

use mpdbg_model::{Action, Happening, Scenario, ScenarioStep, Span, When};

/// The steps that can never happen, whatever the sample, each with its number from 0 and the reason; and
/// a last step that leaves the play paused for ever.
pub fn impossible(scenario: &Scenario) -> Vec<(usize, String)> {
    let mut course = Course::default();
    let mut found = Vec::new();
    for (number, step) in scenario.steps.iter().enumerate() {
        if let Some(why) = course.objection(step) {
            found.push((number, why.to_owned()));
        }
        course.take(step);
    }
    if let (Some(last), true) = (
        scenario.steps.len().checked_sub(1),
        course.time == Time::Stands,
    ) {
        let why = "the play stays paused for ever; a `resume`, `restart` or `stop` is lacking";
        found.push((last, why.to_owned()));
    }
    found
}

/// What media time does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Time {
    #[default]
    Runs,
    Stands,
    IsOver,
}

/// What the steps so far have come to.
#[derive(Clone, Copy, Debug, Default)]
struct Course {
    time: Time,
    /// The step before shows a picture, even in a paused play.
    shows: bool,
    /// The end was waited for, and nothing has led away from it.
    at_end: bool,
}

impl Course {
    fn objection(self, step: &ScenarioStep) -> Option<&'static str> {
        if self.time == Time::IsOver {
            return Some("a `stop` before it ends the play");
        }
        if self.time == Time::Stands {
            return match step.when {
                When::Media(_) => Some("media time stands, since a step before it pauses the play"),
                When::After { what, .. } => match what {
                    Happening::Step => None,
                    Happening::Picture if self.shows => None,
                    Happening::Picture => {
                        Some("no picture comes, since a step before it pauses the play")
                    }
                    Happening::End => {
                        Some("the end does not come, since a step before it pauses the play")
                    }
                },
                When::Run(_) => None,
            };
        }
        match step.when {
            When::After { what, wait } if self.at_end => match what {
                Happening::End => Some(
                    "the end was waited for already; a `seek`, `restart` or `loop` is lacking between",
                ),
                Happening::Step if wait == Span::ZERO => None,
                Happening::Step | Happening::Picture => {
                    Some("the play is over at the end, which a step before it waits for")
                }
            },
            When::After { .. } | When::Media(_) | When::Run(_) => None,
        }
    }

    fn take(&mut self, step: &ScenarioStep) {
        if self.time == Time::IsOver {
            return;
        }
        if let When::After {
            what: Happening::End,
            ..
        } = step.when
        {
            self.at_end = true;
        }
        self.shows = false;
        match step.action {
            Action::Pause => self.time = Time::Stands,
            Action::Resume => self.time = Time::Runs,
            Action::Seek { .. } => {
                self.at_end = false;
                self.shows = true;
            }
            Action::Loop { times } => self.at_end &= times == 0,
            Action::Restart => {
                self.time = Time::Runs;
                self.at_end = false;
            }
            Action::Stop => self.time = Time::IsOver,
            Action::Rate { .. } | Action::SelectAudio { .. } | Action::Volume { .. } => {}
        }
    }
}
