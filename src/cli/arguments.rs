//! The command line as a whole.

use clap::{Parser, Subcommand};

use super::place::{EVERYWHERE, Place};
use super::{
    activate, baseline, bisect, browse, compare, deactivate, defects, diff, explain, export, help,
    history, lab, list, machine, new, noise, picture_one, play, play_one, protect, recheck, report,
    retry_crashed, run, samples, schema, show_one, shrink, status, summarize, timeline, versions,
};

/// Says what a change did to playback
///
/// mpdbg plays every sample of a directory, records every event of the player, names the defects, and
/// says which of them were not expected.
#[derive(Debug, Parser)]
#[command(
    name = "mpdbg",
    version,
    long_version = versions::long(),
    disable_help_subcommand = true,
    max_term_width = 100,
    after_help = "Topics of `mpdbg help`: layout, session, scenario, manifest, profile, machine, workflow, commands"
)]
pub(crate) struct CommandLine {
    #[command(flatten)]
    pub(crate) place: Place,

    /// Say only what was asked for, the verdict, warnings and errors
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub(crate) quiet: bool,

    /// Write the result as JSON lines to standard output, and nothing else, where the command has such a form
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub(crate) json: bool,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    New(new::Args),
    Run(run::Args),
    Play(play::Args),
    RetryCrashed(retry_crashed::Args),
    Summarize(summarize::Args),
    Recheck(recheck::Args),
    Report(report::Args),
    Browse(browse::Args),
    Timeline(timeline::Args),
    Export(export::Args),
    Compare(compare::Args),
    Baseline(baseline::Args),
    History(history::Args),
    Noise(noise::Args),
    Status(status::Args),
    List(list::Args),
    Activate(activate::Args),
    Deactivate(deactivate::Args),
    Protect(protect::Args),
    Samples(samples::Args),
    Defects(defects::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Machine(machine::Args),
    Shrink(shrink::Args),
    Bisect(bisect::Args),
    Lab(lab::Args),
    Help(help::Args),
    #[command(hide = true)]
    PlayOne(play_one::Args),
    #[command(hide = true)]
    PictureOne(picture_one::Args),
    #[command(hide = true)]
    ShowOne(show_one::Args),
}
