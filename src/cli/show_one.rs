//! `mpdbg show-one`: the inside of the process that plays for `mpdbg play --show`.

use std::fs::File;
use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::path::PathBuf;

use mpdbg_model::HashKind;
use mpdbg_player::PlayOptions;

use super::exit_code::Exit;
use super::failure::Failure;
use crate::show::show;

/// Play one sample for a screen (for mpdbg itself)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample
    sample: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let options = PlayOptions {
        hash: HashKind::None,
        ..PlayOptions::default()
    };
    let input = BufReader::new(io::stdin());
    // The sound device is not waited for.
    let left = || std::process::exit(Exit::AsExpected as i32);
    // Pixels are no lines, for which the standard library's own writer looks.
    let out = io::stdout().as_fd().try_clone_to_owned();
    let out = out.map_err(|error| Failure::work(error.to_string()))?;
    show(&args.sample, &options, input, File::from(out), left)
        .map_err(|error| Failure::work(error.to_string()))?;
    Ok(Exit::AsExpected)
}
