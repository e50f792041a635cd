//! `mpdbg status`.

use std::collections::HashSet;
use std::fmt::{Display, Write};

use mpdbg_model::{AudioRoute, Case, Clock, Configuration, CrashList, HashKind, Outcome};
use mpdbg_session::{AttemptState, CaseAttempts, Session, crash_list};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::{cases_of, why_not};
use super::place::Place;
use super::terminal::Terminal;
use super::versions;
use crate::report::{Escaped, hanging, to_the_second};

/// Cases of a kind are listed up to this number.
const LISTED: usize = 10;

/// Say how far a session is and how it was made
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session [default: the active one]
    #[arg(value_name = "SESSION", conflicts_with = "session")]
    name: Option<String>,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let session = match &args.name {
        Some(name) => place.store().open(name)?,
        None => place.session()?,
    };
    // A damaged activation must not hide a session that was asked for by name.
    let active = place.store().active_name().ok().flatten();
    let status = Status::of(&session, active.as_ref() == Some(session.name()))?;
    if terminal.json {
        Terminal::show_json(&status.json())?;
    } else {
        Terminal::show(|out| write!(out, "{}", status.words(Terminal::width())))?;
    }
    Ok(Exit::AsExpected)
}

/// What is known of a session without judging it.
pub(crate) struct Status<'a> {
    session: &'a Session,
    active: bool,
    counts: Counts,
    crashes: CrashList,
    missing: Vec<(Case, String)>,
    unfit: Vec<(Case, String)>,
    skipped: Vec<(String, String)>,
    samples_version: Option<String>,
    revision: Option<String>,
    differences: Vec<String>,
}

/// How far a session is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Samples of the playlist.
    pub(crate) samples: usize,
    /// Plays: each sample under each scenario, as often as it is played.
    pub(crate) cases: usize,
    /// Cases with a recording that says something of the player.
    pub(crate) recorded: usize,
    /// Cases whose sample lacks what the scenario needs; they are recorded too.
    pub(crate) not_applicable: usize,
    /// Cases whose recording was interrupted.
    pub(crate) interrupted: usize,
    /// Cases whose last recording crashed or hung.
    pub(crate) crashed: usize,
}

impl Counts {
    /// Counts the cases of a session.
    pub(crate) fn of(tried: &[CaseAttempts]) -> Self {
        let count =
            |wanted: fn(&CaseAttempts) -> bool| tried.iter().filter(|case| wanted(case)).count();
        let samples: HashSet<_> = tried.iter().map(|it| &it.case.sample).collect();
        Self {
            samples: samples.len(),
            cases: tried.len(),
            recorded: count(|it| it.judged().is_some()),
            not_applicable: count(|it| unfit_for(it).is_some()),
            interrupted: count(is_interrupted),
            crashed: count(|it| it.outcome().is_some_and(Outcome::is_crash)),
        }
    }
}

/// What the sample lacks for the scenario.
fn unfit_for(tried: &CaseAttempts) -> Option<&str> {
    match tried.outcome() {
        Some(Outcome::NotApplicable { reason }) => Some(reason),
        _ => None,
    }
}

/// True when there is nothing to judge because the play was stopped.
fn is_interrupted(tried: &CaseAttempts) -> bool {
    let last = tried.attempts.last().map(|last| &last.state);
    let stopped = matches!(last, Some(AttemptState::Ended(Outcome::Interrupted)));
    stopped && tried.judged().is_none()
}

