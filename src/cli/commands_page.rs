//! `docs/commands.md` and `mpdbg help commands`, from the commands themselves.

use std::fmt::Write;

use clap::{Command, CommandFactory};

use super::arguments::CommandLine;
use super::exit_code::Exit;

const HEAD: &str = "# The commands

<!-- Written by a test from the commands in src/cli. To write it again:
     MPDBG_BLESS=1 cargo test -p mpdbg --test it commands -->

";

/// The text of `docs/commands.md`.
pub fn commands_page() -> String {
    let mut line = CommandLine::command().term_width(100);
    line.build();
    let mut text = HEAD.to_owned();
    section(&mut text, &line);
    text.push_str("## Exit codes\n\n| code | meaning |\n|---|---|\n");
    for exit in Exit::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} | {} |", exit as u8, exit.meaning());
    }
    text
}

/// A section for the command and for each of its own. What every command takes is said once.
fn section(text: &mut String, command: &Command) {
    let name = command.get_bin_name().unwrap_or(command.get_name());
    let everywhere = name == command.get_name();
    let mut own = command.clone().mut_args(|argument| {
        let told_elsewhere = argument.is_global_set() && !everywhere;
        if told_elsewhere {
            argument.hide(true)
        } else {
            argument
        }
    });
    let help = own.render_long_help().to_string();
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    let _ = write!(
        text,
        "## {name}\n\n```\n{}\n```\n\n",
        lines.join("\n").trim_end()
    );
    for inner in visible(command) {
        section(text, inner);
    }
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
}

/// All commands in a line each, and the exit codes.
pub(super) fn overview() -> String {
    let mut line = CommandLine::command();
    line.build();
    let mut text = "Commands (`mpdbg help COMMAND` says more):\n\n".to_owned();
    for command in visible(&line) {
        let about = command.get_about().map(ToString::to_string);
        let _ = writeln!(
            text,
            "  {:<14} {}",
            command.get_name(),
            about.unwrap_or_default()
        );
    }
    text.push_str("\nExit codes:\n\n");
    for exit in Exit::ALL {
        let _ = writeln!(text, "  {}  {}", exit as u8, exit.meaning());
    }
    text
}
