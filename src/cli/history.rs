//! `mpdbg history`.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use jiff::Timestamp;
use mpdbg_analysis::{Profile, RULES, rule};
use mpdbg_model::SampleName;
use mpdbg_sample::did_you_mean;
use mpdbg_session::Session;
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::{NoSession, Place};
use super::terminal::Terminal;
use crate::history::{Measured, Point, mark_changes};
use crate::report::write_history;

/// Show the defects of a sample, or of a rule, in all sessions, oldest first
///
/// Says with which revision and player each session was made, and in which one it changed: `≠`. A change is
/// one since the last session before that played the same files in the same way, on the same clock and the
/// same machine; otherwise the line says what is different. All sessions are judged anew with the
/// thresholds of the newest one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A sample, e.g. clip.mp4, or the id of a rule, e.g. `picture::late`
    #[arg(value_name = "SAMPLE|RULE")]
    measure: String,

    #[command(flatten)]
    no_session: NoSession,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("history")?;
    let (sessions, mut points) = sessions_of(place)?;
    let measured = measured(&args.measure, &sessions)?;
    let usual = Profile::default();
    let newest = sessions.last().map(|it| &it.configuration().profile);
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    for session in &sessions {
        let point = Point::of(session, &measured, newest.unwrap_or(&usual), jobs);
        points.push(point.unwrap_or_else(|why| Point::unreadable(session.name().as_str(), &why)));
    }
    mark_changes(&mut points);
    show(&args.measure, &points, terminal)?;
    Ok(Exit::AsExpected)
}

/// All sessions, oldest first; and those that cannot be opened.
fn sessions_of(place: &Place) -> Result<(Vec<Session>, Vec<Point>), Failure> {
    let store = place.store();
    let (mut sessions, mut unreadable) = (Vec::new(), Vec::new());
    for name in store.list()? {
        match store.open(name.as_str()) {
            Ok(session) => sessions.push(session),
            Err(why) => unreadable.push(Point::unreadable(name.as_str(), &why)),
        }
    }
    sessions.sort_by_key(|it| {
        (
            it.configuration().created.parse::<Timestamp>().ok(),
            it.name().clone(),
        )
    });
    Ok((sessions, unreadable))
}

/// What is meant by the argument.
fn measured(asked: &str, sessions: &[Session]) -> Result<Measured, Failure> {
    if let Some(rule) = rule(asked) {
        return Ok(Measured::Rule(rule.id.0));
    }
    let mut samples: BTreeSet<SampleName> = BTreeSet::new();
    for session in sessions {
        // A session that cannot be read is told in its line.
        samples.extend(session.playlist().unwrap_or_default());
    }
    if let Some(sample) = samples.iter().find(|it| it.as_str() == asked) {
        return Ok(Measured::Sample(sample.clone()));
    }
    let names = samples.iter().map(SampleName::as_str);
    let meant = did_you_mean(asked, names.chain(RULES.iter().map(|rule| rule.id.0)));
    Err(Failure::usage(format!(
        "no session has a sample `{asked}`, and there is no such rule{meant}"
    ))
    .hint("`mpdbg list` shows the sessions, `mpdbg defects` the rules"))
}

fn show(what: &str, points: &[Point], terminal: Terminal) -> Result<(), Failure> {
    if !terminal.json {
        return Terminal::show(|out| write_history(out, what, points, Terminal::width()));
    }
    for point in points {
        let mut value = json!(point);
        value["type"] = json!("history");
        value["measure"] = json!(what);
        value["changed"] = json!(point.change.is_some());
        Terminal::show_json(&value)?;
    }
    Ok(())
}
