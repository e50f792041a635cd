//! `mpdbg bisect`.

use std::path::PathBuf;

use mpdbg_runner::Interrupt;

use super::begin::{Begin, begin};
use super::player::Player;
use super::told::{self, Told};
use crate::bisect::{BisectError, Git, Room, RoomLock, Search, State};
use crate::cli::exit_code::Exit;
use crate::cli::failure::Failure;
use crate::cli::place::Place;
use crate::cli::players::built_in;
use crate::cli::signals;
use crate::cli::terminal::Terminal;

/// Find the commit that brought a defect
///
/// Drives `git bisect` in a tree of its own below the repository's directory: your tree, index and
/// branches are not touched. Each revision is built there, and the sample is played by what was built,
/// so often that the whole answer is as sure as asked, even if the defect shows only now and then. A
/// revision that cannot be built or played is skipped. What is found out is kept after every play.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    begin: Begin,

    /// The repository, or a directory in it
    #[arg(long, value_name = "DIR", default_value = ".")]
    repo: PathBuf,

    /// Go on where a bisection was interrupted
    #[arg(long, conflicts_with_all = ["abort", "status"])]
    resume: bool,

    /// Forget a bisection: take its tree, its recordings and its logs away
    #[arg(long, conflicts_with = "status")]
    abort: bool,

    /// Say how far a bisection is
    #[arg(long)]
    status: bool,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("bisect")?;
    let begins = !(args.resume || args.abort || args.status);
    if !begins && args.begin != Begin::default() {
        return Err(Failure::usage(
            "--resume, --abort and --status go with no option but --repo: what was asked is known",
        ));
    }
    let git = Git::at(&args.repo);
    let room = Room::of(git.clone())?;
    if args.status {
        told::status(&room, &room.state()?, terminal)?;
        return Ok(Exit::AsExpected);
    }
    if args.abort {
        return abort(&room, terminal);
    }
    let state = if begins {
        room.vacant()?;
        State::new(begin(&args.begin, &git, place, terminal)?)
    } else {
        room.state()?
    };
    search(&room, state, begins, terminal)
}

fn abort(room: &Room, terminal: Terminal) -> Result<Exit, Failure> {
    if !room.clear()? {
        return Err(BisectError::None.into());
    }
    terminal.tell(&"the bisection is forgotten; its tree and its recordings are gone\n")?;
    Ok(Exit::AsExpected)
}

fn search(room: &Room, state: State, begins: bool, terminal: Terminal) -> Result<Exit, Failure> {
    let lock = room.lock()?;
    // Somebody may have been at it until now.
    let state = if begins {
        room.vacant()?;
        room.keep(&state)?;
        state
    } else {
        room.state()?
    };
    let interrupt = Interrupt::new();
    signals::heed(interrupt.clone(), |_| Terminal::say("stopping\n"))?;
    let mut player = Player {
        asked: state.asked.clone(),
        plays: room.plays(),
        built_in: built_in()?,
        interrupt: &interrupt,
    };
    let watch = Told { terminal };
    let mut search = Search::new(room, state, &mut player, &watch, &interrupt);
    let ended = search.run();
    let state = search.state;
    if let Err(error) = ended {
        return Err(stopped(room, &state, error, lock));
    }
    told::ended(room, &state, terminal)
}

/// Why it stopped. Where it can never go on, since what was asked was wrong, nothing is left of it.
fn stopped(room: &Room, state: &State, error: BisectError, lock: RoomLock) -> Failure {
    let failure = Failure::from(error);
    drop(lock);
    if state.odds.is_none() && failure.exit() == Exit::Usage {
        // The first error says more.
        let _ = room.clear();
    }
    failure
}
