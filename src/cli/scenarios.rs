//! Which scenarios a new session has.

use mpdbg_model::Scenario;
use mpdbg_sample::{SamplesDir, ScenarioError, random_scenario};

use super::failure::Failure;

/// Stands for every scenario that there is.
const ALL: &str = "all";
/// Stands for steps by chance.
const RANDOM: &str = "random";

/// What is done while the samples play.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct Scenarios {
    /// Play every sample under these scenarios, `all` of them, or `random` [default: play]
    #[arg(long, value_name = "NAME", num_args = 1..)]
    scenario: Vec<String>,

    /// With the scenario `random`: a seed, which may be given more than once [default: 0]
    #[arg(
        long,
        value_name = "N",
        requires = "scenario",
        allow_negative_numbers = true
    )]
    seed: Vec<u64>,
}

impl Scenarios {
    /// As if `--scenario` and `--seed` had been given once each.
    pub(crate) fn one(scenario: &str, seed: Option<u64>) -> Self {
        Self {
            scenario: vec![scenario.to_owned()],
            seed: seed.into_iter().collect(),
        }
    }

    /// The scenarios in the order in which they were asked for, each once.
    pub(crate) fn find(&self, samples: &SamplesDir) -> Result<Vec<Scenario>, Failure> {
        if !self.seed.is_empty() && !self.scenario.iter().any(|it| it == RANDOM) {
            return Err(Failure::usage("--seed goes with `--scenario random`"));
        }
        let mut found: Vec<Scenario> = Vec::new();
        for name in &self.scenario {
            for scenario in self.named(name, samples)? {
                match found.iter().find(|it| it.name == scenario.name) {
                    None => found.push(scenario),
                    Some(same) if *same == scenario => {}
                    Some(_) => return Err(two_of(&scenario)),
                }
            }
        }
        if found.is_empty() {
            found.push(samples.scenario("play")?);
        }
        Ok(found)
    }

    fn named(&self, name: &str, samples: &SamplesDir) -> Result<Vec<Scenario>, Failure> {
        match name {
            ALL => Ok(samples.scenarios()?),
            RANDOM if self.seed.is_empty() => Ok(vec![random_scenario(0)]),
            RANDOM => Ok(self.seed.iter().copied().map(random_scenario).collect()),
            name => Ok(vec![samples.scenario(name)?]),
        }
    }
}

fn two_of(scenario: &Scenario) -> Failure {
    let name = &scenario.name;
    Failure::usage(format!(
        "there are two scenarios `{name}`, one by chance and one in a file"
    ))
    .hint("give the file another name")
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        let what = error.to_string();
        match error {
            ScenarioError::Unreadable { source, .. } => Self::usage(format!("{what}: {source}")),
            ScenarioError::Bad { mistakes, .. } => Self::usage(what)
                .details(mistakes.iter().map(ToString::to_string))
                .hint("`mpdbg help scenario` describes the format"),
            ScenarioError::Unknown { name, .. } if name.contains(['.', '/']) => Self::usage(what)
                .hint("what is not a scenario stands before --scenario: a playlist, a directory"),
            ScenarioError::Unknown { known, .. } => Self::usage(what).hint(format!(
                "there are {}, random and all; `mpdbg help scenario` says more",
                known.join(", ")
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs;

    use super::*;

    fn asked(scenario: &[&str], seed: &[u64]) -> (tempfile::TempDir, Result<Vec<String>, String>) {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("scenarios");
        fs::create_dir(&own).unwrap();
        fs::write(own.join("mine.toml"), "").unwrap();
        fs::write(own.join("random-7.toml"), "").unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let asked = Scenarios {
            scenario: scenario.iter().map(|it| (*it).to_owned()).collect(),
            seed: seed.to_vec(),
        };
        let found = asked.find(&samples).map_err(|failure| failure.to_string());
        let names = |found: Vec<Scenario>| found.iter().map(|it| it.name.to_string()).collect();
        (dir, found.map(names))
    }

    fn found(scenario: &[&str], seed: &[u64]) -> Vec<String> {
        asked(scenario, seed).1.unwrap()
    }

    #[test]
    fn scenarios_are_found_in_order_and_once() {
        assert_eq!(found(&[], &[]), ["play"]);
        assert_eq!(
            found(&["seek-back", "play", "seek-back"], &[]),
            ["seek-back", "play"]
        );
        assert_eq!(found(&["random"], &[]), ["random-0"]);
        assert_eq!(
            found(&["random", "mine"], &[3, 1]),
            ["random-3", "random-1", "mine"]
        );
        let all = found(&["mine", "all"], &[]);
        assert_eq!((all[0].as_str(), all[1].as_str()), ("mine", "play"));
        assert!(all.contains(&"track-switch".to_owned()));
        assert_eq!(all.iter().filter(|name| *name == "mine").count(), 1);
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |scenario: &[&str], seed: &[u64]| asked(scenario, seed).1.unwrap_err();
        assert!(refused(&["play"], &[1]).contains("--seed goes with"));
        assert!(refused(&["seek-bck"], &[]).contains("did you mean `seek-back`?"));
        let two = refused(&["random", "random-7"], &[7]);
        assert!(two.contains("two scenarios `random-7`"), "{two}");
    }
}
