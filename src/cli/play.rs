//! `mpdbg play`.

use std::ffi::OsString;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::playing::{Jobs, Playing, Watching};
use super::showing;
use super::summarize::assess;
use super::terminal::Terminal;
use super::verdict::conclude;

/// Play the samples that have no recording yet
///
/// Each under every scenario of the session, and as often as the session plays it. So an interrupted run
/// goes on where it was. With --show one sample is played in the terminal and through the sound device, and
/// nothing is recorded.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// With --show: a media file, or a sample of the samples directory
    #[arg(requires = "show")]
    sample: Option<OsString>,

    /// Show the sample: its pictures in the terminal, its sound on the sound device, as it happens
    #[arg(long, requires = "sample", conflicts_with_all = ["jobs", "watch"])]
    show: bool,

    #[command(flatten)]
    jobs: Jobs,

    #[command(flatten)]
    watching: Watching,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    if let Some(sample) = &args.sample {
        terminal.no_json("play --show")?;
        return showing::run(sample, args.watching.ascii(), place);
    }
    let session = place.session()?;
    let playing = Playing::begin(&session, args.watching.on(args.jobs, terminal)?, terminal)?;
    playing.play()?;
    let summary = assess(&session)?;
    let gone = summary.rows.iter().filter(|row| row.sample_gone).count() as u64;
    if summary.tally.not_recorded == 0 {
        terminal
            .tell(&"next: `mpdbg retry-crashed` if something crashed, then `mpdbg summarize`\n")?;
    } else if gone == summary.tally.not_recorded {
        terminal.tell(&"next: the samples without a recording changed or are gone since `mpdbg new`; make a new session\n")?;
    } else {
        terminal
            .tell(&"next: `mpdbg status` says what has no recording, `mpdbg play` goes on\n")?;
    }
    conclude(&summary, terminal)
}
