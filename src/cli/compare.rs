//! `mpdbg compare`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::thread;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use mpdbg_analysis::{Comparison, NotComparable, Profile, Terms, Thing};
use mpdbg_session::Session;

use super::against::{Against, annotated};
use super::compare_html::write_timelines;
use super::comparing::Watched;
use super::comparison_files::{prepare, write_comparison_files};
use super::exit_code::Exit;
use super::failure::Failure;
use super::interests::interests;
use super::place::Place;
use super::profiles::Judging;
use super::terminal::Terminal;
use super::verdict::conclude_comparison;
use crate::compare::Question;
use crate::noise::NoiseRecord;
use crate::report::{ComparisonReport, Escaped, write_comparison_json, write_comparison_screen};

/// Compare the session with an earlier one: what a change did
///
/// Judges both sessions anew with the same thresholds, and holds each sample under each scenario against
/// its counterpart, defect by defect. Shows the verdict, what else differs, and what got worse, worst
/// first; writes the same to `comparison_SESSION_OTHER.txt`, `.json` and further formats. The exit code
/// is 0 where nothing regressed, 1 where something did, and 5 where too little could be compared, or more
/// than one thing differs that can be the reason.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The session to compare with: how it was before; `baseline` for the one that was set as such
    #[arg(value_name = "OTHER")]
    other: String,

    /// The session after the change [default: that of --session, else the active one]
    #[arg(value_name = "SESSION")]
    after: Option<String>,

    /// Write the reports to this directory [default: that of the sessions]
    #[arg(long, value_name = "DIR")]
    reldir: Option<PathBuf>,

    #[command(flatten)]
    judging: Judging,

    #[command(flatten)]
    pub(crate) demands: Demands,

    /// Name only new defects, not what is stronger, better or beside the point
    #[arg(long)]
    only_new: bool,

    /// Show both plays of what differs over each other in the page, `.html`, and tell where it is
    #[arg(long)]
    html: bool,

    /// Show the commands with which GitHub marks what got worse; unasked where it runs mpdbg
    #[arg(long)]
    annotations: bool,
}

/// What decides over the verdict on a comparison.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Demands {
    /// What may differ beside the code without making the verdict unclear; may be given more than once
    #[arg(long, value_name = "THING", value_delimiter = ',', value_parser = thing())]
    allow: Vec<Thing>,

    /// Only this rule, area (e.g. sync) or `content` fails the comparison; may be given more than once
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    fail_on: Vec<String>,

    /// Leave out this rule, area or `content` altogether; may be given more than once
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    ignore: Vec<String>,

    /// The share of all cases, from 0 to 1, that has to be comparable for a verdict [default: 0.5]
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_comparable: Option<f64>,
}

fn thing() -> impl TypedValueParser<Value = Thing> {
    PossibleValuesParser::new(Thing::ALL.map(Thing::name)).map(|name| {
        let found = Thing::ALL.into_iter().find(|it| it.name() == name);
        // The parser lets no other name through.
        found.unwrap_or(Thing::Code)
    })
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("not between 0 and 1".to_owned())
    }
}

impl Demands {
    /// True when nothing was asked for.
    pub(crate) fn is_usual(&self) -> bool {
        let empty = self.allow.is_empty() && self.fail_on.is_empty() && self.ignore.is_empty();
        empty && self.min_comparable.is_none()
    }

    /// What may differ.
    pub(crate) fn allowed(&self) -> &[Thing] {
        &self.allow
    }

    /// On which terms sessions are compared that are judged with `profile`.
    pub(crate) fn terms(&self, profile: Profile) -> Result<Terms, Failure> {
        let usual = Terms::default();
        Ok(Terms {
            profile,
            interest: interests(&self.fail_on, &self.ignore)?,
            confidence_needed: self.min_comparable.unwrap_or(usual.confidence_needed),
            ..usual
        })
    }
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    let after = match &args.after {
        None => place.session()?,
        Some(name) => {
            place.no_session("compare OTHER SESSION")?;
            place.named(name)?
        }
    };
    let against = Against::find(&args.other, place)?;
    against.refuse(&after)?;
    let profile = args.judging.profile_or(&after.configuration().profile)?;
    let mut terms = args.demands.terms(profile)?;
    terms.accepted.clone_from(&against.accepted);
    let allowed = args.demands.allowed();
    for session in [&against.before, &after] {
        if session.is_being_recorded() {
            Terminal::warn(&format!(
                "session `{}` is being recorded: what it has not played yet is not compared",
                session.name()
            ));
        }
    }
    let store = place.store();
    let dir = args.reldir.as_deref().unwrap_or(store.dir());
    // What is wrong with it is told before the work.
    prepare(dir)?;
    let comparison = compared(&against.before, &after, terms, allowed, terminal)?;
    let report = against.report(&comparison, &after, args.only_new);
    show(&report, terminal)?;
    let written = write_comparison_files(dir, &report)?;
    terminal.tell(&format!("\nwritten to {}\n", Escaped(&written)))?;
    if args.html {
        let profile = &comparison.profile;
        let page = write_timelines(dir, &report, [&against.before, &after], profile)?;
        terminal.tell(&page)?;
    }
    warn_of_nothing(&comparison);
    annotated(&report, place, args.annotations, terminal)?;
    against.tell_of_stale(&comparison);
    conclude_comparison(&comparison, terminal)
}

/// Says how a session gets the recordings that it lacks altogether.
fn warn_of_nothing(comparison: &Comparison) {
    let cases = || comparison.cases.iter();
    let lacking = |of: fn(&NotComparable) -> bool| {
        let not_compared = cases().filter_map(|it| it.not_comparable.as_ref());
        not_compared.filter(|it| of(it)).count() as u64
    };
    let before =
        lacking(|it| matches!(it, NotComparable::NotRecorded { before, .. } if before.is_some()));
    let after =
        lacking(|it| matches!(it, NotComparable::NotRecorded { after, .. } if after.is_some()));
    for (session, lacking, cases) in [
        (&comparison.before, before, comparison.totals_before.cases),
        (&comparison.after, after, comparison.totals_after.cases),
    ] {
        if cases > 0 && lacking == cases {
            Terminal::warn(&format!(
                "session `{session}` has no recording; `mpdbg --session {session} play` makes them"
            ));
        }
    }
}

/// Compares two sessions on all cores, and shows how far it is.
pub(crate) fn compared(
    before: &Session,
    after: &Session,
    terms: Terms,
    allowed: &[Thing],
    terminal: Terminal,
) -> Result<Comparison, Failure> {
    let watched = Watched::new(terminal);
    let noise = NoiseRecord::floor_for(after, &terms.profile)?;
    let question = Question {
        before,
        after,
        terms: Terms { noise, ..terms },
        allowed,
        jobs: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        watch: &|of| watched.step(of),
    };
    Ok(question.answer()?)
}

/// Shows a comparison on standard output, in the form that was asked for.
pub(crate) fn show(report: &ComparisonReport<'_>, terminal: Terminal) -> Result<(), Failure> {
    if terminal.json {
        return Terminal::show_line(|out| write_comparison_json(out, report));
    }
    if terminal.quiet {
        return Ok(());
    }
    Terminal::show(|out| write_comparison_screen(out, report))
}
