//! `mpdbg browse`.

use std::io::{self, IsTerminal};
use std::sync::Arc;

use mpdbg_session::Session;

use super::against::Against;
use super::browse_desk::{SessionDesk, told};
use super::exit_code::Exit;
use super::failure::Failure;
use super::looking::look_at_in_steps;
use super::place::Place;
use super::terminal::Terminal;
use super::timeline_against::against;
use crate::tui::{self, Look, Plays, SamplesView, TimelineView, Timelines};

/// Look through a session: its samples, their defects, comparisons and timelines
///
/// Lists every sample with what it came to; what was summarized is there at once, the rest is judged while
/// you look. Enter opens the timeline of a sample, `o` its reports and what the player wrote, `c` compares
/// with another session, `/` filters, `?` shows every key. A session that is being recorded is followed.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session [default: that of --session, else the active one]
    #[arg(value_name = "SESSION")]
    shown: Option<String>,

    /// Compare with this session, or with the baseline, when `c` is pressed
    #[arg(long, value_name = "baseline|SESSION")]
    against: Option<String>,

    /// Draw with ASCII characters only
    #[arg(long)]
    ascii: bool,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("browse")?;
    let session = match &args.shown {
        None => place.session()?,
        Some(name) => {
            place.no_session("browse SESSION")?;
            place.named(name)?
        }
    };
    if let Some(asked) = &args.against {
        Against::find(asked, place)?.refuse(&session)?;
    }
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Err(Failure::usage("`mpdbg browse` needs a terminal")
            .hint("`mpdbg summarize` and `mpdbg report` write the same to files and pipes"));
    }
    let look = Look::of_environment(args.ascii);
    let timelines = timelines(session.clone(), place.clone());
    let desk = SessionDesk::new(session, place.clone(), args.against.clone());
    let samples = SamplesView::new(Arc::new(desk), timelines);
    let ended = tui::run(Box::new(samples), look)
        .map_err(|error| Failure::work(format!("the screen cannot be drawn: {error}")))?;
    ended.pass_on();
    Ok(Exit::AsExpected)
}

/// Makes the timelines of a session, alone or over those of another one; both are judged by its profile.
fn timelines(session: Session, place: Place) -> Timelines {
    Arc::new(move |case, plays, step| {
        let profile = &session.configuration().profile;
        let alone = |of: &Session| look_at_in_steps(of, case, profile, step).map(TimelineView::new);
        let made = match plays {
            Plays::Own => alone(&session),
            Plays::Other(name) => place.named(name).and_then(|other| alone(&other)),
            Plays::Against(name) => against(name, &session, case, &place)
                .and_then(|two| two.timeline(profile, &place, step)),
        };
        made.map_err(told)
    })
}
