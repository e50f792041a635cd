//! `mpdbg baseline`.

use std::ffi::OsString;

use mpdbg_analysis::{Accepted, Amount, Comparison, Terms};
use mpdbg_session::Session;
use serde_json::json;

use super::against::{no_baseline, session_of, words};
use super::compare::compared;
use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::today;
use super::place::Place;
use super::terminal::Terminal;
use crate::baseline::{
    Baseline, FIRST, Pattern, Shows, clear, read, with_accepted, with_session, write,
};
use crate::report::Escaped;

/// Name the session that others are compared with, and accept differences from it
///
/// Both are in `baseline.toml` among the sessions, a text to review and to edit. `mpdbg run --against
/// baseline` and `mpdbg compare baseline` use it. An accepted difference is shown and never fails; one that
/// does not show any more is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    Set(Set),
    Show(Show),
    Update(Update),
    Clear(Clear),
}

/// Make a session the baseline; accepted differences stay in the file
#[derive(Debug, clap::Args)]
struct Set {
    /// The session
    #[arg(value_name = "SESSION")]
    name: String,
}

/// Show the baseline, what is accepted, and whether the active session still shows it
#[derive(Debug, clap::Args)]
struct Show {}

/// Accept what is worse in the active session than in the baseline
#[derive(Debug, clap::Args)]
struct Update {
    /// A rule, an area of rules, `content`, a sample, or SAMPLE:RULE; may be given more than once
    #[arg(long, value_name = "RULE|SAMPLE", required = true, num_args = 1..)]
    accept: Vec<OsString>,

    /// Why, for those who read it later
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// Remove the baseline and what is accepted; the session itself stays
#[derive(Debug, clap::Args)]
struct Clear {}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.action {
        Action::Set(args) => set(args, place, terminal),
        Action::Show(_) => show(place, terminal),
        Action::Update(args) => update(args, place, terminal),
        Action::Clear(_) => cleared(place, terminal),
    }?;
    Ok(Exit::AsExpected)
}

fn set(args: &Set, place: &Place, terminal: Terminal) -> Result<(), Failure> {
    place.no_session("baseline set")?;
    let store = place.store();
    let session = place.named(&args.name)?;
    let name = session.name().as_str();
    let present = read(store.dir())?;
    let accepted = present.as_ref().map_or(0, |it| it.accepted.len());
    let text = present.map_or_else(|| FIRST.to_owned(), |it| it.text);
    let path = write(store.dir(), &with_session(&text, name))?;
    let stays = match accepted {
        0 => "",
        _ => "what was accepted stays; `mpdbg baseline show` says what no longer shows\n",
    };
    terminal.tell(&format!(
        "the baseline is session `{}`\n{stays}written to {}\n",
        Escaped(name),
        Escaped(&path.to_string_lossy())
    ))
}

fn cleared(place: &Place, terminal: Terminal) -> Result<(), Failure> {
    place.no_session("baseline clear")?;
    let was = if clear(place.store().dir())? {
        "there is no baseline any more\n"
    } else {
        "there was no baseline\n"
    };
    terminal.tell(&was)
}

fn the_baseline(place: &Place) -> Result<Baseline, Failure> {
    read(place.store().dir())?.ok_or_else(|| no_baseline(place))
}

/// The comparison of the session that is meant with the baseline.
fn comparison(
    baseline: &Baseline,
    after: &Session,
    place: &Place,
    terminal: Terminal,
) -> Result<Comparison, Failure> {
    let before = session_of(baseline, place)?;
    let terms = Terms {
        profile: after.configuration().profile.clone(),
        accepted: baseline.accepted.clone(),
        ..Terms::default()
    };
    compared(&before, after, terms, &[], terminal)
}

