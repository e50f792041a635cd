//! Why a bisection could not go on.

use std::io;
use std::path::PathBuf;

use mpdbg_sample::SamplesError;
use mpdbg_session::SessionError;

use super::odds::Count;

/// Why a bisection could not go on.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BisectError {
    /// There is no git to run.
    #[error("git cannot be run: {0}")]
    NoGit(io::Error),
    /// git refused.
    #[error("git {doing} failed: {said}")]
    Git {
        /// What it was asked for.
        doing: String,
        /// Its words.
        said: String,
    },
    /// There is no repository.
    #[error("{} does not lie in a git repository", .0.display())]
    NoRepository(PathBuf),
    /// A revision that there is not, or that would be an option of git's.
    #[error("there is no revision `{0}`")]
    NoRevision(String),
    /// The good end does not lie before the bad one.
    #[error("the good revision {good} does not lie before the bad one {bad}")]
    NotBefore {
        /// As it was asked for.
        good: String,
        /// As it was asked for.
        bad: String,
        /// True when history is cut off.
        shallow: bool,
    },
    /// Both ends are the same commit.
    #[error("the good and the bad revision are the same commit {0}")]
    SameCommit(String),
    /// There is a bisection already, which may have ended.
    #[error("there is a bisection in this repository already")]
    Exists {
        /// True when it found what it sought.
        ended: bool,
    },
    /// There is no bisection to go on with.
    #[error("there is no bisection in this repository")]
    None,
    /// Another process is at it.
    #[error("another mpdbg is bisecting in this repository")]
    Locked,
    /// The state cannot be read.
    #[error("{}: {what}", .path.display())]
    State {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// An end of the bisection cannot be built or played.
    #[error("the {end} revision {commit} says nothing: {why}")]
    EndUnfit {
        /// `good` or `bad`.
        end: &'static str,
        /// The commit.
        commit: String,
        /// Why.
        why: String,
    },
    /// The bad end does not show the defect.
    #[error("the bad revision {commit} does not show {rule} in {plays} plays")]
    BadIsClean {
        /// The commit.
        commit: String,
        /// The rule.
        rule: String,
        /// So many were tried.
        plays: u32,
        /// What the last of them says instead.
        instead: String,
    },
    /// The good end shows the defect, too.
    #[error(
        "the good revision {commit} shows {rule}, too: in {} of {} plays, the bad one in {} of {}",
        .good.with, .good.plays, .bad.with, .bad.plays
    )]
    GoodShows {
        /// The commit.
        commit: String,
        /// The rule.
        rule: String,
        /// At the good end.
        good: Count,
        /// At the bad end.
        bad: Count,
    },
    /// The defect is too rare for the plays that a revision may have.
    #[error(
        "{rule} shows in {} of {} plays: a revision without it takes {needed} plays to be sure of",
        .bad.with, .bad.plays
    )]
    TooRare {
        /// The rule.
        rule: String,
        /// At the bad end.
        bad: Count,
        /// Plays of a revision that does not have it.
        needed: u32,
    },
    /// The sample is not the one that the bisection began with.
    #[error("the sample {0} has changed since the bisection began")]
    SampleChanged(String),
    /// The samples could not be read.
    #[error(transparent)]
    Samples(#[from] SamplesError),
    /// A play could not be recorded.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A file could not be written or read.
    #[error("{}: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The user asked for an end.
    #[error("interrupted")]
    Interrupted,
}

impl BisectError {
    /// An error of the operating system at `path`.
    pub(super) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
