//! `mpdbg picture-one`: the inside of the process that looks pictures of a sample up.

use std::fs::File;
use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::path::PathBuf;

use super::exit_code::Exit;
use super::failure::Failure;
use crate::pictures::find_pictures;

/// Look up pictures of one sample (for mpdbg itself)
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The sample
    sample: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<Exit, Failure> {
    let input = BufReader::new(io::stdin());
    // A decoder that hangs is not waited for.
    let left = || std::process::exit(Exit::AsExpected as i32);
    // Pixels are no lines, for which the standard library's own writer looks.
    let out = io::stdout().as_fd().try_clone_to_owned();
    let out = out.map_err(|error| Failure::work(error.to_string()))?;
    find_pictures(&args.sample, input, &mut File::from(out), left)
        .map_err(|error| Failure::work(format!("nobody reads the pictures: {error}")))?;
    Ok(Exit::AsExpected)
}
