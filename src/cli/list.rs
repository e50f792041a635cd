//! `mpdbg list`.

use std::fmt::Write;

use mpdbg_model::{Configuration, Profile};
use mpdbg_session::{Session, SessionName, Store};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::status::{Counts, protection_words};
use super::terminal::Terminal;
use crate::report::{Escaped, hanging};

/// List all sessions; `*` marks the active one
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let store = place.store();
    let active = store.active_name().unwrap_or_else(|error| {
        Terminal::warn(&error.to_string());
        None
    });
    let rows: Vec<Row> = store
        .list()?
        .into_iter()
        .map(|name| Row::of(&store, name, active.as_ref()))
        .collect();
    if terminal.json {
        for row in &rows {
            Terminal::show_json(&row.json())?;
        }
    } else if rows.is_empty() {
        let dir = store.dir().display().to_string();
        terminal.tell(&format!("no session in {}\n", Escaped(&dir)))?;
    } else {
        Terminal::show(|out| write!(out, "{}", page(&rows, Terminal::width())))?;
    }
    Ok(Exit::AsExpected)
}

/// One session, or why it cannot be read: a damaged one does not hide the others.
struct Row {
    name: SessionName,
    active: bool,
    state: Result<(Session, Counts), String>,
}

impl Row {
    fn of(store: &Store, name: SessionName, active: Option<&SessionName>) -> Self {
        let state = store.open(name.as_str()).and_then(|session| {
            let counts = Counts::of(&session.attempts(&session.cases()?)?);
            Ok((session, counts))
        });
        Self {
            active: active == Some(&name),
            name,
            state: state.map_err(|error| error.to_string()),
        }
    }

    fn json(&self) -> serde_json::Value {
        let (name, active) = (self.name.as_str(), self.active);
        match &self.state {
            Err(why) => {
                json!({ "type": "session", "session": name, "active": active, "error": why })
            }
            Ok((session, counts)) => json!({
                "type": "session",
                "session": name,
                "active": active,
                "samples": counts.samples,
                "scenarios": session.configuration().scenarios.len(),
                "repeats": session.configuration().repeats,
                "cases": counts.cases,
                "not_applicable": counts.not_applicable,
                "recorded": counts.recorded,
                "crashed": counts.crashed,
                "protect_raw_data": session.configuration().protect_raw_data,
                "protect_reports": session.configuration().protect_reports,
                "profile": session.configuration().profile.name,
                "machine": session.configuration().machine.as_ref().map(|it| &it.name),
                "created": session.configuration().created,
            }),
        }
    }

    /// How far it is, what is protected, when it was made; or why it cannot be read.
    fn columns(&self) -> Result<[String; 3], String> {
        let (session, counts) = match &self.state {
            Err(why) => return Err(format!("cannot be read: {}", Escaped(why))),
            Ok(state) => state,
        };
        let configuration = session.configuration();
        let mut words = format!("{} of {} recorded", counts.recorded, counts.cases);
        if counts.crashed > 0 {
            // Writing to a String cannot fail.
            let _ = write!(words, ", {} crashed", counts.crashed);
        }
        if counts.not_applicable > 0 {
            let _ = write!(words, ", {} not applicable", counts.not_applicable);
        }
        if counts.interrupted > 0 {
            let _ = write!(words, ", {} interrupted", counts.interrupted);
        }
        if let Some(made_of) = made_of(configuration, counts.samples) {
            let _ = write!(words, " ({made_of})");
        }
        let protection = protection_words(configuration);
        let day = configuration.created.split('T').next().unwrap_or_default();
        Ok([
            words,
            format!("protected: {protection}"),
            format!("made {}", Escaped(day)),
        ])
    }
}

/// What the plays of a session are, where they are not just one of each sample, and how they are judged,
/// where that is not as usual.
fn made_of(configuration: &Configuration, samples: usize) -> Option<String> {
    let (scenarios, repeats) = (configuration.scenarios.len(), configuration.repeats);
    let mut parts = Vec::new();
    if scenarios > 1 || repeats > 1 {
        parts.push(format!("{samples} samples"));
    }
    if scenarios > 1 {
        parts.push(format!("{scenarios} scenarios"));
    }
    if repeats > 1 {
        parts.push(format!("{repeats} plays of each"));
    }
    if let Some(machine) = &configuration.machine {
        parts.push(format!("machine {}", Escaped(&machine.name)));
    }
    let profile = &configuration.profile.name;
    if *profile != Profile::default().name {
        parts.push(format!("profile {}", Escaped(profile)));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Lines that are too long for so many columns end between words.
fn page(rows: &[Row], columns: Option<usize>) -> String {
    let lines: Vec<(String, Result<[String; 3], String>)> = rows
        .iter()
        .map(|row| (Escaped(row.name.as_str()).to_string(), row.columns()))
        .collect();
    let names = lines.iter().map(|(name, _)| name.chars().count());
    let name_width = names.max().unwrap_or_default().min(40);
    let width = |column: usize| {
        let cells = lines.iter().filter_map(|(_, cells)| cells.as_ref().ok());
        let widths = cells.map(|cells| cells[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let (state_width, protection_width) = (width(0), width(1));
    let mut text = String::new();
    for (row, (name, cells)) in rows.iter().zip(&lines) {
        let mark = if row.active { '*' } else { ' ' };
        let words = match cells {
            Err(why) => why.clone(),
            Ok([state, protection, made]) => {
                format!("{state:<state_width$}  {protection:<protection_width$}  {made}")
            }
        };
        let head = format!("{mark} {name:<name_width$}  ");
        text.push_str(&hanging(&head, &words, columns));
    }
    text
}
