//! git, asked from outside: no hook, no pager, no monitor, and nothing of the user's environment that
//! would lead it to another repository.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::error::BisectError;
use super::state::Found;

/// Variables that lead git elsewhere; `git rev-parse --local-env-vars` lists them. They are set where
/// mpdbg is called from a hook or an alias.
const ELSEWHERE: [&str; 14] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

/// A command that knows no other repository than the one it stands in.
pub(super) fn at_home(program: &str, dir: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(dir).stdin(Stdio::null());
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command
}

/// git in a directory.
#[derive(Clone, Debug)]
pub(crate) struct Git {
    dir: PathBuf,
}

impl Git {
    /// git in `dir`.
    pub(crate) fn at(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
        }
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, BisectError> {
        let mut git = at_home("git", &self.dir);
        git.arg("--no-optional-locks");
        for setting in [
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "core.pager=cat",
            "advice.detachedHead=false",
            "gc.auto=0",
            "log.showSignature=false",
        ] {
            git.args(["-c", setting]);
        }
        git.args(arguments)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("LC_ALL", "C")
            // Ctrl-C is for mpdbg alone, which ends when git has.
            .process_group(0)
            .output()
            .map_err(|error| self.no_git(error))
    }

    fn no_git(&self, error: io::Error) -> BisectError {
        if self.dir.is_dir() {
            BisectError::NoGit(error)
        } else {
            BisectError::NoRepository(self.dir.clone())
        }
    }

    /// What git writes to its standard output, without the line end; `codes` are those of success.
    pub(super) fn ask_with(
        &self,
        arguments: &[&str],
        codes: &[i32],
    ) -> Result<String, BisectError> {
        let output = self.run(arguments)?;
        if output.status.code().is_some_and(|it| codes.contains(&it)) {
            return Ok(String::from_utf8_lossy(&output.stdout)
                .trim_end()
                .to_owned());
        }
        let said = [output.stderr, output.stdout].concat();
        Err(BisectError::Git {
            doing: arguments.first().copied().unwrap_or_default().to_owned(),
            said: one_line(&String::from_utf8_lossy(&said)),
        })
    }

    /// What git writes to its standard output, without the line end.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<String, BisectError> {
        self.ask_with(arguments, &[0])
    }

    fn is(&self, arguments: &[&str]) -> Result<bool, BisectError> {
        Ok(self.run(arguments)?.status.success())
    }

    /// The directory that all trees of the repository share, absolute.
    ///
    /// # Errors
    /// When there is no repository.
    pub(crate) fn common_dir(&self) -> Result<PathBuf, BisectError> {
        let asked = ["rev-parse", "--path-format=absolute", "--git-common-dir"];
        match self.ask(&asked) {
            Ok(dir) => Ok(dir.into()),
            // A repository of another user, say, has to be told as git tells it.
            Err(BisectError::Git { said, .. }) if said.contains("not a git repository") => {
                Err(BisectError::NoRepository(self.dir.clone()))
            }
            Err(error) => Err(error),
        }
    }

    /// The commit that a person calls so.
    ///
    /// # Errors
    /// When there is none. What begins with a dash is never one: git could take it for an option.
    pub(crate) fn commit(&self, asked: &str) -> Result<String, BisectError> {
        let unknown = || BisectError::NoRevision(asked.to_owned());
        if asked.starts_with('-') {
            return Err(unknown());
        }
        let commit = format!("{asked}^{{commit}}");
        let asked = ["rev-parse", "--verify", "--quiet", "--end-of-options"];
        self.ask(&[&asked[..], &[&commit]].concat())
            .map_err(|error| match error {
                BisectError::Git { .. } => unknown(),
                error => error,
            })
    }

    /// True when the one commit lies before the other, or is it.
    pub(crate) fn is_before(&self, one: &str, other: &str) -> Result<bool, BisectError> {
        self.is(&["merge-base", "--is-ancestor", one, other])
    }

    /// True when the history is cut off.
    pub(crate) fn is_shallow(&self) -> Result<bool, BisectError> {
        Ok(self.ask(&["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// True when the tree that git stands in has changes that are not committed.
    pub(crate) fn has_changes(&self) -> Result<bool, BisectError> {
        let status = [
            "status",
            "--porcelain",
            "--untracked-files=no",
            "--ignore-submodules=all",
        ];
        // In a bare repository there is no tree.
        match self.ask(&status) {
            Ok(changes) => Ok(!changes.is_empty()),
            Err(BisectError::Git { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// True unless git says that the revision in the tree that it stands in does not have this file.
    pub(super) fn tracks(&self, file: &Path) -> Result<bool, BisectError> {
        let Some(name) = file.to_str() else {
            return Ok(true);
        };
        let name = format!(":(literal){name}");
        let asked = ["ls-files", "--error-unmatch", "--", &name];
        Ok(self.run(&asked)?.status.code() != Some(1))
    }

    /// How many commits lie behind `good` up to `bad`.
    pub(super) fn distance(&self, good: &str, bad: &str) -> Result<u32, BisectError> {
        let behind = format!("^{good}");
        let count = self.ask(&["rev-list", "--count", bad, &behind])?;
        Ok(count.parse().unwrap_or(u32::MAX))
    }

    /// What is to be said of a commit.
    pub(super) fn found(&self, commit: &str) -> Result<Found, BisectError> {
        let format = "--format=%H%n%P%n%as%n%s";
        let text = self.ask(&["show", "--no-patch", format, commit])?;
        let mut lines = text.splitn(4, '\n').map(str::to_owned);
        let mut next = || lines.next().unwrap_or_default();
        let (commit, parents) = (next(), next());
        Ok(Found {
            commit,
            parents: parents.split_whitespace().map(str::to_owned).collect(),
            date: next(),
            subject: next(),
        })
    }
}

/// The lines of git's words that are not empty, as one.
fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("; ")
}
