//! From arguments to an exit code.

use std::panic;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use clap::error::ErrorKind;

use super::arguments::{Command, CommandLine};
use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{
    activate, baseline, bisect, browse, compare, deactivate, defects, diff, explain, export, help,
    history, lab, list, machine, new, noise, picture_one, play, play_one, protect, recheck, report,
    retry_crashed, run, samples, schema, show_one, shrink, status, summarize, timeline,
};
use crate::report::{Escaped, quoted};

/// Runs the command that the arguments of this process ask for.
pub fn main() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        Err(answer) => return told_by_clap(&answer),
    };
    if !matches!(line.command, Command::PlayOne(_)) {
        panic::set_hook(Box::new(own_up));
    }
    let exit = match panic::catch_unwind(|| dispatch(&line)) {
        Ok(Ok(exit)) => exit,
        Ok(Err(failure)) => {
            Terminal::say(&failure.to_string());
            failure.exit()
        }
        Err(_) => Exit::Failed,
    };
    exit.into()
}

fn dispatch(line: &CommandLine) -> Result<Exit, Failure> {
    let terminal = Terminal {
        quiet: line.quiet,
        json: line.json,
    };
    let place = &line.place;
    match &line.command {
        Command::New(args) => new::run(args, place, terminal),
        Command::Run(args) => run::run(args, place, terminal),
        Command::Play(args) => play::run(args, place, terminal),
        Command::RetryCrashed(args) => retry_crashed::run(args, place, terminal),
        Command::Summarize(args) => summarize::run(args, place, terminal),
        Command::Report(args) => report::run(args, place, terminal),
        Command::Browse(args) => browse::run(args, place, terminal),
        Command::Timeline(args) => timeline::run(args, place, terminal),
        Command::Export(args) => export::run(args, place, terminal),
        Command::Compare(args) => compare::run(args, place, terminal),
        Command::Baseline(args) => baseline::run(args, place, terminal),
        Command::History(args) => history::run(args, place, terminal),
        Command::Noise(args) => noise::run(args, place, terminal),
        Command::Status(args) => status::run(args, place, terminal),
        Command::List(_) => list::run(place, terminal),
        Command::Activate(args) => activate::run(args, place, terminal),
        Command::Deactivate(_) => deactivate::run(place, terminal),
        Command::Protect(args) => protect::run(args, place, terminal),
        Command::Recheck(args) => recheck::run(args, place, terminal),
        Command::Defects(_) => defects::run(terminal),
        Command::Diff(args) => diff::run(args, place, terminal),
        Command::Explain(args) => explain::run(args, terminal),
        Command::Schema(args) => schema::run(args, terminal),
        Command::Machine(args) => machine::run(args, place, terminal),
        Command::Samples(args) => samples::run(args, place, terminal),
        Command::Shrink(args) => shrink::run(args, place, terminal),
        Command::Bisect(args) => bisect::run(args, place, terminal),
        Command::Lab(args) => lab::run(args, place, terminal),
        Command::Help(args) => help::run(args, terminal),
        Command::PlayOne(args) => play_one::run(args),
        Command::PictureOne(args) => picture_one::run(args),
        Command::ShowOne(args) => show_one::run(args),
    }
}

/// Help and version are answers of clap too, with exit code 0.
fn told_by_clap(answer: &clap::Error) -> ExitCode {
    if answer.use_stderr() {
        // It names arguments, which may be names of samples.
        Terminal::say(&answer.render().ansi().to_string());
    } else {
        // A reader that has gone away is no failure.
        let _ = answer.print();
    }
    let names_a_file = matches!(
        answer.kind(),
        ErrorKind::UnknownArgument
            | ErrorKind::InvalidSubcommand
            | ErrorKind::MissingRequiredArgument
    );
    let mut words = std::env::args_os().skip(1).take(2);
    if let Some(file) = words.find(|it| names_a_file && Path::new(it).is_file()) {
        let file = file.to_string_lossy();
        let command = format!("mpdbg run {}", quoted(&file));
        Terminal::say(&format!(
            "hint: `{}` plays this one file\n",
            Escaped(&command)
        ));
    }
    let dashed = answer.kind() == ErrorKind::UnknownArgument;
    if dashed && std::env::args_os().nth(1).is_some_and(|it| it == "report") {
        Terminal::say(
            "hint: a sample whose name begins with a dash goes behind `--`: `mpdbg report -- -dash.flv`\n",
        );
    }
    if answer.use_stderr() {
        Exit::Usage.into()
    } else {
        Exit::AsExpected.into()
    }
}

/// A bug of mpdbg, in words instead of a backtrace.
fn own_up(panic: &panic::PanicHookInfo<'_>) {
    let place = panic
        .location()
        .map_or_else(String::new, |at| format!(" at {}:{}", at.file(), at.line()));
    let payload = panic.payload();
    let said = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let failure = Failure::work(format!("mpdbg has a bug{place}: {said}"))
        .hint("what was recorded is kept; please report this line and the command");
    Terminal::say(&failure.to_string());
}
