//! The text of `_revision.txt`: which source the player under test was built from.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A repository on a dead network file system must not hold up `mpdbg new`.
const PATIENCE: Duration = Duration::from_secs(5);
/// Bytes of a tool's answer that are read.
const LIMIT: u64 = 1 << 20;

/// Revision of the git or hg repository that `dir` lies in, and whether it has changes that are not
/// committed; none where there is no repository, no such tool, or no answer within 5 seconds.
pub fn source_revision(dir: &Path) -> Option<String> {
    let dir = dir.canonicalize().ok()?;
    dir.ancestors().find_map(|at| {
        if at.join(".git").exists() {
            Some(git(&dir))
        } else if at.join(".hg").is_dir() {
            Some(hg(&dir))
        } else {
            None
        }
    })?
}

fn git(dir: &Path) -> Option<String> {
    let ask = |arguments: &[&str]| {
        // The repository may be a stranger's: none of the programs that its configuration can name is
        // needed here.
        let mut git = Command::new("git");
        git.arg("-C").arg(dir).arg("--no-optional-locks");
        for setting in [
            "core.fsmonitor=false",
            "core.hooksPath=/dev/null",
            "core.pager=cat",
        ] {
            git.args(["-c", setting]);
        }
        git.args(arguments).env("GIT_TERMINAL_PROMPT", "0");
        answer(git)
    };
    let revision = ask(&["rev-parse", "HEAD"])?;
    let changes = ask(&["status", "--porcelain", "--ignore-submodules=all"])?;
    Some(describe("git", revision.trim(), !changes.is_empty()))
}

fn hg(dir: &Path) -> Option<String> {
    let mut hg = Command::new("hg");
    hg.arg("--cwd")
        .arg(dir)
        .args(["--noninteractive", "identify", "--debug", "--id"]);
    hg.env("HGPLAIN", "1");
    let id = answer(hg)?;
    let id = id.trim();
    let clean = id.trim_end_matches('+');
    Some(describe("hg", clean, clean != id))
}

fn describe(tool: &str, revision: &str, dirty: bool) -> String {
    let tree = if dirty { "has changes" } else { "clean" };
    format!("{tool} revision: {revision}\nworking tree: {tree}\n")
}

/// What a tool writes to its standard output, when it ends well and in time.
fn answer(mut command: Command) -> Option<String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .ok()?;
    let stdout = child.stdout.take()?;
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = stdout.take(LIMIT).read_to_string(&mut text);
        // Nobody waits any more when the time is over.
        let _ = send.send(read.map(|_| text));
    });
    let text = receive.recv_timeout(PATIENCE);
    if text.is_err() {
        end_group(&child);
    }
    let status = child.wait().ok()?;
    text.ok()?.ok().filter(|_| status.success())
}

fn end_group(child: &Child) {
    if let Some(group) = rustix::process::Pid::from_raw(child.id() as i32) {
        // It may have ended by itself in this moment.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn git(dir: &Path, arguments: &[&str]) -> bool {
        let identity = ["-c", "user.name=t", "-c", "user.email=t@localhost"];
        Command::new("git")
            .arg("-C")
            .arg(dir)
            .args(identity)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    #[test]
    fn a_directory_without_a_repository_has_no_revision() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(source_revision(dir.path()), None);
        assert_eq!(source_revision(&dir.path().join("missing")), None);
    }

    #[test]
    fn changes_of_a_git_repository_show() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("player.c");
        std::fs::write(&file, "one").unwrap();
        let commit = ["commit", "-q", "-m", "one"];
        let made = git(dir.path(), &["init", "-q"])
            && git(dir.path(), &["add", "."])
            && git(dir.path(), &commit);
        if !made {
            // Without git there is nothing to read.
            assert_eq!(source_revision(dir.path()), None);
            return;
        }
        let clean = source_revision(dir.path()).unwrap();
        assert!(clean.starts_with("git revision: "), "{clean}");
        assert!(clean.ends_with("working tree: clean\n"), "{clean}");
        std::fs::create_dir(dir.path().join("sub")).unwrap();
        std::fs::write(&file, "two").unwrap();
        let dirty = source_revision(&dir.path().join("sub")).unwrap();
        assert!(dirty.ends_with("working tree: has changes\n"), "{dirty}");
    }

    #[test]
    fn a_tool_that_fails_or_is_missing_has_no_answer() {
        assert_eq!(answer(Command::new("false")), None);
        assert_eq!(answer(Command::new("mpdbg-no-such-tool")), None);
    }
}
