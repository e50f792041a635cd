//! The scenarios that mpdbg brings along, for every samples directory.

use mpdbg_model::{Scenario, ScenarioName};

use super::parse::parse_scenario;

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// The shipped scenarios: name and text, in the order in which they are listed.
        const SHIPPED: &[(&str, &str)] = &[$((
            $name,
            include_str!(concat!("../../../../samples/scenarios/", $name, ".toml")),
        )),*];
    };
}

shipped!(
    "play",
    "pause-resume",
    "seek-forward",
    "seek-back",
    "seek-storm",
    "seek-to-end",
    "seek-past-end",
    "scrub",
    "loop-twice",
    "rate-changes",
    "track-switch",
);

/// The scenarios that mpdbg brings along: plain playing first.
pub fn shipped_scenarios() -> Vec<Scenario> {
    let read = |(name, text): &(&str, &str)| {
        let name = ScenarioName::parse(name).ok()?;
        parse_scenario(&name, text).ok()
    };
    SHIPPED.iter().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::scenario::scenario_text;

    #[test]
    fn every_shipped_scenario_is_valid_and_says_what_it_is_for() {
        let scenarios = shipped_scenarios();
        let names: Vec<&str> = scenarios.iter().map(|it| it.name.as_str()).collect();
        let files: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, files);
        assert!(scenarios.iter().all(|it| !it.summary.is_empty()));
        assert_eq!(scenarios[0].steps, []);
        assert!(scenarios[1..].iter().all(|it| !it.steps.is_empty()));
    }

    #[test]
    fn what_a_scenario_does_it_needs() {
        use mpdbg_model::Action;
        for scenario in shipped_scenarios() {
            let does = |wanted: fn(&Action) -> bool| {
                scenario.steps.iter().any(|step| wanted(&step.action))
            };
            let switches = does(|it| matches!(it, Action::SelectAudio { .. }));
            let moves = does(|it| matches!(it, Action::Seek { .. } | Action::Loop { .. }));
            assert_eq!(
                scenario.needs.seekable,
                moves || switches,
                "{}",
                scenario.name
            );
            assert_eq!(
                scenario.needs.audio_tracks > 1,
                switches,
                "{}",
                scenario.name
            );
        }
    }

    #[test]
    fn a_written_scenario_is_the_same() {
        for scenario in shipped_scenarios() {
            let text = scenario_text(&scenario);
            assert_eq!(
                parse_scenario(&scenario.name, &text).unwrap(),
                scenario,
                "{text}"
            );
        }
    }
}
