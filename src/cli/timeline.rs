//! `mpdbg timeline`.

use std::ffi::OsString;
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use mpdbg_analysis::{Divergence, Profile, Strand, Tolerance, diverge};
use mpdbg_model::Case;
use mpdbg_session::Session;

use super::browse_desk::told;
use super::exit_code::Exit;
use super::export::not_built;
use super::exported::{write_export, write_export_against};
use super::failure::Failure;
use super::looking::{look_at, look_at_in_steps, takes_long};
use super::place::Place;
use super::profiles::Judging;
use super::report::{find, find_repeat, find_scenario};
use super::terminal::Terminal;
use super::timeline_against::{Two, against};
use crate::browse::Step;
use crate::report::{Below, ORIGIN_FORMATS, SampleReport, TIMELINE_FORMATS, TimelineFormat};
use crate::tui::{self, Look, Opening, Screen, Steps, TimelineView};

/// Look at a play: everything that the player did, along a timeline
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("written").multiple(true))]
pub(crate) struct Args {
    /// The sample, or a path to it in the samples directory
    sample: OsString,

    /// Under which scenario it was played [default: play, or the only one of the session]
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,

    /// Which play of it, where each case is played several times [default: 1]
    #[arg(long, value_name = "N")]
    repeat: Option<u32>,

    /// Write it in this form instead of showing it: html, svg, png, csv, json, jsonl, parquet, perfetto or firefox
    ///
    /// html is a page to look around in, without a network; svg and png are the same as a figure. csv, json,
    /// jsonl and parquet are the events and the defects (docs/exports.md). perfetto and firefox are for the
    /// viewers of these names. png and parquet are features of the build.
    #[arg(long, value_name = "FORMAT", group = "written")]
    format: Option<String>,

    /// Write rows of another kind than the timeline's, as text or in the form of --format
    #[arg(long, group = "written")]
    view: Option<View>,

    /// The new file that is written, or, for csv, jsonl and parquet, the directory of tables: one that is empty, or a name that ends in `/` [default: standard output]
    #[arg(long, short, value_name = "FILE|DIR/", requires = "written")]
    output: Option<PathBuf>,

    /// Hold it against the same play of this session, aligned by media time; of the same session, its first play
    #[arg(long, value_name = "SESSION|baseline")]
    against: Option<String>,

    /// Draw with ASCII only; so it is too where the locale has no UTF-8
    #[arg(long, conflicts_with = "written")]
    ascii: bool,

    #[command(flatten)]
    judging: Judging,
}

/// Rows of another kind.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum View {
    /// A row a picture, as pyglet's media debugging gave them: wall time, player time, audio time,
    /// current time, frame number, rescheduling time
    Origin,
}

pub(crate) fn run(args: &Args, place: &Place, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("timeline")?;
    let format = find_format(args.format.as_deref(), args.view)?;
    let session = place.session()?;
    let case = Case {
        sample: find(&session, &args.sample)?,
        scenario: find_scenario(&session, args.scenario.as_deref())?,
        repeat: find_repeat(&session, args.repeat)?,
    };
    let profile = args.judging.profile_or(&session.configuration().profile)?;
    let output = args.output.as_deref();
    let two = args.against.as_deref();
    let two = two.map(|asked| against(asked, &session, &case, place));
    let two = two.transpose()?;
    let Some(format) = format else {
        let shown = Shown {
            session,
            case,
            two,
            profile,
            place: place.clone(),
        };
        return shown.show(Look::of_environment(args.ascii));
    };
    if let Some(two) = two {
        let mut pair = two.look_at(&profile, &at_once)?;
        pair.before.catch_up();
        pair.after.catch_up();
        let (report, against) = (pair.after.report()?, pair.before.report()?);
        let first = first_difference(&against, &report);
        let below = Below {
            report: &against,
            first: first.as_ref(),
        };
        write_export_against(format, &report, &below, output)?;
    } else {
        let looked_at = look_at(&session, &case, &profile)?;
        write_export(format, &looked_at.report()?, output)?;
    }
    Ok(Exit::AsExpected)
}

/// Nobody is told how far it is.
const fn at_once(_: usize) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// What is on the screen.
struct Shown {
    session: Session,
    case: Case,
    /// The play and the one that it is held against.
    two: Option<Two>,
    profile: Profile,
    place: Place,
}

