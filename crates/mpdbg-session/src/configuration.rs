//! `configuration.json`.

use std::collections::HashSet;
use std::path::Path;

use mpdbg_model::{Configuration, Scenario};
use serde::Serialize;
use serde_json::Value;

use crate::atomic::{self, Existing, WRITABLE};
use crate::{SessionError, regular};

/// Name of the file whose presence makes a directory a session.
pub(crate) const FILE: &str = "configuration.json";
/// What is written; 2 has scenarios, a machine and a profile, which are plain in 1.
const FORMAT: u32 = 2;
const OLDEST: u32 = 1;
const LIMIT: u64 = 64 << 20;

/// Reads and checks a configuration.
pub(crate) fn read(path: &Path) -> Result<Configuration, SessionError> {
    let text = regular::read_text(path, LIMIT).map_err(|error| SessionError::io(path, error))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|error| SessionError::damaged(path, error))?;
    match value.get("format") {
        Some(format) if *format != FORMAT && *format != OLDEST => Err(SessionError::OtherFormat {
            path: path.to_path_buf(),
            format: format.to_string(),
        }),
        Some(_) | None => {
            let configuration =
                serde_json::from_str(&text).map_err(|error| SessionError::damaged(path, error))?;
            match bad_scenarios(&configuration) {
                Some(what) => Err(SessionError::damaged(path, what)),
                None => Ok(configuration),
            }
        }
    }
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

/// Writes a configuration in place of the one there.
pub(crate) fn write(path: &Path, configuration: &Configuration) -> Result<(), SessionError> {
    write_json(path, configuration)
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
