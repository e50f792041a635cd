//! The shortest step list that still shows what the whole one shows.

use mpdbg_model::{Action, Happening, Scenario, ScenarioNeeds, ScenarioStep, Span, When};

use super::impossible::impossible;

/// From so many steps down, every pair of them is tried too.
const FEW: usize = 12;
/// A step that waits for nothing.
const AT_ONCE: When = When::After {
    what: Happening::Step,
    wait: Span::ZERO,
};

/// What is left of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shrunk {
    /// The scenario with the steps that are left, and the needs that they have.
    pub scenario: Scenario,
    /// How often a shorter or simpler one was asked about.
    pub tries: usize,
}

/// Makes a scenario as short as it goes while `still_shows` says yes of it: delta debugging, by halves,
/// quarters and so on down to single steps. No single step of the result can be left out, nor any two
/// of a short one, and no step waits that need not. The scenario itself is taken to show it, and is not
/// asked about; nor is a step list that can never happen ([`impossible`]), or any twice.
///
/// # Errors
/// The first error of `still_shows`.
pub fn shrink<E>(
    scenario: &Scenario,
    still_shows: impl FnMut(&Scenario) -> Result<bool, E>,
) -> Result<Shrunk, E> {
    let mut search = Search {
        best: scenario.clone(),
        refuted: Vec::new(),
        tries: 0,
        still_shows,
    };
    loop {
        search.leave_out()?;
        // A step that waits for nothing may do without another one.
        if !search.simplify()? {
            break;
        }
    }
    Ok(Shrunk {
        scenario: search.best,
        tries: search.tries,
    })
}

struct Search<F> {
    /// The simplest scenario so far that shows it.
    best: Scenario,
    /// Step lists that do not.
    refuted: Vec<Vec<ScenarioStep>>,
    tries: usize,
    still_shows: F,
}

impl<E, F: FnMut(&Scenario) -> Result<bool, E>> Search<F> {
    /// Leaves out what can be left out, all at once first.
    fn leave_out(&mut self) -> Result<(), E> {
        let mut size = self.best.steps.len();
        while size > 0 {
            let shorter = self.without_runs_of(size)?;
            if size > 1 {
                size = size.div_ceil(2);
            } else if !shorter && !self.without_a_pair()? {
                break;
            }
        }
        Ok(())
    }

    /// Leaves out runs of this many steps, the last one first: what comes after the defect goes soonest.
    fn without_runs_of(&mut self, size: usize) -> Result<bool, E> {
        let mut shorter = false;
        let mut end = self.best.steps.len();
        while end > 0 {
            let begin = end.saturating_sub(size);
            let mut steps = self.best.steps.clone();
            steps.drain(begin..end);
            shorter |= self.takes(steps)?;
            end = begin;
        }
        Ok(shorter)
    }

