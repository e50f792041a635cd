//! `mpdbg noise`.

use std::num::NonZeroUsize;
use std::path::Path;

use mpdbg_analysis::{CaseNoise, CaseSide, ComparedPlay};
use mpdbg_model::{Clock, Configuration, SampleName};
use mpdbg_session::{NewSession, Session, source_revision};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::making::info;
use super::place::Place;
use super::playing::{Jobs, Playing};
use super::terminal::Terminal;
use super::{noise_check, players, versions};
use crate::compare::each_case;
use crate::noise::{FILE, NoiseRecord, Place as Where};
use crate::report::{Escaped, write_noise};

/// Measure what plays of one build differ by on this computer
///
/// Plays everything of the session several times on the real clock, as a new session `noise_00`
/// (`noise_01` …), and keeps in `noise.json`, for each sample, scenario and rule, how much the plays differ
/// though nothing was changed. `mpdbg compare` calls a difference on the real clock a regression only
/// beyond that. To be measured while nothing else runs; the session itself stays as it is.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Command>,

    /// How often each case is played; ten tell as much as any number of tests needs
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(2..=1000))]
    repeat: u32,

    #[command(flatten)]
    jobs: Jobs,
}

/// What else is done with noise.
#[derive(Debug, clap::Subcommand)]
enum Command {
    Check(noise_check::Args),
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.command {
        Some(Command::Check(args)) => noise_check::run(args, place, terminal),
        None => measure(args, place, terminal),
    }
}

fn measure(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let store = place.store();
    // A file that is damaged is told before an hour of playing.
    NoiseRecord::read(store.dir())?;
    let session = like(&place.session()?, args.repeat, place)?;
    terminal.tell(&format!(
        "session `{}` is made: each case is played {} times on the real clock\n",
        session.name(),
        args.repeat
    ))?;
    play(&session, args.jobs, terminal)?;
    let measured = floor_of(&session)?;
    if measured.is_empty() {
        return Err(Failure::work(
            "no noise was measured: other work held up the plays of every case",
        )
        .hint("measure when nothing else runs on this computer"));
    }
    let configuration = session.configuration();
    NoiseRecord::keep(
        store.dir(),
        Where::of(&session, &configuration.profile)?,
        &configuration.created,
        measured.clone(),
    )?;
    show(&measured, terminal)?;
    let path = store.dir().join(FILE).display().to_string();
    terminal.tell(&format!("\nkept in {}\n", Escaped(&path)))?;
    Ok(Exit::AsExpected)
}

/// A new session with the samples and the conditions of another one, on the real clock.
fn like(session: &Session, repeats: u32, place: &Place) -> Result<Session, Failure> {
    let configuration = Configuration {
        created: jiff::Timestamp::now().to_string(),
        made_by: versions::NAME.to_owned(),
        clock: Clock::Real,
        machine: None,
        repeats,
        protect_raw_data: false,
        protect_reports: false,
        ..session.configuration().clone()
    };
    let player = match &configuration.player {
        Some(stated) => Some(players::find(&stated.program)?),
        None => None,
    };
    let samples = session.samples()?;
    let playlist: Vec<SampleName> = samples.samples.iter().map(|it| it.name.clone()).collect();
    let store = place.store();
    let made = store.create(
        &next_name(store.dir()),
        &NewSession {
            configuration: &configuration,
            playlist: &playlist,
            samples: &samples,
            samples_version: session.samples_version()?.as_deref(),
            revision: source_revision(Path::new(".")).as_deref(),
            info: &info(Clock::Real, player.as_ref()),
        },
    );
    Ok(made?)
}

/// The first of `noise_00`, `noise_01` … that nothing has yet.
fn next_name(sessions_dir: &Path) -> String {
    let mut names = (0..=u32::MAX).map(|number| format!("noise_{number:02}"));
    let free = |name: &String| sessions_dir.join(name).symlink_metadata().is_err();
    names.find(free).unwrap_or_default()
}

fn play(session: &Session, jobs: Jobs, terminal: Terminal) -> Result<(), Failure> {
    let playing = Playing::begin(session, jobs, terminal)?;
    let totals = playing.play()?;
    let why = match totals.failure {
        _ if playing.is_interrupted() => "it was interrupted".to_owned(),
        Some(failure) => format!("recording failed: {failure}"),
        None => return Ok(()),
    };
    Err(Failure::work(format!(
        "no noise was measured: {why}; session `{}` keeps what was played",
        session.name()
    ))
    .hint("`mpdbg noise` begins anew"))
}

/// What each case of a session says of the noise; cases with fewer than two plays that came to their end and
/// that nothing held up are told and left out.
fn floor_of(session: &Session) -> Result<Vec<CaseNoise>, Failure> {
    let profile = &session.configuration().profile;
    let cores = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let measured = each_case(
        session,
        profile,
        cores,
        |_| true,
        |side| CaseNoise::of(&side).ok_or_else(|| untold(&side)),
    )?;
    let mut noise = Vec::new();
    for case in measured {
        match case {
            Ok(measured) => noise.push(measured),
            Err(why) => Terminal::warn(&why),
        }
    }
    Ok(noise)
}

/// Why no noise of a case is known.
fn untold(side: &CaseSide) -> String {
    let plays: Vec<&ComparedPlay> = side.plays.iter().flatten().collect();
    let loaded = plays.iter().filter(|it| it.is_loaded()).count();
    let cut = plays.iter().filter(|it| it.is_cut()).count();
    format!(
        "no noise of {} is known: {} plays, {loaded} of them held up by other work, {cut} cut short",
        side.case,
        plays.len()
    )
}

fn show(measured: &[CaseNoise], terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return Terminal::show_json(&json!({ "type": "noise", "cases": measured }));
    }
    Terminal::show(|out| write_noise(out, measured))
}
