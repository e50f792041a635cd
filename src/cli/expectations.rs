//! What a manifest or a session's own file expects, held against the rules, samples and scenarios that
//! there are.

use std::path::Path;

use mpdbg_analysis::rule;
use mpdbg_model::{Expectation, SampleName, SampleRecord, ScenarioName};
use mpdbg_sample::{Manifest, did_you_mean, read_expectations};
use mpdbg_session::Session;

use super::explain::meant;
use super::failure::Failure;

/// Samples of `manifest` that are expected to show a defect that no rule finds, each with its id.
pub(crate) fn unknown_rules(manifest: &Manifest) -> impl Iterator<Item = (&SampleName, &str)> {
    let entries = manifest.samples.iter();
    entries
        .flat_map(|entry| {
            entry
                .expects
                .iter()
                .map(|it| (&entry.name, it.rule.as_str()))
        })
        .filter(|(_, id)| rule(id).is_none())
}

/// Says that no rule has this id.
pub(crate) fn words(name: &SampleName, id: &str) -> String {
    let meant = meant(id);
    format!("{name} expects `{id}`, and there is no such rule (`mpdbg defects` lists them){meant}")
}

/// Adds what the session's own `expectations.toml` expects to what its samples are expected to show. The
/// file may be edited at any time; a mistake in it is told before anything is judged.
pub(crate) fn add_own(session: &Session, records: &mut [SampleRecord]) -> Result<(), Failure> {
    let path = session.dir().join("expectations.toml");
    let own = read_expectations(&path)?;
    let scenarios: Vec<&ScenarioName> = {
        let scenarios = session.configuration().scenarios.iter();
        scenarios.map(|scenario| &scenario.name).collect()
    };
    for mut entry in own {
        for expectation in &entry.expects {
            check(&entry.name, expectation, &scenarios).map_err(|what| wrong(&path, &what))?;
        }
        let Some(record) = records.iter_mut().find(|it| it.name == entry.name) else {
            let names = records.iter().map(|it| it.name.as_str());
            let meant = did_you_mean(entry.name.as_str(), names);
            let what = format!("the session has no sample `{}`{meant}", entry.name);
            return Err(wrong(&path, &what));
        };
        record.expects.append(&mut entry.expects);
    }
    Ok(())
}

fn check(
    name: &SampleName,
    expectation: &Expectation,
    scenarios: &[&ScenarioName],
) -> Result<(), String> {
    if rule(&expectation.rule).is_none() {
        return Err(words(name, &expectation.rule));
    }
    match &expectation.scenario {
        Some(asked) if !scenarios.contains(&asked) => {
            let meant = did_you_mean(asked.as_str(), scenarios.iter().map(|it| it.as_str()));
            Err(format!(
                "{name} expects a defect under `{asked}`, and the session has no such scenario{meant}"
            ))
        }
        Some(_) | None => Ok(()),
    }
}

fn wrong(path: &Path, what: &str) -> Failure {
    Failure::usage(format!("the expectations in `{}`: {what}", path.display()))
        .hint("mend the file, or remove it to judge without it")
}
