//! The scenarios of a samples directory: its own files and, beside them, the shipped ones.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

use mpdbg_model::{Scenario, ScenarioName};

use super::parse::parse_scenario;
use super::{ScenarioError, shipped_scenarios};
use crate::fingerprint::{read_text, text_of};
use crate::{SamplesDir, did_you_mean};

/// Where a samples directory has its scenarios.
pub(crate) const DIRECTORY: &str = "scenarios";

impl SamplesDir {
    /// Where the samples directory has its own scenarios, if it has some.
    pub fn scenarios_path(&self) -> PathBuf {
        self.root().join(DIRECTORY)
    }

    /// The scenario of this name: the file `scenarios/<name>.toml` of the samples directory, else the
    /// shipped one.
    ///
    /// # Errors
    /// When there is none, or the file cannot be read or is not valid.
    pub fn scenario(&self, name: &str) -> Result<Scenario, ScenarioError> {
        if let Ok(name) = ScenarioName::parse(name)
            && let Some(own) = self.own_scenario(&name)?
        {
            return Ok(own);
        }
        let shipped = shipped_scenarios();
        if let Some(scenario) = shipped.into_iter().find(|it| it.name.as_str() == name) {
            return Ok(scenario);
        }
        let known: Vec<String> = self.names()?.iter().map(ToString::to_string).collect();
        let meant = did_you_mean(name, known.iter().map(String::as_str));
        Err(ScenarioError::Unknown {
            name: name.escape_debug().to_string(),
            meant,
            known,
        })
    }

    /// All scenarios that there are: the shipped ones in their order, each as the samples directory has
    /// it if it does, then its others by name.
    ///
    /// # Errors
    /// When a file cannot be read or is not valid.
    pub fn scenarios(&self) -> Result<Vec<Scenario>, ScenarioError> {
        let names = self.names()?;
        names
            .iter()
            .map(|name| self.scenario(name.as_str()))
            .collect()
    }

    fn names(&self) -> Result<Vec<ScenarioName>, ScenarioError> {
        let mut names: Vec<ScenarioName> =
            shipped_scenarios().into_iter().map(|it| it.name).collect();
        let own = self
            .own_names()
            .map_err(|source| ScenarioError::Unreadable {
                path: self.scenarios_path(),
                source,
            })?;
        names.extend(
            own.into_iter()
                .filter(|name| !names.contains(name))
                .collect::<Vec<_>>(),
        );
        Ok(names)
    }

    /// The names of the files; one that is no scenario's name is somebody else's.
    fn own_names(&self) -> io::Result<BTreeSet<ScenarioName>> {
        let entries = match fs::read_dir(self.scenarios_path()) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
            Err(error) => return Err(error),
        };
        let mut names = BTreeSet::new();
        for entry in entries {
            let file = entry?.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(".toml"));
            names.extend(name.and_then(|name| ScenarioName::parse(name).ok()));
        }
        Ok(names)
    }

    fn own_scenario(&self, name: &ScenarioName) -> Result<Option<Scenario>, ScenarioError> {
        let path = self.scenarios_path().join(format!("{name}.toml"));
        let text = match read_text(&path).and_then(text_of) {
            Ok(text) => text,
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            Err(source) => return Err(ScenarioError::Unreadable { path, source }),
        };
        parse_scenario(name, &text)
            .map(Some)
            .map_err(|mistakes| ScenarioError::Bad { path, mistakes })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn samples() -> (tempfile::TempDir, SamplesDir) {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        (dir, samples)
    }

    fn write(samples: &SamplesDir, file: &str, text: &str) {
        fs::create_dir_all(samples.scenarios_path()).unwrap();
        fs::write(samples.scenarios_path().join(file), text).unwrap();
    }

    #[test]
    fn the_file_of_the_samples_directory_wins() {
        let (_dir, samples) = samples();
        let shipped = samples.scenario("seek-back").unwrap();
        assert!(!shipped.steps.is_empty());
        write(&samples, "seek-back.toml", "summary = \"mine\"");
        assert_eq!(samples.scenario("seek-back").unwrap().summary, "mine");
    }

    #[test]
    fn all_scenarios_are_the_shipped_ones_and_the_own_ones() {
        let (_dir, samples) = samples();
        assert_eq!(samples.scenarios().unwrap(), shipped_scenarios());
        write(&samples, "zoo.toml", "");
        write(&samples, "play.toml", "summary = \"mine\"");
        write(&samples, "Not A Name.toml", "?");
        write(&samples, "notes.txt", "?");
        let all = samples.scenarios().unwrap();
        assert_eq!(all.len(), shipped_scenarios().len() + 1);
        assert_eq!(all[0].summary, "mine");
        assert_eq!(all.last().unwrap().name.as_str(), "zoo");
        write(&samples, "bad.toml", "?");
        assert!(matches!(
            samples.scenarios(),
            Err(ScenarioError::Bad { .. })
        ));
    }

    #[test]
    fn the_directory_of_scenarios_is_no_sample() {
        let (_dir, samples) = samples();
        write(&samples, "mine.toml", "");
        fs::write(samples.root().join("a.mp4"), "").unwrap();
        for recursive in [false, true] {
            let catalog = samples.catalog(recursive).unwrap();
            assert_eq!((catalog.samples.len(), catalog.skipped.len()), (1, 0));
        }
    }

    #[test]
    fn an_unknown_name_has_a_nearest_one() {
        let (_dir, samples) = samples();
        let error = samples.scenario("seek-bak").unwrap_err();
        assert!(
            error.to_string().contains("did you mean `seek-back`?"),
            "{error}"
        );
        for odd in ["../seek-back", "", "seek-back.toml", "\u{1b}"] {
            let error = samples.scenario(odd).unwrap_err();
            assert!(matches!(error, ScenarioError::Unknown { .. }), "{error}");
        }
    }

    #[test]
    fn a_pipe_or_a_directory_is_not_waited_for() {
        let (_dir, samples) = samples();
        fs::create_dir_all(samples.scenarios_path().join("x.toml")).unwrap();
        let error = samples.scenario("x").unwrap_err();
        assert!(matches!(error, ScenarioError::Unreadable { .. }), "{error}");
    }
}