impl Shown {
    /// Reading and judging a large recording takes a while, and words are on the screen meanwhile.
    fn show(self, look: Look) -> Result<Exit, Failure> {
        let takes_long = match &self.two {
            Some(two) => two.take_long(&self.profile),
            None => takes_long(&self.session, &self.case, &self.profile),
        };
        if !takes_long {
            let view = self.view(&at_once)?;
            return run_screen(Box::new(view), look);
        }
        let failed = Arc::new(OnceLock::new());
        let tell = Arc::clone(&failed);
        let words = format!("reading {}", self.case);
        let make = move |steps: &Steps| {
            let made = self.view(&|of| steps.step(of));
            made.map_err(|failure| {
                let words = told(failure.clone());
                // It fails once. Whoever left it is not told that it was broken off.
                if !steps.is_left() {
                    let _ = tell.set(failure);
                }
                words
            })
        };
        let opening = Opening::new(words, make, |view| Box::new(view));
        let exit = run_screen(Box::new(opening), look)?;
        failed.get().cloned().map_or(Ok(exit), Err)
    }

    fn view(&self, step: &Step<'_>) -> Result<TimelineView, Failure> {
        match &self.two {
            Some(two) => two.timeline(&self.profile, &self.place, step),
            None => look_at_in_steps(&self.session, &self.case, &self.profile, step)
                .map(TimelineView::new),
        }
    }
}

fn run_screen(first: Box<dyn Screen>, look: Look) -> Result<Exit, Failure> {
    let ended = tui::run(first, look).map_err(|error| no_screen(&error))?;
    ended.pass_on();
    Ok(Exit::AsExpected)
}

/// Where two plays part first.
fn first_difference(before: &SampleReport<'_>, after: &SampleReport<'_>) -> Option<Divergence> {
    let tolerance = Tolerance::of(before.header.clock, after.header.clock, after.profile);
    diverge(strand(before), strand(after), tolerance)
        .first()
        .copied()
}

fn strand<'e>(report: &SampleReport<'e>) -> Strand<'e> {
    Strand {
        events: report.events,
        whole: report.caution.is_empty(),
    }
}

/// The screen cannot be taken or drawn on.
fn no_screen(error: &io::Error) -> Failure {
    let what = format!("the timeline cannot be shown: {error}");
    let failure = if Terminal::is_screen() {
        Failure::work(what)
    } else {
        Failure::usage(what)
    };
    failure.hint("--format writes it in a form for files: `mpdbg timeline --help` lists them")
}

/// The form that is asked for; none where the timeline is to be shown.
fn find_format(
    asked: Option<&str>,
    view: Option<View>,
) -> Result<Option<&'static TimelineFormat>, Failure> {
    let (formats, asked) = match (view, asked) {
        (None, None) => return Ok(None),
        (None, Some(asked)) => (TIMELINE_FORMATS, asked),
        (Some(View::Origin), asked) => (ORIGIN_FORMATS, asked.unwrap_or("text")),
    };
    find_among(formats, asked, view.is_none()).map(Some)
}

/// The form with this name among those that this build has; others may be `features` of another build.
fn find_among<'f>(
    formats: &'f [TimelineFormat],
    asked: &str,
    features: bool,
) -> Result<&'f TimelineFormat, Failure> {
    let found = formats.iter().find(|format| format.name == asked);
    found.ok_or_else(|| {
        if features && ["parquet", "png"].contains(&asked) {
            return not_built(asked);
        }
        let told = formats
            .iter()
            .map(|it| format!("{:<9} {}", it.name, it.about));
        Failure::usage(format!("there is no format `{asked}`"))
            .details(told)
            .hint("--format takes one of these")
    })
}

#[cfg(test)]
mod tests {
    use clap::Args as _;

    use super::*;

    #[test]
    fn the_help_names_every_form() {
        let command = Args::augment_args(clap::Command::new("timeline"));
        let format = command.get_arguments().find(|it| it.get_id() == "format");
        let help = format
            .and_then(|it| it.get_help())
            .map(ToString::to_string)
            .unwrap_or_default();
        for form in TIMELINE_FORMATS {
            assert!(help.contains(form.name), "{}: {help}", form.name);
        }
    }
    /// Whatever this build has: one without the features finds neither.
    #[test]
    fn a_build_without_a_form_says_which_one_has_it() {
        let plain = TIMELINE_FORMATS
            .iter()
            .position(|it| ["parquet", "png"].contains(&it.name));
        let formats = &TIMELINE_FORMATS[..plain.unwrap_or(TIMELINE_FORMATS.len())];
        for name in ["parquet", "png"] {
            let failed = find_among(formats, name, true).map(|it| it.name);
            assert_eq!(failed, Err(not_built(name)));
            let failed = find_among(formats, name, false).map(|it| it.name);
            let told = failed.map_err(|it| it.to_string());
            assert!(told.is_err_and(|it| it.contains("there is no format")));
        }
        assert!(find_among(formats, "html", true).is_ok_and(|it| it.name == "html"));
    }
}