impl<'a> Status<'a> {
    fn of(session: &'a Session, active: bool) -> Result<Self, Failure> {
        let cases = cases_of(session)?;
        let missing = cases.iter().filter(|(_, tried)| tried.judged().is_none());
        let missing = missing.map(|(record, tried)| {
            let reason = why_not(session, record, tried).to_string();
            (tried.case.clone(), reason)
        });
        let missing = missing.collect();
        let tried: Vec<CaseAttempts> = cases.into_iter().map(|(_, tried)| tried).collect();
        let unfit = tried
            .iter()
            .filter_map(|it| Some((it.case.clone(), unfit_for(it)?.to_owned())));
        let skipped = session.samples()?.skipped;
        Ok(Self {
            session,
            active,
            counts: Counts::of(&tried),
            crashes: crash_list(&tried),
            missing,
            unfit: unfit.collect(),
            skipped: skipped
                .into_iter()
                .map(|it| (it.name.to_string(), it.reason))
                .collect(),
            samples_version: session.samples_version()?,
            revision: session.revision()?,
            differences: versions::differences(session)?,
        })
    }

    fn json(&self) -> serde_json::Value {
        let cases = |cases: &[(Case, String)]| -> Vec<serde_json::Value> {
            let object = |(case, reason): &(Case, String)| json!({ "sample": case.sample, "scenario": case.scenario, "repeat": case.repeat, "reason": reason });
            cases.iter().map(object).collect()
        };
        let skipped =
            |(sample, reason): &(String, String)| json!({ "sample": sample, "reason": reason });
        let scenarios = self.session.configuration().scenarios.iter();
        let scenarios: Vec<&str> = scenarios.map(|it| it.name.as_str()).collect();
        json!({
            "type": "status",
            "session": self.session.name().as_str(),
            "active": self.active,
            "samples": self.counts.samples,
            "scenarios": scenarios,
            "repeats": self.session.configuration().repeats,
            "cases": self.counts.cases,
            "recorded": self.counts.recorded,
            "interrupted": self.counts.interrupted,
            "crashes": self.crashes,
            "not_recorded": cases(&self.missing),
            "not_applicable": cases(&self.unfit),
            "skipped": self.skipped.iter().map(skipped).collect::<Vec<_>>(),
            "samples_version": self.samples_version,
            "revision": self.revision,
            "differences": self.differences,
            "configuration": self.session.configuration(),
        })
    }

    /// Lines that are too long for so many columns end between words.
    fn words(&self, width: Option<usize>) -> String {
        let configuration = self.session.configuration();
        let mut page = Page {
            text: String::new(),
            width,
        };
        let active = if self.active { " (active)" } else { "" };
        page.fact("session", &format!("{}{active}", self.session.name()));
        page.fact("samples", &self.samples_words());
        page.fact("scenarios", &scenarios_words(configuration));
        page.fact("recorded", &self.recorded_words());
        page.list(&self.missing);
        if !self.unfit.is_empty() {
            page.fact("applicable", &self.applicable_words());
            page.list(&self.unfit);
        }
        page.fact("crashes", &crash_words(&self.crashes));
        page.fact("protected", protection_words(configuration));
        page.fact("played with", &play_words(configuration));
        if let Some(player) = &configuration.player {
            let program = player.program.display();
            page.fact("player", &format!("{}, {program}", player.version));
        }
        page.fact("profile", &configuration.profile.name);
        let (made_by, created) = (&configuration.made_by, &configuration.created);
        page.fact("made", &format!("{} by {made_by}", to_the_second(created)));
        for difference in &self.differences {
            page.fact("differs", difference);
        }
        let revision = self.revision.as_deref().unwrap_or("no repository");
        page.fact(
            "revision",
            &revision.trim().lines().collect::<Vec<_>>().join(", "),
        );
        page.fact("skipped", &self.skipped.len().to_string());
        page.list(&self.skipped);
        page.fact("directory", &self.session.dir().display().to_string());
        page.text
    }

    fn samples_words(&self) -> String {
        let dir = self.session.configuration().samples_dir.display();
        let version = self
            .samples_version
            .as_ref()
            .map_or_else(String::new, |version| {
                format!(", version {}", version.trim())
            });
        format!("{} in {dir}{version}", self.counts.samples)
    }

