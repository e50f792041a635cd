//! `mpdbg new`.

use std::fmt::Write;
use std::path::PathBuf;

use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::making::{Made, Terms, make};
use super::place::{NoSession, Place};
use super::terminal::Terminal;
use crate::report::Escaped;

/// What is skipped is listed up to this number.
const LISTED: usize = 20;

/// Make a session over the samples directory, and activate it
///
/// The samples are those of PLAYLIST, or every file directly in the samples directory but for the
/// extensions dbg, htm, html, json, jsonl, log, pkl, py, txt, toml, csv and md.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Name of the session: a new one
    #[arg(value_name = "SESSION")]
    name: String,

    /// A text file with one sample a line, relative to the samples directory
    #[arg(conflicts_with = "recursive")]
    playlist: Option<PathBuf>,

    #[command(flatten)]
    terms: Terms,

    #[command(flatten)]
    no_session: NoSession,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("new")?;
    let made = make(place, &args.name, args.playlist.as_deref(), &args.terms)?;
    announce(&made, terminal)?;
    terminal
        .tell(&"next: `mpdbg run` plays, judges and protects; `mpdbg help workflow` says more\n")?;
    Ok(Exit::AsExpected)
}

/// Says what was made.
pub(crate) fn announce(made: &Made, terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return Terminal::show_json(&json!({
            "type": "session",
            "session": made.session.name().as_str(),
            "samples": made.samples.samples.len(),
            "scenarios": scenarios(made),
            "repeats": made.session.configuration().repeats,
            "player": made.session.configuration().player,
            "skipped": made.samples.skipped,
        }));
    }
    terminal.tell(&words(made))
}

fn scenarios(made: &Made) -> Vec<&str> {
    let scenarios = made.session.configuration().scenarios.iter();
    scenarios.map(|it| it.name.as_str()).collect()
}

fn words(made: &Made) -> String {
    let name = Escaped(made.session.name().as_str());
    let count = made.samples.samples.len();
    let plural = if count == 1 { "" } else { "s" };
    let mut text = format!("session `{name}` is made and active: {count} sample{plural}");
    let scenarios = scenarios(made);
    // Writing to a String cannot fail.
    let _ = match scenarios.as_slice() {
        ["play"] => Ok(()),
        [one] => write!(text, " under the scenario {one}"),
        many => write!(text, " under each of {} scenarios", many.len()),
    };
    let configuration = made.session.configuration();
    if configuration.repeats > 1 {
        let _ = write!(text, ", {} plays of each", configuration.repeats);
    }
    if let Some(player) = &configuration.player {
        let program = player.program.display().to_string();
        let _ = write!(text, ", played by {}", Escaped(&program));
    }
    text.push('\n');
    let skipped = &made.samples.skipped;
    for one in skipped.iter().take(LISTED) {
        let _ = writeln!(text, "  skipped: {} ({})", one.name, Escaped(&one.reason));
    }
    if skipped.len() > LISTED {
        let more = skipped.len() - LISTED;
        let _ = writeln!(text, "  and {more} more, see `mpdbg status`");
    }
    text
}
