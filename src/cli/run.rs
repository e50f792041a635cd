//! `mpdbg run`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use mpdbg_analysis::Summary;
use mpdbg_model::SampleName;
use mpdbg_sample::did_you_mean;
use mpdbg_session::{Session, SessionError, SessionLock};
use tempfile::NamedTempFile;

use super::against;
use super::exit_code::Exit;
use super::expectations::add_own;
use super::failure::Failure;
use super::making::{Terms, make};
use super::new::announce;
use super::place::Place;
use super::playing::{Jobs, Playing, Watching};
use super::summarize::summarize;
use super::terminal::Terminal;
use super::verdict::conclude;

/// Play every sample, retry what crashed, summarize, protect, compare
///
/// With `SAMPLES_DIR`, a session `testrun_00` (`testrun_01` …) is made for that directory first, and is
/// the active one afterwards. What has no recording yet is played; so an interrupted run goes on where
/// it was. With `--repeat N` a session that is not protected plays every case N times from now on. With
/// `--against` the session is compared afterwards, and the exit code is that of the comparison, or 3
/// where a case crashes that did not before.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Make a session for the samples in this directory first, or for this one file
    #[arg(value_name = "SAMPLES_DIR")]
    dir: Option<PathBuf>,

    /// Retries that a crashed sample may have
    #[arg(long, value_name = "N", default_value_t = 5)]
    retries: u32,

    #[command(flatten)]
    jobs: Jobs,

    #[command(flatten)]
    watching: Watching,

    #[command(flatten)]
    against: against::Options,

    #[command(flatten, next_help_heading = "With SAMPLES_DIR")]
    terms: Terms,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let jobs = args.watching.on(args.jobs, terminal)?;
    let (place, playlist) = match &args.dir {
        Some(asked) => aimed(asked, place)?,
        None => (place.clone(), None),
    };
    let place = &place;
    // Mistakes in the baseline and in the session's own expectations are told before anything is played.
    let against = args.against.find(place)?;
    let playlist = playlist.as_ref().map(NamedTempFile::path);
    let mut session = session(args, playlist, place, terminal)?;
    if let Some(against) = &against {
        against.refuse(&session)?;
    }
    add_own(&session, &mut session.samples()?.samples)?;
    let played = session.clone();
    let playing = Playing::begin(&played, jobs, terminal)?;
    let totals = playing.play()?;
    if !playing.is_interrupted() && !totals.stopped {
        playing.retry_crashed(args.retries, false)?;
    }
    let profile = &session.configuration().profile;
    let summary = summarize(&session, profile, playing.is_interrupted(), terminal)?;
    protect(&mut session, playing.lock(), &summary, terminal)?;
    match &against {
        Some(against) if !playing.is_interrupted() => args
            .against
            .conclude(against, &session, &summary, place, terminal),
        _ => conclude(&summary, terminal),
    }
}

/// The samples directory that is meant; of a file the directory that it lies in, with a playlist that holds
/// nothing else.
fn aimed(asked: &Path, place: &Place) -> Result<(Place, Option<NamedTempFile>), Failure> {
    if !asked.is_file() {
        if !asked.exists() {
            return Err(no_directory(asked));
        }
        return Ok((place.with_samples(asked), None));
    }
    let failed = |error: io::Error| Failure::work(format!("{}: {error}", asked.display()));
    let file = asked.canonicalize().map_err(failed)?;
    let usual = place.samples_dir().canonicalize().ok();
    let inside = usual.and_then(|dir| Some(file.strip_prefix(dir).ok()?.to_path_buf()));
    let (place, name) = if let Some(name) = inside {
        (place.clone(), name)
    } else {
        let dir = asked.parent().filter(|it| !it.as_os_str().is_empty());
        let name = asked.file_name().map(PathBuf::from);
        let place = place.with_samples(dir.unwrap_or(Path::new(".")));
        (place, name.unwrap_or(file))
    };
    let name = SampleName::from_path(&name).map_err(|error| Failure::usage(error.to_string()))?;
    let mut list = NamedTempFile::new().map_err(failed)?;
    writeln!(list, "{name}").map_err(failed)?;
    Ok((place, Some(list)))
}

/// There is nothing of that name; perhaps of another.
fn no_directory(asked: &Path) -> Failure {
    let parent = asked.parent().filter(|it| !it.as_os_str().is_empty());
    let beside = fs::read_dir(parent.unwrap_or(Path::new(".")));
    let names: Vec<String> = beside
        .into_iter()
        .flatten()
        .flatten()
        .map(|it| it.file_name().to_string_lossy().into_owned())
        .collect();
    let name = asked.file_name().unwrap_or_default().to_string_lossy();
    let meant = did_you_mean(&name, names.iter().map(String::as_str));
    Failure::usage(format!("{} does not exist{meant}", asked.display()))
        .hint("`mpdbg run` takes a directory of samples, or one file; `mpdbg samples generate DIR` makes some")
}

fn session(
    args: &Args,
    playlist: Option<&Path>,
    place: &Place,
    terminal: Terminal,
) -> Result<Session, Failure> {
    if args.dir.is_none() {
        if args.terms.says_more() {
            return Err(Failure::usage(
                "the session is made already; how it is played cannot be changed",
            )
            .hint(
                "give these options to `mpdbg new`, or name a directory before them: `mpdbg run SAMPLES_DIR --scenario …`",
            ));
        }
        let mut session = place.session()?;
        if let Some(repeats) = args.terms.repeat() {
            play_more_often(&mut session, repeats)?;
        }
        return Ok(session);
    }
    place.no_session("run SAMPLES_DIR")?;
    let made = loop {
        let name = place.store().next_test_run();
        match make(place, &name, playlist, &args.terms) {
            // Another mpdbg took the number in between.
            Err(_) if place.store().next_test_run() != name => {}
            made => break made?,
        }
    };
    announce(&made, terminal)?;
    Ok(made.session)
}

/// Raises how often each case of a session is played.
fn play_more_often(session: &mut Session, repeats: u32) -> Result<(), Failure> {
    let present = session.configuration().repeats;
    if repeats == present {
        return Ok(());
    }
    let lock = session.lock().map_err(|error| match error {
        SessionError::RawDataProtected(name) => Failure::usage(format!(
            "session `{name}` is protected with {present} of each play, so that none can be added"
        ))
        .hint(format!(
            "make a new session that plays more often: `mpdbg new NAME --repeat {repeats}`, then `mpdbg run`"
        )),
        other => other.into(),
    })?;
    Ok(session.raise_repeats(&lock, repeats)?)
}

/// Protects what is complete; anything else is still to be recorded.
fn protect(
    session: &mut Session,
    lock: &SessionLock,
    summary: &Summary,
    terminal: Terminal,
) -> Result<(), Failure> {
    let lacking = summary.tally.not_recorded;
    if lacking > 0 {
        let noun = summary.noun();
        let plural = if lacking == 1 { " has" } else { "s have" };
        let gone = summary.rows.iter().filter(|row| row.sample_gone).count() as u64;
        let next = match gone {
            0 => "`mpdbg run` goes on with them".to_owned(),
            _ if gone == lacking => {
                "changed or gone since `mpdbg new`; make a new session".to_owned()
            }
            _ => format!(
                "{gone} changed or gone since `mpdbg new`, which needs a new session; `mpdbg run` goes on with the others"
            ),
        };
        return terminal.tell(&format!(
            "not protected, since {lacking} {noun}{plural} no recording: {next}\n"
        ));
    }
    session.protect(lock)?;
    terminal.tell(&"raw data and reports are protected\n")
}