fn show(place: &Place, terminal: Terminal) -> Result<(), Failure> {
    let baseline = the_baseline(place)?;
    let active = place.session_if_any()?;
    let after = active.filter(|it| it.name().as_str() != baseline.session);
    let comparison = match &after {
        Some(after) if !baseline.accepted.is_empty() => {
            Some(comparison(&baseline, after, place, terminal)?)
        }
        _ => None,
    };
    let entries: Vec<(&Accepted, Option<Shows>)> = baseline
        .accepted
        .iter()
        .map(|it| (it, comparison.as_ref().map(|all| Shows::of(it, all))))
        .collect();
    if terminal.json {
        return as_json(&baseline, &entries);
    }
    Terminal::show(|out| {
        writeln!(out, "baseline: session {}", Escaped(&baseline.session))?;
        if let (Some(after), false) = (&after, entries.is_empty()) {
            writeln!(
                out,
                "held against: session {}",
                Escaped(after.name().as_str())
            )?;
        }
        writeln!(out, "accepted differences: {}", entries.len())?;
        for (entry, shows) in &entries {
            let words = words(entry);
            writeln!(out, "  {}  {}{}", entry.date, Escaped(&words), told(*shows))?;
            if !entry.reason.is_empty() {
                writeln!(out, "    {}", Escaped(&entry.reason))?;
            }
        }
        Ok(())
    })
}

const fn told(shows: Option<Shows>) -> &'static str {
    match shows {
        Some(Shows::Still) => ": still there",
        Some(Shows::NoLonger) => ": no longer there, its entry can go",
        Some(Shows::Unknown) => ": cannot be said, nothing to compare",
        None => "",
    }
}

fn as_json(baseline: &Baseline, entries: &[(&Accepted, Option<Shows>)]) -> Result<(), Failure> {
    let shows = |it: &Option<Shows>| match it {
        Some(Shows::Still) => json!("still"),
        Some(Shows::NoLonger) => json!("no-longer"),
        Some(Shows::Unknown) | None => json!(null),
    };
    let accepted: Vec<_> = entries
        .iter()
        .map(|(entry, found)| json!({ "accepted": entry, "shows": shows(found) }))
        .collect();
    Terminal::show_json(&json!({
        "type": "baseline",
        "session": baseline.session,
        "accepted": accepted,
    }))
}

fn update(args: &Update, place: &Place, terminal: Terminal) -> Result<(), Failure> {
    let baseline = the_baseline(place)?;
    let after = place.session()?;
    if after.name().as_str() == baseline.session {
        return Err(
            Failure::usage("the active session is the baseline itself, from which nothing differs")
                .hint("`mpdbg activate NAME` or --session NAME chooses the one whose differences are accepted"),
        );
    }
    let comparison = comparison(&baseline, &after, place, terminal)?;
    let more = accepted(args, &comparison)?;
    let path = write(place.store().dir(), &with_accepted(&baseline.text, &more))?;
    for entry in &more {
        terminal.tell(&format!("accepted: {}\n", Escaped(&words(entry))))?;
    }
    terminal.tell(&format!(
        "written to {}\n",
        Escaped(&path.to_string_lossy())
    ))
}

/// The entries for everything that the patterns take in; each has to take in something.
fn accepted(args: &Update, comparison: &Comparison) -> Result<Vec<Accepted>, Failure> {
    let date = today();
    let mut entries: Vec<Accepted> = Vec::new();
    for text in &args.accept {
        let text = text.to_string_lossy();
        let pattern = Pattern::of(&text);
        let mut found = false;
        for case in &comparison.cases {
            for rule in pattern.taken(case) {
                found = true;
                let entry = Accepted {
                    rule: Some(rule.to_owned()),
                    sample: Some(case.case.sample.clone()),
                    scenario: Some(case.case.scenario.clone()),
                    up_to: Some(Amount::of(case, rule)),
                    reason: args.reason.clone(),
                    date: date.clone(),
                };
                if !entries.contains(&entry) {
                    entries.push(entry);
                }
            }
        }
        if !found {
            return Err(nothing(&text, &pattern, comparison));
        }
    }
    Ok(entries)
}

fn nothing(text: &str, pattern: &Pattern, comparison: &Comparison) -> Failure {
    let meant = pattern.did_you_mean(comparison);
    let what = format!("nothing that is worse and not accepted yet goes by `{text}`{meant}");
    Failure::usage(what).hint("nothing was accepted; `mpdbg compare baseline` shows what is worse")
}
