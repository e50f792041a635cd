//! `mpdbg list`.

use std::fmt::Write;

use mpdbg_session::{Session, SessionName, Store};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::status::{Counts, protection_words};
use super::terminal::Terminal;
use crate::report::Escaped;

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
        Terminal::show(|out| write!(out, "{}", page(&rows)))?;
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
            let counts = Counts::of(&session.attempts(&session.playlist()?)?);
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
                "recorded": counts.recorded,
                "crashed": counts.crashed,
                "protect_raw_data": session.configuration().protect_raw_data,
                "protect_reports": session.configuration().protect_reports,
                "created": session.configuration().created,
            }),
        }
    }

    fn words(&self) -> String {
        let (session, counts) = match &self.state {
            Err(why) => return format!("cannot be read: {}", Escaped(why)),
            Ok(state) => state,
        };
        let configuration = session.configuration();
        let mut words = format!("{} of {} recorded", counts.recorded, counts.samples);
        if counts.crashed > 0 {
            // Writing to a String cannot fail.
            let _ = write!(words, ", {} crashed", counts.crashed);
        }
        if counts.interrupted > 0 {
            let _ = write!(words, ", {} interrupted", counts.interrupted);
        }
        let protection = protection_words(configuration);
        let day = configuration.created.split('T').next().unwrap_or_default();
        let _ = write!(words, "; protected: {protection}; made {}", Escaped(day));
        words
    }
}

fn page(rows: &[Row]) -> String {
    let name = |row: &Row| Escaped(row.name.as_str()).to_string();
    let widest = rows.iter().map(|row| name(row).chars().count());
    let width = widest.max().unwrap_or_default().min(40);
    let mut text = String::new();
    for row in rows {
        let mark = if row.active { '*' } else { ' ' };
        let _ = writeln!(text, "{mark} {:<width$}  {}", name(row), row.words());
    }
    text
}
