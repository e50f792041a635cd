//! What can go wrong with a scenario.

use std::io;
use std::path::PathBuf;

use crate::Mistake;

/// Why there is no such scenario.
#[derive(Debug, thiserror::Error)]
pub enum ScenarioError {
    /// The file, or the directory of scenarios, could not be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file or directory.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file is no scenario; everything that is wrong with it, in order.
    #[error("the scenario `{}` is not valid", .path.display())]
    Bad {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        mistakes: Vec<Mistake>,
    },
    /// Neither the samples directory nor mpdbg has a scenario of this name.
    #[error("there is no scenario `{name}`{meant}")]
    Unknown {
        /// What was asked for.
        name: String,
        /// `; did you mean …?` where a name is near, else nothing.
        meant: String,
        /// All names that there are.
        known: Vec<String>,
    },
}
