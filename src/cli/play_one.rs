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
    /// Put this fault into the player
    #[cfg(feature = "lab")]
    #[arg(long)]
    fault: Option<String>,

    /// What the runner asks for
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, required = true)]
    request: Vec<OsString>,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    #[cfg(feature = "lab")]
    if let Some(name) = &args.fault {
        let fault = mpdbg_player::Fault::named(name)
            .ok_or_else(|| Failure::usage(format!("there is no fault `{name}`")))?;
        mpdbg_player::inject(fault);
    }
    let request = PlayRequest::from_arguments(args.request.clone())?;
    if let Err(error) = play_one(&request) {
        // The runner takes the last line for the reason.
        Terminal::say(&format!("{}\n", Escaped(&error.to_string())));
        std::process::exit(EXIT_NOT_RECORDED);
    }
    Ok(Exit::AsExpected)
}
