//! What a session is compared with: the baseline, or another session.

use mpdbg_analysis::{Accepted, Comparison, Profile, Summary};
use mpdbg_session::Session;

use super::compare::{Demands, compared, show};
use super::comparison_files::write_comparison_files;
use super::exit_code::Exit;
use super::failure::Failure;
use super::github;
use super::place::Place;
use super::terminal::Terminal;
use super::verdict::{Trouble, conclude_run};
use crate::baseline::{Baseline, Shows, read};
use crate::report::{ComparisonReport, Escaped, write_comparison_annotations};

/// The word for the session that `mpdbg baseline set` names.
const BASELINE: &str = "baseline";

/// Accepted differences that are gone are told one by one up to this number.
const LISTED: usize = 5;

/// The options of `run` for a comparison afterwards.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// Compare with this session afterwards, or with the baseline, and end as `mpdbg compare` does
    #[arg(long, value_name = "baseline|SESSION")]
    against: Option<String>,

    #[command(flatten)]
    demands: Demands,
}

impl Options {
    /// What is to be compared with, if anything is; a mistake in what is demanded is told here too.
    pub(crate) fn find(&self, place: &Place) -> Result<Option<Against>, Failure> {
        match &self.against {
            Some(asked) => {
                self.demands.terms(Profile::default())?;
                Against::find(asked, place).map(Some)
            }
            None if self.demands.is_usual() => Ok(None),
            None => Err(Failure::usage(
                "--allow, --fail-on, --ignore and --min-comparable go with --against",
            )),
        }
    }

    /// Compares a session that was just played, writes and shows the comparison. The exit code is that of
    /// the comparison, unless something could not be recorded, or crashed that did not before.
    pub(crate) fn conclude(
        &self,
        against: &Against,
        after: &Session,
        summary: &Summary,
        place: &Place,
        terminal: Terminal,
    ) -> Result<Exit, Failure> {
        let comparison = against.compare(after, &self.demands, terminal)?;
        let trouble = Trouble::of(&comparison, summary);
        let told = trouble.as_ref().map(Trouble::told);
        let report = ComparisonReport {
            trouble: told.as_deref(),
            ..against.report(&comparison, after, false)
        };
        hand_over(&report, place, terminal)?;
        against.tell_of_stale(&comparison);
        conclude_run(&comparison, trouble.as_ref(), terminal)
    }
}

/// A session to compare with, and which differences from it are accepted.
pub(crate) struct Against {
    /// The session.
    pub(crate) before: Session,
    /// What is accepted, which is nothing where it is not the baseline.
    pub(crate) accepted: Vec<Accepted>,
}

impl Against {
    /// The baseline, or the session of this name.
    pub(crate) fn find(asked: &str, place: &Place) -> Result<Self, Failure> {
        if asked != BASELINE {
            return Ok(Self {
                before: place.named(asked)?,
                accepted: Vec::new(),
            });
        }
        let store = place.store();
        let baseline = read(store.dir())?.ok_or_else(|| no_baseline(place))?;
        Ok(Self {
            before: session_of(&baseline, place)?,
            accepted: baseline.accepted,
        })
    }

    /// Refuses a session that is this one.
    pub(crate) fn refuse(&self, after: &Session) -> Result<(), Failure> {
        if after.name() != self.before.name() {
            return Ok(());
        }
        let name = after.name();
        Err(
            Failure::usage(format!("session `{name}` cannot be compared with itself"))
                .hint("a session after the change is lacking: `mpdbg new NAME && mpdbg run` makes one, `--session NAME` means another one"),
        )
    }

    /// Compares a session with it, both judged by the profile of that session.
    pub(crate) fn compare(
        &self,
        after: &Session,
        demands: &Demands,
        terminal: Terminal,
    ) -> Result<Comparison, Failure> {
        let mut terms = demands.terms(after.configuration().profile.clone())?;
        terms.accepted.clone_from(&self.accepted);
        compared(&self.before, after, terms, demands.allowed(), terminal)
    }

    /// The report on a comparison with it.
    pub(crate) fn report<'c>(
        &self,
        comparison: &'c Comparison,
        after: &Session,
        only_new: bool,
    ) -> ComparisonReport<'c> {
        let sides = [&self.before, after];
        ComparisonReport {
            comparison,
            only_new,
            trouble: None,
            dev_debug: sides.iter().any(|it| it.configuration().dev_debug),
        }
    }

    /// Warns of accepted differences that do not show any more.
    pub(crate) fn tell_of_stale(&self, comparison: &Comparison) {
        let stale = |it: &&Accepted| Shows::of(it, comparison) == Shows::NoLonger;
        let stale: Vec<&Accepted> = self.accepted.iter().filter(stale).collect();
        if stale.len() > LISTED {
            let more = stale.len() - LISTED;
            Terminal::warn(&format!(
                "of what is accepted, {} differences are no longer there; here are {LISTED}, and `mpdbg baseline show` tells the other {more}",
                stale.len()
            ));
        }
        for entry in stale.into_iter().take(LISTED) {
            let words = words(entry);
            Terminal::warn(&format!(
                "accepted, and no longer there: {words}; its entry in baseline.toml can go"
            ));
        }
    }
}

/// What an entry accepts.
pub(crate) fn words(entry: &Accepted) -> String {
    let rule = entry.rule.as_deref().unwrap_or("everything");
    let sample = entry
        .sample
        .as_ref()
        .map_or("all samples", |it| it.as_str());
    match &entry.scenario {
        Some(scenario) if !scenario.is_play() => format!("{rule} on {sample} [{scenario}]"),
        Some(_) => format!("{rule} on {sample}"),
        None => format!("{rule} on {sample}, under every scenario"),
    }
}

/// The session that is the baseline.
pub(crate) fn session_of(baseline: &Baseline, place: &Place) -> Result<Session, Failure> {
    let found = place.named(&baseline.session);
    found.map_err(|failure| {
        failure.hint("baseline.toml names it; `mpdbg baseline set SESSION` names another one")
    })
}

/// Nothing was set yet.
pub(crate) fn no_baseline(place: &Place) -> Failure {
    let dir = place.store().dir().display().to_string();
    Failure::usage(format!("there is no baseline in {dir}"))
        .hint("`mpdbg baseline set SESSION` names the session that others are compared with")
}

/// Writes a comparison to its files, shows it, and tells GitHub of it where that runs mpdbg.
fn hand_over(
    report: &ComparisonReport<'_>,
    place: &Place,
    terminal: Terminal,
) -> Result<(), Failure> {
    let store = place.store();
    let written = write_comparison_files(store.dir(), report)?;
    show(report, terminal)?;
    terminal.tell(&format!("\nwritten to {}\n", Escaped(&written)))?;
    annotated(report, place, false, terminal)
}

/// Shows the workflow commands of GitHub where it runs mpdbg, or where they are asked for.
pub(crate) fn annotated(
    report: &ComparisonReport<'_>,
    place: &Place,
    asked: bool,
    terminal: Terminal,
) -> Result<(), Failure> {
    if terminal.json || !(asked || github::is_running()) {
        return Ok(());
    }
    let samples_dir = place.samples_dir().to_string_lossy();
    Terminal::show_as_it_is(|out| write_comparison_annotations(out, report, &samples_dir))
}
