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
    let plays = args.begin.plays();
    let known = args.begin.asks_for_plays_at_most() && (plays.is_none() || args.resume);
    if !begins && !known {
        return Err(Failure::usage(
            "--resume, --abort and --status go with no option but --repo, and --resume with --plays: what was asked is known",
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
    if begins {
        room.vacant()?;
        let asked = begin(&args.begin, &git, place, terminal)?;
        let lock = room.lock()?;
        // Somebody may have been at it until now.
        room.vacant()?;
        search(&room, State::new(asked), &lock, terminal)
    } else {
        // To lock a room makes one.
        room.state()?;
        let lock = room.lock()?;
        let mut state = room.state()?;
        state.asked.plays = plays.unwrap_or(state.asked.plays);
        search(&room, state, &lock, terminal)
    }
}

fn abort(room: &Room, terminal: Terminal) -> Result<Exit, Failure> {
    if !room.clear()? {
        return Err(BisectError::None.into());
    }
    terminal.tell(&"the bisection is forgotten; its tree and its recordings are gone\n")?;
    Ok(Exit::AsExpected)
}

fn search(
    room: &Room,
    state: State,
    _lock: &RoomLock,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    room.keep(&state)?;
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
        return Err(stopped(room, &state, error));
    }
    told::ended(room, &state, terminal)
}

/// Why it stopped, and where an end that cannot be used left its words. Nothing of it is taken away.
fn stopped(room: &Room, state: &State, error: BisectError) -> Failure {
    let commit = match &error {
        BisectError::EndUnfit { commit, .. }
        | BisectError::BadIsClean { commit, .. }
        | BisectError::GoodShows { commit, .. } => Some(commit),
        BisectError::TooRare { .. } => Some(&state.asked.bad),
        _ => None,
    };
    let kept = commit.map(|commit| {
        let (log, plays) = (room.log(commit), room.plays());
        let (log, plays) = (log.display(), plays.display());
        format!("its build wrote {log}; the recordings are in {plays}")
    });
    Failure::from(error).details(kept)
}
