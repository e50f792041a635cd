//! `mpdbg timeline`.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use mpdbg_analysis::{Divergence, Strand, Tolerance, diverge};
use mpdbg_model::Case;

use super::exit_code::Exit;
use super::export::not_built;
use super::exported::{write_export, write_export_against};
use super::failure::Failure;
use super::looking::look_at;
use super::place::Place;
use super::profiles::Judging;
use super::report::{find, find_repeat, find_scenario};
use super::terminal::Terminal;
use super::timeline_against::{pair, timeline_against};
use crate::report::{Below, ORIGIN_FORMATS, SampleReport, TIMELINE_FORMATS, TimelineFormat};
use crate::tui::{self, Look, TimelineView};

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
    let view = match (&args.against, format) {
        (None, Some(format)) => {
            let looked_at = look_at(&session, &case, &profile)?;
            write_export(format, &looked_at.report()?, output)?;
            return Ok(Exit::AsExpected);
        }
        (Some(asked), Some(format)) => {
            let pair = pair(asked, &session, case, &profile, place)?;
            let (report, against) = (pair.after.report()?, pair.before.report()?);
            let first = first_difference(&against, &report);
            let below = Below {
                report: &against,
                first: first.as_ref(),
            };
            write_export_against(format, &report, &below, output)?;
            return Ok(Exit::AsExpected);
        }
        (None, None) => TimelineView::new(look_at(&session, &case, &profile)?),
        (Some(asked), None) => timeline_against(asked, &session, case, &profile, place)?,
    };
    let look = Look::of_environment(args.ascii);
    let ended = tui::run(Box::new(view), look).map_err(|error| no_screen(&error))?;
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
    let found = formats.iter().find(|format| format.name == asked);
    found.map(Some).ok_or_else(|| {
        if ["parquet", "png"].contains(&asked) && view.is_none() {
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
}
