//! Runs the real program in directories of its own.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::Pid;
use tempfile::TempDir;

/// The program over a samples directory, with a sessions directory of its own.
pub(crate) struct Mpdbg {
    samples: PathBuf,
    sessions: TempDir,
}

/// What a run of the program came to.
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Mpdbg {
    pub(crate) fn over(samples: &Path) -> Self {
        Self {
            samples: samples.to_path_buf(),
            sessions: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn samples(&self) -> &Path {
        &self.samples
    }

    pub(crate) fn sessions(&self) -> &Path {
        self.sessions.path()
    }

    /// The directory of a session.
    pub(crate) fn session(&self, name: &str) -> PathBuf {
        self.sessions().join(name)
    }

    pub(crate) fn command(&self, arguments: &[impl AsRef<OsStr>]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mpdbg"));
        command
            .args(arguments)
            .env("MPDBG_SAMPLES_DIR", &self.samples)
            .env("MPDBG_SESSIONS_DIR", self.sessions())
            .env_remove("CLICOLOR_FORCE")
            .env_remove("GITHUB_ACTIONS")
            .env_remove("NO_COLOR")
            .stdin(Stdio::null());
        command
    }

    /// Runs it to its end, however that is.
    pub(crate) fn run(&self, arguments: &[impl AsRef<OsStr>]) -> Ended {
        Ended::of(&mut self.command(arguments))
    }

    /// Starts it; nobody reads what it says.
    pub(crate) fn spawn(&self, arguments: &[impl AsRef<OsStr>]) -> Child {
        self.command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

impl Ended {
    /// Runs a command to its end. Whatever it says, it is fit for a person and a terminal.
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.output().unwrap();
        let ended = Self {
            code: code(output.status),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        for text in [&ended.out, &ended.err] {
            let acts = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(acts), "control characters: {text:?}");
        }
        for word in [
            "panicked",
            "RUST_BACKTRACE",
            "has a bug",
            "Os {",
            "Err(",
            "Some(",
        ] {
            assert!(!ended.err.contains(word), "{word}: {}", ended.err);
        }
        ended
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        let Self { out, err, .. } = &self;
        assert_eq!(self.code, code, "\nstdout:\n{out}\nstderr:\n{err}");
        self
    }

    /// Asserts the exit code, and words on standard error.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &[&str]) -> Self {
        let ended = self.ends(code);
        for word in words {
            assert!(
                ended.err.contains(word),
                "`{word}` is not in:\n{}",
                ended.err
            );
        }
        ended
    }

    /// Asserts words on standard output; how far columns are apart does not count.
    #[track_caller]
    pub(crate) fn shows(self, words: &[&str]) -> Self {
        let out = squeezed(&self.out);
        for word in words {
            assert!(
                out.contains(&squeezed(word)),
                "`{word}` is not in:\n{}",
                self.out
            );
        }
        self
    }

    /// Standard output as JSON lines.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let line = |line| serde_json::from_str(line).unwrap();
        self.out.lines().map(line).collect()
    }
}

/// The processes that `parent` started and that have not been waited for; nothing where there is no
/// `/proc`.
pub(crate) fn children(parent: &Child) -> Vec<Pid> {
    let tasks = fs::read_dir(format!("/proc/{}/task", parent.id()));
    let lists = tasks.into_iter().flatten().flatten();
    lists
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|list| {
            let pids = list.split_whitespace().filter_map(|pid| pid.parse().ok());
            pids.filter_map(Pid::from_raw).collect::<Vec<Pid>>()
        })
        .collect()
}

/// Each run of spaces as one.
fn squeezed(text: &str) -> String {
    let mut last = '\0';
    let differs = |c: &char| std::mem::replace(&mut last, *c) != ' ' || *c != ' ';
    text.chars().filter(differs).collect()
}

fn code(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| panic!("ended by {status}"))
}

/// The samples of this project.
pub(crate) fn own_samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

/// A directory with some of the samples of this project, without their manifest.
pub(crate) fn samples_with(names: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for name in names {
        fs::copy(own_samples().join(name), dir.path().join(name)).unwrap();
    }
    dir
}

/// The shared corpus; says that its tests are skipped where it is absent.
pub(crate) fn corpus() -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if dir.is_dir() {
        Some(dir)
    } else {
        println!("skipped: the shared corpus is not here");
        None
    }
}

/// Changes a file of a session, read-only or not.
pub(crate) fn edit(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut content = fs::read(path).unwrap();
    change(&mut content);
    // A recording is read-only; a copy in its place is not.
    fs::remove_file(path).unwrap();
    fs::write(path, content).unwrap();
}
