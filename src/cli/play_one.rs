//! `mpdbg play-one`: the inside of a child process of the runner.

use std::ffi::OsString;

use mpdbg_runner::{EXIT_NOT_RECORDED, PlayRequest, play_one};

use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::Escaped;

/// Play one sample (for mpdbg itself)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the runner asks for
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    request: Vec<OsString>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let request = PlayRequest::from_arguments(args.request.clone())?;
    if let Err(error) = play_one(&request) {
        // The runner takes the last line for the reason.
        Terminal::say(&format!("{}\n", Escaped(&error.to_string())));
        std::process::exit(EXIT_NOT_RECORDED);
    }
    Ok(Exit::AsExpected)
}
