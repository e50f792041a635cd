//! `mpdbg activate`.

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::terminal::Terminal;
use crate::report::Escaped;

/// Make a session the active one, which the other commands act on
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Its name
    #[arg(value_name = "SESSION")]
    name: String,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("activate")?;
    place.no_session("activate")?;
    place.store().activate(&args.name)?;
    terminal.tell(&format!("session `{}` is active\n", Escaped(&args.name)))?;
    Ok(Exit::AsExpected)
}