    fn recorded_words(&self) -> String {
        let Counts {
            samples,
            cases,
            recorded,
            interrupted,
            ..
        } = self.counts;
        let repeats = self.session.configuration().repeats as usize;
        let of = match (samples * repeats == cases, repeats) {
            (true, 1) => cases.to_string(),
            (true, _) => format!("{cases} (each sample {repeats} times)"),
            (false, 1) => format!("{cases} (each sample under each scenario)"),
            (false, _) => format!("{cases} (each sample under each scenario, {repeats} times)"),
        };
        let interrupted = match interrupted {
            0 => String::new(),
            count => format!(", {count} interrupted: `mpdbg play` goes on"),
        };
        format!("{recorded} of {of}{interrupted}")
    }

    fn applicable_words(&self) -> String {
        let Counts {
            recorded,
            not_applicable,
            ..
        } = self.counts;
        let fits = recorded - not_applicable;
        format!("{fits} of {recorded} recorded, {not_applicable} not applicable")
    }
}

fn crash_words(crashes: &CrashList) -> String {
    let names = |names: &[mpdbg_model::Case]| {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        names.join(", ")
    };
    let (always, sometimes) = (&crashes.always_crashed, &crashes.sometimes_crashed);
    if always.is_empty() && sometimes.is_empty() {
        return "none".to_owned();
    }
    let mut words = Vec::new();
    if !always.is_empty() {
        words.push(format!("always: {}", names(always)));
    }
    if !sometimes.is_empty() {
        words.push(format!("sometimes: {}", names(sometimes)));
    }
    words.push(format!("retries: {}", crashes.total_retries));
    words.join("; ")
}

/// What is protected, in words.
pub(crate) const fn protection_words(configuration: &Configuration) -> &'static str {
    match (
        configuration.protect_raw_data,
        configuration.protect_reports,
        configuration.dev_debug,
    ) {
        (_, _, true) => "nothing (dev_debug lifts it)",
        (true, true, false) => "raw data, reports",
        (true, false, false) => "raw data",
        (false, true, false) => "reports",
        (false, false, false) => "nothing",
    }
}

/// The names of the scenarios, as many as fit.
fn scenarios_words(configuration: &Configuration) -> String {
    let scenarios = &configuration.scenarios;
    let names = scenarios.iter().take(LISTED).map(|it| it.name.as_str());
    let names: Vec<&str> = names.collect();
    match scenarios.len().saturating_sub(LISTED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn play_words(configuration: &Configuration) -> String {
    let hash = match configuration.hash {
        HashKind::None => "no hashes",
        HashKind::Xxh3 => "xxh3 hashes",
        HashKind::Md5 => "md5 hashes",
    };
    let audio = match configuration.audio {
        AudioRoute::Device if configuration.clock == Clock::Real => {
            "the system's sound device, or a stand-in where there is none"
        }
        AudioRoute::Device => "a simulated sound device",
        AudioRoute::Rodio => "sound through rodio",
        AudioRoute::Null => "a stand-in for the sound device",
    };
    let clock = configuration.clock;
    let mut words = format!("{clock} clock, {audio}, {hash}");
    if let Some(machine) = &configuration.machine {
        // Writing to a String cannot fail.
        let _ = write!(words, ", machine {}", machine.name);
    }
    if configuration.reference {
        words.push_str(", held against a reference decode");
    }
    words
}

struct Page {
    text: String,
    width: Option<usize>,
}

impl Page {
    fn fact(&mut self, name: &str, fact: &str) {
        let fact = Escaped(fact).to_string();
        let line = hanging(&format!("{name:<12} "), &fact, self.width);
        self.text.push_str(&line);
    }

    fn list(&mut self, pairs: &[(impl Display, String)]) {
        for (name, reason) in pairs.iter().take(LISTED) {
            let line = format!("{name}: {}", Escaped(reason));
            self.text
                .push_str(&hanging(&" ".repeat(15), &line, self.width));
        }
        if let Some(more) = pairs.len().checked_sub(LISTED).filter(|more| *more > 0) {
            // Writing to a String cannot fail.
            let _ = writeln!(self.text, "{:<12}   and {more} more", "");
        }
    }
}
