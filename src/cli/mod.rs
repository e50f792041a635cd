//! The command line: one file a command, with its arguments (their comments are the help) and its `run`.

mod activate;
mod arguments;
mod choices;
mod commands_page;
mod deactivate;
mod entry;
mod exit_code;
mod expectations;
mod failure;
mod help;
mod judged;
mod list;
mod making;
mod new;
mod place;
mod play;
mod play_one;
mod playing;
mod progress;
mod protect;
mod report;
mod retry_crashed;
mod run;
mod samples;
mod signals;
mod status;
mod summarize;
mod terminal;
mod verdict;
mod versions;

pub use commands_page::commands_page;
pub use entry::main;
