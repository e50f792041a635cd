//! `mpdbg run`.

use std::path::PathBuf;

use mpdbg_analysis::Summary;
use mpdbg_session::{Session, SessionError, SessionLock};

use super::against;
use super::exit_code::Exit;
use super::expectations::add_own;
use super::failure::Failure;
use super::making::{Terms, make};
use super::new::announce;
use super::place::Place;
use super::playing::{Jobs, Playing};
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
    /// Make a session for the samples in this directory first
    #[arg(value_name = "SAMPLES_DIR")]
    dir: Option<PathBuf>,

    /// Retries that a crashed sample may have
    #[arg(long, value_name = "N", default_value_t = 5)]
    retries: u32,

    #[command(flatten)]
    jobs: Jobs,

    #[command(flatten)]
    against: against::Options,

    #[command(flatten, next_help_heading = "With SAMPLES_DIR")]
    terms: Terms,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let place = &match &args.dir {
        Some(samples_dir) => place.with_samples(samples_dir),
        None => place.clone(),
    };
    // Mistakes in the baseline and in the session's own expectations are told before anything is played.
    let against = args.against.find(place)?;
    let mut session = session(args, place, terminal)?;
    if let Some(against) = &against {
        against.refuse(&session)?;
    }
    add_own(&session, &mut session.samples()?.samples)?;
    let played = session.clone();
    let playing = Playing::begin(&played, args.jobs, terminal)?;
    let totals = playing.play()?;
    if !playing.is_interrupted() && totals.failure.is_none() {
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

fn session(args: &Args, place: &Place, terminal: Terminal) -> Result<Session, Failure> {
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
        match make(place, &name, None, &args.terms) {
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
