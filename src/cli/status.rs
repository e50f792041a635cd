//! `mpdbg status`.

use std::fmt::Write;

use mpdbg_model::{AudioRoute, Configuration, CrashList, HashKind, Outcome};
use mpdbg_session::{AttemptState, SampleAttempts, Session, crash_list};
use serde_json::json;

use super::exit_code::Exit;
use super::failure::Failure;
use super::judged::{samples_of, why_not};
use super::place::Place;
use super::terminal::Terminal;
use super::versions;
use crate::report::{Escaped, to_the_second};

/// Samples of a kind are listed up to this number.
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
        Terminal::show(|out| write!(out, "{}", status.words()))?;
    }
    Ok(Exit::AsExpected)
}

/// What is known of a session without judging it.
pub(crate) struct Status<'a> {
    session: &'a Session,
    active: bool,
    counts: Counts,
    crashes: CrashList,
    missing: Vec<(String, String)>,
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
    /// Samples with a recording that says something of the player.
    pub(crate) recorded: usize,
    /// Samples whose recording was interrupted.
    pub(crate) interrupted: usize,
    /// Samples whose last recording crashed or hung.
    pub(crate) crashed: usize,
}

impl Counts {
    /// Counts the samples of a session.
    pub(crate) fn of(tried: &[SampleAttempts]) -> Self {
        let count = |wanted: fn(&SampleAttempts) -> bool| {
            tried.iter().filter(|sample| wanted(sample)).count()
        };
        Self {
            samples: tried.len(),
            recorded: count(|sample| sample.judged().is_some()),
            interrupted: count(is_interrupted),
            crashed: count(|sample| sample.outcome().is_some_and(Outcome::is_crash)),
        }
    }
}

/// True when there is nothing to judge because the play was stopped.
fn is_interrupted(tried: &SampleAttempts) -> bool {
    let last = tried.attempts.last().map(|last| &last.state);
    let stopped = matches!(last, Some(AttemptState::Ended(Outcome::Interrupted)));
    stopped && tried.judged().is_none()
}

impl<'a> Status<'a> {
    fn of(session: &'a Session, active: bool) -> Result<Self, Failure> {
        let samples = samples_of(session)?;
        let missing = samples.iter().filter(|(_, tried)| tried.judged().is_none());
        let missing = missing.map(|(record, tried)| {
            let reason = why_not(session, record, tried).to_string();
            (record.name.to_string(), reason)
        });
        let missing = missing.collect();
        let tried: Vec<SampleAttempts> = samples.into_iter().map(|(_, tried)| tried).collect();
        let skipped = session.samples()?.skipped;
        Ok(Self {
            session,
            active,
            counts: Counts::of(&tried),
            crashes: crash_list(&tried),
            missing,
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
        let pairs = |pairs: &[(String, String)]| -> Vec<serde_json::Value> {
            let object =
                |(sample, reason): &(String, String)| json!({ "sample": sample, "reason": reason });
            pairs.iter().map(object).collect()
        };
        json!({
            "type": "status",
            "session": self.session.name().as_str(),
            "active": self.active,
            "samples": self.counts.samples,
            "recorded": self.counts.recorded,
            "interrupted": self.counts.interrupted,
            "crashes": self.crashes,
            "not_recorded": pairs(&self.missing),
            "skipped": pairs(&self.skipped),
            "samples_version": self.samples_version,
            "revision": self.revision,
            "differences": self.differences,
            "configuration": self.session.configuration(),
        })
    }

    fn words(&self) -> String {
        let configuration = self.session.configuration();
        let mut page = Page::default();
        let active = if self.active { " (active)" } else { "" };
        page.fact("session", &format!("{}{active}", self.session.name()));
        page.fact("samples", &self.samples_words());
        page.fact("recorded", &self.recorded_words());
        page.list(&self.missing);
        page.fact("crashes", &crash_words(&self.crashes));
        page.fact("protected", protection_words(configuration));
        page.fact("played with", &play_words(configuration));
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
            recorded,
            interrupted,
            ..
        } = self.counts;
        let interrupted = match interrupted {
            0 => String::new(),
            count => format!(", {count} interrupted: `mpdbg play` goes on"),
        };
        format!("{recorded} of {samples}{interrupted}")
    }
}

fn crash_words(crashes: &CrashList) -> String {
    let names = |names: &[mpdbg_model::SampleName]| {
        let names: Vec<&str> = names.iter().map(mpdbg_model::SampleName::as_str).collect();
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

fn play_words(configuration: &Configuration) -> String {
    let hash = match configuration.hash {
        HashKind::None => "no hashes",
        HashKind::Xxh3 => "xxh3 hashes",
        HashKind::Md5 => "md5 hashes",
    };
    let audio = match configuration.audio {
        AudioRoute::Device => "the clock's sound device",
        AudioRoute::Rodio => "sound through rodio",
        AudioRoute::Null => "a stand-in for the sound device",
    };
    let clock = configuration.clock;
    format!("{clock} clock, {audio}, {hash}")
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn fact(&mut self, name: &str, fact: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{name:<12} {}", Escaped(fact));
    }

    fn list(&mut self, pairs: &[(String, String)]) {
        for (sample, reason) in pairs.iter().take(LISTED) {
            let _ = writeln!(self.text, "{:<12}   {sample}: {}", "", Escaped(reason));
        }
        if let Some(more) = pairs.len().checked_sub(LISTED).filter(|more| *more > 0) {
            let _ = writeln!(self.text, "{:<12}   and {more} more", "");
        }
    }
}
