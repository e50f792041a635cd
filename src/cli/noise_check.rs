//! `mpdbg noise check`.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use mpdbg_analysis::{
    Comparison, ComparisonVerdict, NotComparable, Ruling, Standing, Terms, Thing,
};
use mpdbg_session::Session;
use serde::Serialize;

use super::exit_code::Exit;
use super::failure::Failure;
use super::place::Place;
use super::terminal::Terminal;
use crate::compare::{Question, each_case};
use crate::lab::with_part;
use crate::noise::NoiseRecord;
use crate::report::{NoiseCheck, noise_part, write_noise_check};

/// Compare sessions of one build pair by pair: how many pairs report a regression?
///
/// None should. Each pair is compared both ways, and whatever else differs between the sessions is
/// allowed. The exit code is 1 where any pair reports a regression.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Sessions of one build, two or more
    #[arg(value_name = "SESSION", required = true, num_args = 2..)]
    sessions: Vec<String>,

    /// Write the result as a part of this page, for developers of mpdbg
    #[arg(long, value_name = "PAGE", hide = true)]
    write: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    place.no_session("noise check")?;
    let store = place.store();
    let names = args.sessions.iter();
    let sessions: Vec<Session> = names
        .map(|name| store.open(name))
        .collect::<Result<_, _>>()?;
    let check = checked(&sessions)?;
    if let Some(path) = &args.write {
        put(path, &noise_part(&check))
            .map_err(|error| Failure::work(format!("{}: {error}", path.display())))?;
    }
    if terminal.json {
        Terminal::show_json(&Told {
            kind: "noise_check",
            check: &check,
        })?;
    } else {
        Terminal::show(|out| write_noise_check(out, &check))?;
    }
    Ok(if check.regressed.is_empty() {
        Exit::AsExpected
    } else {
        Exit::Defects
    })
}

/// Writes the part of a page; its other parts stay.
fn put(path: &Path, part: &str) -> io::Result<()> {
    let page = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        page => page?,
    };
    std::fs::write(path, with_part(&page, "noise", part))
}

#[derive(Serialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    check: &'a NoiseCheck,
}

fn checked(sessions: &[Session]) -> Result<NoiseCheck, Failure> {
    let mut check = NoiseCheck {
        sessions: sessions.len(),
        ..NoiseCheck::default()
    };
    for session in sessions {
        add_plays(&mut check, session)?;
    }
    for (number, one) in sessions.iter().enumerate() {
        for other in &sessions[number + 1..] {
            let ways = [compared(one, other)?, compared(other, one)?];
            add(&mut check, &ways);
        }
    }
    Ok(check)
}

/// Counts the plays of a session, and those that other work held up.
fn add_plays(check: &mut NoiseCheck, session: &Session) -> Result<(), Failure> {
    let profile = &session.configuration().profile;
    let jobs = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let plays = each_case(
        session,
        profile,
        jobs,
        |_| true,
        |side| {
            let plays = || side.plays.iter().flatten();
            (plays().count(), plays().filter(|it| it.is_loaded()).count())
        },
    )?;
    for (all, loaded) in plays {
        check.plays += all as u64;
        check.plays_loaded += loaded as u64;
    }
    Ok(())
}

fn compared(before: &Session, after: &Session) -> Result<Comparison, Failure> {
    let question = Question {
        before,
        after,
        terms: Terms {
            profile: after.configuration().profile.clone(),
            noise: NoiseRecord::floor_for(after, &after.configuration().profile)?,
            ..Terms::default()
        },
        allowed: &Thing::ALL,
        jobs: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        watch: &|_| ControlFlow::Continue(()),
    };
    Ok(question.answer()?)
}

/// Counts a pair, both ways.
fn add(check: &mut NoiseCheck, ways: &[Comparison; 2]) {
    check.pairs += 1;
    let regressed = ways
        .iter()
        .find(|it| it.verdict == ComparisonVerdict::Regressed);
    match regressed {
        Some(way) => check.regressed.push(told(way)),
        None if ways
            .iter()
            .any(|it| matches!(it.verdict, ComparisonVerdict::Unclear(_))) =>
        {
            check.unclear += 1;
        }
        None => check.nothing_regressed += 1,
    }
    for case in &ways[0].cases {
        check.cases += 1;
        match &case.not_comparable {
            Some(NotComparable::Loaded) => check.loaded += 1,
            Some(NotComparable::TooFewPlays(_)) => check.too_few += 1,
            Some(_) => check.otherwise += 1,
            None if case.standing == Standing::Same => check.same += 1,
            None => check.differing += 1,
        }
    }
    let of_cases = ways[0].cases.iter().flat_map(|it| &it.rates);
    for rate in of_cases.chain(&ways[0].rates) {
        check.rates += 1;
        check.chance += u64::from(rate.ruling == Ruling::Chance);
    }
}

/// Which pair, and what it reports.
fn told(comparison: &Comparison) -> String {
    let mut what: Vec<String> = Vec::new();
    for case in comparison.failing() {
        let defects = case.worse().map(|it| it.rule);
        let rules = defects.chain(case.ruled(Ruling::Worse).map(|it| it.rule));
        let rules: BTreeSet<String> = rules.map(|it| it.to_string()).collect();
        let rules = if rules.is_empty() {
            "content".to_owned()
        } else {
            Vec::from_iter(rules).join(", ")
        };
        what.push(format!("{} ({rules})", case.case));
    }
    let worse = comparison
        .rates
        .iter()
        .filter(|it| it.ruling == Ruling::Worse);
    what.extend(worse.map(|it| format!("all cases together ({})", it.rule)));
    format!(
        "{} against {}: {}",
        comparison.after,
        comparison.before,
        what.join(", ")
    )
}
