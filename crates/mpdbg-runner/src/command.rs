//! The program that plays.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::PlayRequest;

/// A program that plays what the arguments of a [`PlayRequest`] ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayerCommand {
    /// Its name and version, for the header of the recording, e.g. `mpdbg 0.1.0`.
    pub name: String,
    /// The program.
    pub program: PathBuf,
    /// Arguments before those of the request.
    pub arguments: Vec<OsString>,
}

impl PlayerCommand {
    /// Starts the player in a process group of its own, without input, its output in pipes.
    pub(crate) fn spawn(&self, request: &PlayRequest) -> io::Result<Child> {
        let asked = request.to_arguments().map_err(io::Error::other)?;
        Command::new(&self.program)
            .args(&self.arguments)
            .args(asked)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
    }
}
