//! `mpdbg deactivate`.

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::terminal::Terminal;

/// Leave no session active
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("deactivate")?;
    place.no_session("deactivate")?;
    let words = if place.store().deactivate()? {
        "no session is active now\n"
    } else {
        "no session was active\n"
    };
    terminal.tell(&words)?;
    Ok(Exit::AsExpected)
}
