//! `mpdbg help`.

use std::fmt::Write;

use clap::CommandFactory;
use mpdbg_sample::shipped_scenarios;

use super::arguments::CommandLine;
use super::commands_page::overview;
use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// Topics and their pages; `commands` and `scenario` are made
/// from what is listed in them.
const TOPICS: [(&str, &str); 6] = [
    ("layout", include_str!("topics/layout.txt")),
    ("session", include_str!("topics/session.txt")),
    ("manifest", include_str!("topics/manifest.txt")),
    ("profile", include_str!("topics/profile.txt")),
    ("machine", include_str!("topics/machine.txt")),
    ("workflow", include_str!("topics/workflow.txt")),
];

/// Explain a topic (layout, session, scenario, manifest, profile, machine, workflow, commands) or a command
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A topic or a command [default: what mpdbg can do]
    topic: Vec<String>,
}

pub(crate) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    terminal.no_json("help")?;
    let page = page(&args.topic)?;
    Terminal::show(|out| write!(out, "{page}"))?;
    Ok(Exit::AsExpected)
}

/// How a scenario is written, and those that mpdbg brings along.
fn scenario_page() -> String {
    let mut text = include_str!("topics/scenario.txt").to_owned();
    for scenario in shipped_scenarios() {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<26} {}", scenario.name, scenario.summary);
    }
    text
}

fn page(words: &[String]) -> Result<String, Failure> {
    match words {
        [] => return Ok(CommandLine::command().render_long_help().ansi().to_string()),
        [word] if word == "commands" => return Ok(overview()),
        [word] if word == "scenario" => return Ok(scenario_page()),
        [word] => {
            if let Some((_, page)) = TOPICS.iter().find(|(topic, _)| topic == word) {
                return Ok((*page).to_owned());
            }
        }
        _ => {}
    }
    let mut line = CommandLine::command();
    // Gives the commands their full names.
    line.build();
    let mut command = &mut line;
    for word in words {
        command = command.find_subcommand_mut(word).ok_or_else(|| {
            Failure::usage(format!("there is no topic and no command `{word}`")).hint(
                "the topics are layout, session, scenario, manifest, profile, machine, workflow and commands; `mpdbg help commands` lists the commands",
            )
        })?;
    }
    Ok(command.render_long_help().ansi().to_string())
}
