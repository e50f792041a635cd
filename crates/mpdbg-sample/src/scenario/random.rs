//! Scenarios by chance: the same seed, the same steps, for ever.

use mpdbg_model::{
    Action, Happening, Place, Scenario, ScenarioName, ScenarioNeeds, ScenarioStep, SeekMode,
    SeekTarget, Span, When,
};
use oorandom::Rand32;

/// Speeds to choose from, in thousandths.
const RATES: [u32; 8] = [250, 500, 750, 1000, 1250, 1500, 2000, 4000];
/// So many steps a pause lasts at most.
const PAUSED_STEPS: u32 = 3;

/// The scenario `random-<seed>`: 20 to 40 steps of every kind, under conditions that always come while
/// the sample plays. It ends by itself. The steps of a seed never change.
pub fn random_scenario(seed: u64) -> Scenario {
    let mut dice = Dice::new(seed);
    // One to three more bring the play to its end.
    let count = 19 + dice.below(19) as usize;
    while dice.steps.len() < count {
        dice.step();
    }
    dice.finish();
    let switches = |step: &ScenarioStep| matches!(step.action, Action::SelectAudio { .. });
    let audio_tracks = u16::from(dice.steps.iter().any(switches));
    Scenario {
        name: name(seed),
        summary: format!("{} steps by chance, seed {seed}", dice.steps.len()),
        needs: ScenarioNeeds {
            seekable: true,
            pictures: true,
            audio_tracks,
            length: Span::from_secs(1),
        },
        steps: dice.steps,
    }
}

/// `random-<seed>` always is a name.
fn name(seed: u64) -> ScenarioName {
    ScenarioName::parse(&format!("random-{seed}")).unwrap_or_default()
}

/// Throws the steps.
struct Dice {
    chance: Rand32,
    steps: Vec<ScenarioStep>,
    /// Steps since the play was paused; none while it plays.
    paused: Option<u32>,
    rate: u32,
    /// The step before shows a picture.
    shows: bool,
}

impl Dice {
    fn new(seed: u64) -> Self {
        Self {
            chance: Rand32::new(seed),
            steps: Vec::new(),
            paused: None,
            rate: 1000,
            shows: false,
        }
    }

    /// A number below `most`. Only the generator's published sequence is used: how a crate makes a range
    /// of it may change.
    fn below(&mut self, most: u32) -> u32 {
        ((u64::from(self.chance.rand_u32()) * u64::from(most)) >> 32) as u32
    }

    fn step(&mut self) {
        let when = self.when();
        let action = self.action();
        self.push(when, action);
    }

    fn push(&mut self, when: When, action: Action) {
        self.shows = matches!(action, Action::Seek { .. });
        self.paused = match action {
            Action::Pause => Some(0),
            Action::Resume | Action::Restart | Action::Stop => None,
            _ => self.paused.map(|steps| steps + 1),
        };
        if let Action::Rate { thousandths } = action {
            self.rate = thousandths;
        }
        self.steps.push(ScenarioStep { when, action });
    }

    /// Short waits and long ones; in a paused play no picture comes but after a seek.
    fn when(&mut self) -> When {
        let wait = match self.below(4) {
            0 => 0,
            1 => self.below(10),
            2 => 10 * self.below(10),
            _ => 50 * self.below(10),
        };
        let pictures_come = self.paused.is_none() || self.shows;
        let what = match self.below(3) {
            0 if pictures_come => Happening::Picture,
            _ => Happening::Step,
        };
        When::After {
            what,
            wait: Span::from_millis(i64::from(wait)),
        }
    }

    fn action(&mut self) -> Action {
        if self.paused.is_some_and(|steps| steps >= PAUSED_STEPS) {
            return Action::Resume;
        }
        match self.below(16) {
            0..=5 => self.seek(),
            6..=8 if self.paused.is_some() => Action::Resume,
            6..=8 => Action::Pause,
            9..=10 => {
                let which = self.below(RATES.len() as u32) as usize;
                Action::Rate {
                    thousandths: RATES[which],
                }
            }
            11 => Action::SelectAudio { track: 1 },
            12 => Action::Loop {
                times: self.below(3),
            },
            13 => Action::Restart,
            14 => Action::Resume,
            _ => Action::Volume {
                percent: self.below(101) as u16,
            },
        }
    }

    fn seek(&mut self) -> Action {
        let mode = match self.below(3) {
            0 => SeekMode::Key,
            _ => SeekMode::Exact,
        };
        let to = if self.below(3) == 0 {
            let millis = 50 * (i64::from(self.below(81)) - 40);
            SeekTarget::By(Span::from_millis(millis))
        } else {
            SeekTarget::To(Place::Share(1000 * self.below(1001)))
        };
        Action::Seek { to, mode }
    }

    /// At the usual speed, without looping, to the end; or a stop.
    fn finish(&mut self) {
        let at_once = When::After {
            what: Happening::Step,
            wait: Span::ZERO,
        };
        if self.paused.is_some() {
            self.push(at_once, Action::Resume);
        }
        if self.rate != 1000 {
            self.push(at_once, Action::Rate { thousandths: 1000 });
        }
        let when = self.when();
        let last = match self.below(4) {
            0 => Action::Stop,
            _ => Action::Loop { times: 0 },
        };
        self.push(when, last);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::scenario::{impossible, parse_scenario, scenario_text};

    #[test]
    fn the_same_seed_has_the_same_steps_for_ever() {
        let hash = |seed: u64| {
            let text = scenario_text(&random_scenario(seed));
            blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
        };
        assert_eq!(
            [0, 1, 42, u64::MAX].map(hash),
            [
                "dfc3472951ecafb0",
                "47514f7173e78624",
                "a16d1338e27f18a9",
                "44ecf18e4e15d0e7"
            ]
        );
    }

    #[test]
    fn every_random_scenario_can_be_played_and_written() {
        for seed in 0..500 {
            let scenario = random_scenario(seed);
            assert!((20..=40).contains(&scenario.steps.len()), "seed {seed}");
            assert_eq!(impossible(&scenario), [], "seed {seed}");
            let text = scenario_text(&scenario);
            let read = parse_scenario(&scenario.name, &text);
            assert_eq!(read.unwrap(), scenario, "seed {seed}");
        }
    }

    #[test]
    fn every_action_and_every_rate_comes() {
        let steps: Vec<Action> = (0..50)
            .flat_map(|seed| random_scenario(seed).steps)
            .map(|step| step.action)
            .collect();
        let has = |wanted: fn(&Action) -> bool| steps.iter().any(wanted);
        assert!(has(|it| matches!(it, Action::Pause)));
        assert!(has(|it| matches!(it, Action::Resume)));
        assert!(has(|it| matches!(it, Action::Stop)));
        assert!(has(|it| matches!(it, Action::Restart)));
        assert!(has(|it| matches!(it, Action::SelectAudio { .. })));
        assert!(has(|it| matches!(it, Action::Loop { times: 1.. })));
        assert!(has(|it| matches!(it, Action::Volume { .. })));
        assert!(has(|it| matches!(
            it,
            Action::Seek {
                mode: SeekMode::Key,
                ..
            }
        )));
        assert!(has(|it| matches!(
            it,
            Action::Seek {
                to: SeekTarget::By(_),
                ..
            }
        )));
        for rate in RATES {
            assert!(steps.contains(&Action::Rate { thousandths: rate }));
        }
    }
}
