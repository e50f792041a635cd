//! `mpdbg retry-crashed`.

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::playing::{Jobs, Playing};
use super::summarize::assess;
use super::terminal::Terminal;
use super::verdict::conclude;

/// Play again the samples whose last attempt crashed or hung
///
/// Until each has a clean recording or its retries are used up. Every attempt is kept.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Retries that each play of a sample may have, under each scenario
    #[arg(default_value_t = 5)]
    max: u32,

    /// Do not count the retries of earlier calls
    #[arg(long)]
    clean: bool,

    #[command(flatten)]
    jobs: Jobs,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let session = place.session()?;
    let playing = Playing::begin(&session, args.jobs, terminal)?;
    let totals = playing.retry_crashed(args.max, args.clean)?;
    if totals.all() == 0 {
        terminal.tell(&"nothing crashed that has a retry left\n")?;
    }
    conclude(&assess(&session)?, terminal)
}
