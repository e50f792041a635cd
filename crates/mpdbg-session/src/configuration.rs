//! `configuration.json`.

use std::collections::HashSet;
use std::path::Path;

use mpdbg_model::{Configuration, Machine, Scenario};
use serde::Serialize;
use serde_json::Value;

use crate::atomic::{self, Existing, WRITABLE};
use crate::{SessionError, regular};

/// Name of the file whose presence makes a directory a session.
pub(crate) const FILE: &str = "configuration.json";
/// What is written; 2 has scenarios, a machine and a profile, which are plain in 1, and 3 has repeats and
/// another player.
const FORMAT: u32 = 3;
const OLDEST: u32 = 1;
const LIMIT: u64 = 64 << 20;

/// Reads and checks a configuration.
pub(crate) fn read(path: &Path) -> Result<Configuration, SessionError> {
    let text = regular::read_text(path, LIMIT).map_err(|error| SessionError::io(path, error))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|error| SessionError::damaged(path, error))?;
    match value.get("format") {
        Some(format) if !is_known(format) => Err(SessionError::OtherFormat {
            path: path.to_path_buf(),
            format: format.to_string(),
        }),
        Some(_) | None => {
            let configuration =
                serde_json::from_str(&text).map_err(|error| SessionError::damaged(path, error))?;
            match mistake(&configuration) {
                Some(what) => Err(SessionError::damaged(path, what)),
                None => Ok(configuration),
            }
        }
    }
}

fn is_known(format: &Value) -> bool {
    format
        .as_u64()
        .is_some_and(|it| (OLDEST.into()..=FORMAT.into()).contains(&it))
}

/// What a person who edited the file got wrong.
fn mistake(configuration: &Configuration) -> Option<String> {
    bad_scenarios(configuration)
        .or_else(|| bad_figures(configuration))
        .or_else(|| bad_player(configuration))
}

/// The first figure that is not possible, and where it stands.
fn bad_figures(configuration: &Configuration) -> Option<String> {
    let most = Configuration::MOST_REPEATS;
    if !(1..=most).contains(&configuration.repeats) {
        return Some(format!("repeats is not between 1 and {most}"));
    }
    let machine = configuration.machine.as_ref();
    let of_machine = machine.and_then(Machine::out_of_range);
    let told = of_machine.map(|wrong| format!("machine.{wrong}"));
    told.or_else(|| {
        let wrong = configuration.profile.out_of_range()?;
        Some(format!("profile.{wrong}"))
    })
}

/// A relative path would mean another program in another directory.
fn bad_player(configuration: &Configuration) -> Option<String> {
    let player = configuration.player.as_ref()?;
    let lost = player.program.is_relative();
    lost.then(|| "player.program: not an absolute path".to_owned())
}

/// What is wrong with the list of scenarios: two of a name would record into the same files.
fn bad_scenarios(configuration: &Configuration) -> Option<String> {
    let scenarios = &configuration.scenarios;
    if scenarios.is_empty() {
        return Some("it has no scenario".to_owned());
    }
    let names: HashSet<_> = scenarios.iter().map(|it| &it.name).collect();
    if names.len() < scenarios.len() {
        return Some("it has a scenario twice".to_owned());
    }
    let plays_only = |it: &&Scenario| it.name.is_play() && !it.steps.is_empty();
    scenarios
        .iter()
        .find(plays_only)
        .map(|_| "its scenario `play` has steps".to_owned())
}

/// Writes a configuration in place of the one there, in the newest format.
pub(crate) fn write(path: &Path, configuration: &Configuration) -> Result<(), SessionError> {
    let newest = Configuration {
        format: FORMAT,
        ..configuration.clone()
    };
    write_json(path, &newest)
}

/// Writes a JSON file for people to read, as a whole or not at all.
pub(crate) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), SessionError> {
    let write = || {
        let mut text = serde_json::to_vec_pretty(value)?;
        text.push(b'\n');
        atomic::write(path, &text, WRITABLE, Existing::Replace)
    };
    write().map_err(|error: std::io::Error| SessionError::io(path, error))
}
