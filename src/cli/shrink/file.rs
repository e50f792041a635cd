//! The file that a shrunk scenario is written to: always a new one.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use mpdbg_model::{Scenario, ScenarioName};
use mpdbg_sample::{SamplesDir, scenario_text};
use mpdbg_session::write_new_file;

use crate::cli::failure::Failure;
use crate::report::Escaped;

/// Behind the name of the whole scenario.
const SUFFIX: &str = "-shrunk";
/// Characters of a scenario's name, without those that `-shrunk-999` takes.
const ROOM: usize = 64 - 11;

/// Where a shrunk scenario goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShrunkFile<'a> {
    asked: Option<&'a Path>,
}

impl<'a> ShrunkFile<'a> {
    /// The file that was asked for, or else the first free name beside the other scenarios. What is wrong
    /// with the former is told before hours of work.
    pub(crate) fn free(asked: Option<&'a Path>) -> Result<Self, Failure> {
        match asked {
            Some(path) if path.symlink_metadata().is_ok() => Err(taken(path)),
            Some(path) if !has_directory(path) => Err(Failure::usage(format!(
                "{} cannot be written: its directory does not exist",
                path.display()
            ))),
            _ => Ok(Self { asked }),
        }
    }

    /// Writes the scenario with a comment above it; answers where to, and the name that `mpdbg new` knows
    /// it by, if it does.
    pub(crate) fn write(
        self,
        samples: &SamplesDir,
        scenario: Scenario,
        head: &[String],
    ) -> Result<(PathBuf, Option<String>), Failure> {
        let summary = format!("What is left of {}", scenario.name);
        let name = scenario.name.clone();
        let text = text(
            &Scenario {
                summary,
                ..scenario
            },
            head,
        );
        if let Some(path) = self.asked {
            return match write_new_file(path, text.as_bytes()) {
                Ok(()) => Ok((path.to_path_buf(), None)),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(taken(path)),
                Err(error) => Err(unwritten(path, &error)),
            };
        }
        let dir = samples.scenarios_path();
        fs::create_dir_all(&dir).map_err(|error| unwritten(&dir, &error))?;
        for name in names(&name) {
            let path = dir.join(format!("{name}.toml"));
            match write_new_file(&path, text.as_bytes()) {
                Ok(()) => return Ok((path, Some(name))),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritten(&path, &error)),
            }
        }
        Err(Failure::work(format!(
            "{} has a thousand scenarios of this name",
            dir.display()
        )))
    }
}

fn has_directory(path: &Path) -> bool {
    match path.parent() {
        Some(dir) => dir.as_os_str().is_empty() || dir.is_dir(),
        None => false,
    }
}

/// `x-shrunk`, `x-shrunk-2` and so on.
fn names(of: &ScenarioName) -> impl Iterator<Item = String> {
    let whole = of.as_str();
    let stem = whole[..whole.len().min(ROOM)].to_owned() + SUFFIX;
    let later = stem.clone();
    std::iter::once(stem).chain((2..1000).map(move |number| format!("{later}-{number}")))
}

fn text(scenario: &Scenario, head: &[String]) -> String {
    let lines = head.iter().map(|line| format!("# {}", Escaped(line)));
    let comment: Vec<String> = lines.collect();
    format!("{}\n{}", comment.join("\n"), scenario_text(scenario))
}

fn taken(path: &Path) -> Failure {
    Failure::usage(format!("{} is there already", path.display()))
        .hint("name another file: nothing is overwritten")
}

fn unwritten(path: &Path, error: &io::Error) -> Failure {
    Failure::work(format!("{} could not be written: {error}", path.display()))
        .hint("name another place with --output FILE")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use mpdbg_sample::{parse_scenario, random_scenario};

    #[test]
    fn each_file_is_new_and_is_read_as_it_was_written() {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let whole = random_scenario(3);
        let write = || {
            let file = ShrunkFile::free(None).unwrap();
            file.write(
                &samples,
                whole.clone(),
                &["from \u{1b}[31m\nx = 1".to_owned()],
            )
            .unwrap()
        };
        for name in ["random-3-shrunk", "random-3-shrunk-2", "random-3-shrunk-3"] {
            let (path, written) = write();
            assert_eq!(written.as_deref(), Some(name));
            assert_eq!(path, samples.scenarios_path().join(format!("{name}.toml")));
            let read = samples.scenario(name).unwrap();
            assert_eq!((read.steps, read.needs), (whole.steps.clone(), whole.needs));
        }
    }

    #[test]
    fn what_was_asked_for_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let samples = SamplesDir::open(dir.path(), None).unwrap();
        let path = dir.path().join("mine");
        let file = ShrunkFile::free(Some(&path)).unwrap();
        file.write(&samples, random_scenario(1), &[]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(parse_scenario(&ScenarioName::parse("x").unwrap(), &text).is_ok());
        assert!(ShrunkFile::free(Some(&path)).is_err());
        assert!(ShrunkFile::free(Some(&dir.path().join("nowhere/x"))).is_err());
        let again = file.write(&samples, random_scenario(2), &[]);
        assert!(again.unwrap_err().to_string().contains("is there already"));
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }

    #[test]
    fn a_long_name_is_cut() {
        let long = ScenarioName::parse(&"a".repeat(64)).unwrap();
        for name in names(&long) {
            assert!(ScenarioName::parse(&name).is_ok(), "{name}");
        }
    }
}
