//! `mpdbg protect`.

use clap::ValueEnum;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::terminal::Terminal;
use crate::report::Escaped;

/// Protect the recordings or the reports of the session
///
/// Nothing takes the protection away again; a new session is made instead.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to protect
    what: What,
}

/// What can be protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Nothing more is recorded into the session
    RawData,
    /// Reports that exist are not overwritten; others may be added
    Reports,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("protect")?;
    let mut session = place.session()?;
    let what = match args.what {
        What::RawData => {
            session.protect_raw_data()?;
            "raw data"
        }
        What::Reports => {
            session.protect_reports()?;
            "reports"
        }
    };
    let name = Escaped(session.name().as_str());
    terminal.tell(&format!("session `{name}`: {what} protected\n"))?;
    Ok(Exit::AsExpected)
}