    /// Leaves out two steps, wherever they are, neither of which goes alone.
    fn without_a_pair(&mut self) -> Result<bool, E> {
        let count = self.best.steps.len();
        if count > FEW {
            return Ok(false);
        }
        for second in (1..count).rev() {
            for first in (0..second).rev() {
                let mut steps = self.best.steps.clone();
                steps.remove(second);
                steps.remove(first);
                if self.takes(steps)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Takes the condition from each step that goes without, or else its wait.
    fn simplify(&mut self) -> Result<bool, E> {
        let mut simpler = false;
        for number in 0..self.best.steps.len() {
            for when in simpler_than(self.best.steps[number].when) {
                let mut steps = self.best.steps.clone();
                steps[number].when = when;
                if self.takes(steps)? {
                    simpler = true;
                    break;
                }
            }
        }
        Ok(simpler)
    }

    /// Asks about these steps, and goes on with them if they show it.
    fn takes(&mut self, steps: Vec<ScenarioStep>) -> Result<bool, E> {
        if self.refuted.contains(&steps) {
            return Ok(false);
        }
        let candidate = Scenario {
            needs: needs_left(self.best.needs, &steps),
            steps,
            ..self.best.clone()
        };
        if !impossible(&candidate).is_empty() {
            return Ok(false);
        }
        self.tries += 1;
        let shows = (self.still_shows)(&candidate)?;
        if shows {
            self.best = candidate;
        } else {
            self.refuted.push(candidate.steps);
        }
        Ok(shows)
    }
}

/// Simpler conditions, the simplest first.
fn simpler_than(when: When) -> Vec<When> {
    let without_wait = match when {
        When::After { what, wait } if wait > Span::ZERO => Some(When::After {
            what,
            wait: Span::ZERO,
        }),
        When::After { .. } | When::Media(_) | When::Run(_) => None,
    };
    let mut simpler = vec![AT_ONCE];
    simpler.extend(without_wait);
    simpler.dedup();
    simpler.retain(|it| *it != when);
    simpler
}

/// A sample need not be able to do what no step asks for.
fn needs_left(needs: ScenarioNeeds, steps: &[ScenarioStep]) -> ScenarioNeeds {
    let some = |asks: fn(&Action) -> bool| steps.iter().any(|step| asks(&step.action));
    let switches = some(|it| matches!(it, Action::SelectAudio { .. }));
    let moves = some(|it| {
        matches!(
            it,
            Action::Seek { .. } | Action::Loop { times: 1.. } | Action::Restart
        )
    });
    ScenarioNeeds {
        seekable: needs.seekable && (moves || switches),
        audio_tracks: if switches { needs.audio_tracks } else { 0 },
        ..needs
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::convert::Infallible;

    use super::*;
    use crate::scenario::{parse_scenario, random_scenario, scenario_text};
    use proptest::prelude::*;

    fn shrunk(scenario: &Scenario, shows: impl Fn(&[ScenarioStep]) -> bool) -> Shrunk {
        assert!(shows(&scenario.steps));
        let ask = |it: &Scenario| {
            assert_eq!(impossible(it), [], "asked about what can never happen");
            Ok::<bool, Infallible>(shows(&it.steps))
        };
        let Ok(shrunk) = shrink(scenario, ask);
        assert!(shows(&shrunk.scenario.steps));
        assert_eq!(impossible(&shrunk.scenario), []);
        shrunk
    }

    /// True when all of these are done, in this order.
    fn does(steps: &[ScenarioStep], wanted: &[Action]) -> bool {
        let mut actions = steps.iter().map(|step| step.action);
        wanted.iter().all(|it| actions.any(|action| action == *it))
    }

    /// Random scenarios of 40 steps.
    fn long() -> impl Iterator<Item = Scenario> {
        (0..).map(random_scenario).filter(|it| it.steps.len() == 40)
    }

    #[test]
    fn every_guilty_pair_of_forty_steps_is_found() {
        for scenario in long().take(3) {
            for second in 1..scenario.steps.len() {
                for first in 0..second {
                    let guilty = [first, second].map(|at| scenario.steps[at].action);
                    let shrunk = shrunk(&scenario, |steps| does(steps, &guilty));
                    let left = &shrunk.scenario.steps;
                    // A play that is paused has to go on, or to stop.
                    let goes_on = usize::from(left.len() > 2);
                    assert_eq!(left.len(), 2 + goes_on, "{guilty:?}: {left:?}");
                    assert!(goes_on == 0 || guilty.contains(&Action::Pause), "{left:?}");
                    assert!(left.iter().all(|step| step.when == AT_ONCE), "{left:?}");
                    assert!(shrunk.tries < 120, "{} tries", shrunk.tries);
                }
            }
        }
    }

    #[test]
    fn what_shows_without_any_step_takes_one_try() {
        let scenario = long().next().unwrap();
        let shrunk = shrunk(&scenario, |_| true);
        assert_eq!((shrunk.scenario.steps.len(), shrunk.tries), (0, 1));
        assert!(!shrunk.scenario.needs.seekable);
        let again = shrink(&shrunk.scenario, |_| Err("asked"));
        assert_eq!(again.unwrap(), Shrunk { tries: 0, ..shrunk });
    }

    #[test]
    fn a_wait_that_is_needed_stays() {
        let scenario = long().next().unwrap();
        let waits = |step: &&ScenarioStep| step.when != AT_ONCE;
        let needed = *scenario.steps.iter().find(waits).unwrap();
        let shrunk = shrunk(&scenario, |steps| steps.contains(&needed));
        assert_eq!(shrunk.scenario.steps[0], needed);
    }

    #[test]
    fn an_error_ends_the_search() {
        let scenario = long().next().unwrap();
        let mut asked = 0;
        let ended = shrink(&scenario, |_| {
            asked += 1;
            if asked < 5 { Ok(false) } else { Err("broken") }
        });
        assert_eq!((ended, asked), (Err("broken"), 5));
    }

    proptest! {
        #[test]
        fn no_step_of_the_result_can_be_left_out(
            seed in 0..10_000_u64,
            picks in prop::collection::btree_set(0..20_usize, 0..6),
        ) {
            let scenario = random_scenario(seed);
            let guilty: Vec<Action> = picks.iter().map(|at| scenario.steps[*at].action).collect();
            let shrunk = shrunk(&scenario, |steps| does(steps, &guilty));
            let left = &shrunk.scenario;
            prop_assert!(left.steps.len() <= guilty.len() + 1, "{:?}", left.steps);
            for at in 0..left.steps.len() {
                let mut fewer = left.clone();
                fewer.steps.remove(at);
                let goes = impossible(&fewer).is_empty() && does(&fewer.steps, &guilty);
                prop_assert!(!goes, "step {} of {:?}", at, left.steps);
            }
            let read = parse_scenario(&left.name, &scenario_text(left));
            prop_assert_eq!(&read.unwrap(), left);
        }
    }
}
