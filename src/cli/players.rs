//! Another build of mpdbg's player: whether it is one, and how it is run.

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, absolute};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use mpdbg_model::PlayerProgram;
use mpdbg_runner::PlayerCommand;
use mpdbg_sample::fingerprint;
use mpdbg_session::{Facts, Session, SessionLock};

use super::failure::Failure;
use super::terminal::Terminal;
use super::versions;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of an answer that are read.
const LONGEST: u64 = 64 << 10;
/// Name of the fact in `_mpdbg_info.txt` that holds the BLAKE3 of each program that played in place of the
/// one that the session was made with.
pub(crate) const REPLACED: &str = "player replaced by";
/// Characters of a version.
const WIDEST: usize = 120;

/// Another build of mpdbg's player that was asked for its version.
pub(crate) struct OtherPlayer {
    /// What a session notes of it.
    pub(crate) program: PlayerProgram,
    /// Which libraries it says that it has, a line each.
    pub(crate) libraries: String,
}

impl OtherPlayer {
    /// Facts about it for `_mpdbg_info.txt`; the libraries are those that play.
    pub(crate) fn facts(&self) -> [(&'static str, String); 4] {
        let PlayerProgram {
            program,
            version,
            blake3,
            ..
        } = &self.program;
        [
            ("player", version.clone()),
            ("player's program", program.display().to_string()),
            ("player's BLAKE3", blake3.clone().unwrap_or_default()),
            (versions::LIBRARIES, self.libraries.clone()),
        ]
    }
}

/// Whether the program at `asked` is a build of mpdbg.
pub(crate) fn find(asked: &Path) -> Result<OtherPlayer, Failure> {
    let unreadable = |error| Failure::usage(format!("the player {}: {error}", asked.display()));
    let program = absolute(asked).map_err(unreadable)?;
    check_file(&program)?;
    let answer = version_of(&program)?;
    let mut lines = answer.lines();
    let version = lines.next().unwrap_or_default().trim();
    let is_version = version.starts_with("mpdbg ")
        && version.chars().count() <= WIDEST
        && !version.contains(char::is_control);
    if !is_version {
        let said: String = version.chars().take(WIDEST).collect();
        let what = format!(
            "{} is no player: asked for its --version it says `{said}`, and not `mpdbg …`",
            program.display()
        );
        return Err(Failure::usage(what).hint(TAKES));
    }
    let found = fingerprint(&program).map_err(unreadable)?;
    // Where mpdbg's own file cannot be read, nothing is known to be the same.
    let own = std::env::current_exe().and_then(|own| fingerprint(&own));
    Ok(OtherPlayer {
        libraries: lines.collect::<Vec<_>>().join("\n"),
        program: PlayerProgram {
            version: version.to_owned(),
            program,
            own: own.is_ok_and(|own| own == found),
            blake3: Some(found.blake3),
        },
    })
}

const TAKES: &str =
    "--player takes another build of mpdbg, or a script that hands its arguments to one";

fn check_file(program: &Path) -> Result<(), Failure> {
    let shown = program.display();
    let found = program.metadata().map_err(|error| {
        Failure::usage(format!("the player {shown} cannot be run: {error}"))
            .hint("name it by its path, e.g. --player ../other/target/release/mpdbg")
    })?;
    if !found.is_file() {
        return Err(Failure::usage(format!("the player {shown} is no file")).hint(TAKES));
    }
    if found.permissions().mode() & 0o111 == 0 {
        return Err(
            Failure::usage(format!("the player {shown} is not executable"))
                .hint(format!("`chmod +x {shown}`, if it is a program")),
        );
    }
    Ok(())
}

/// What the program answers to `--version`.
fn version_of(program: &Path) -> Result<String, Failure> {
    let failed = |what: String| {
        let shown = program.display();
        Failure::usage(format!(
            "the player {shown} does not say its version: {what}"
        ))
        .hint(TAKES)
    };
    let mut child = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let answer = answer_of(&mut child);
    if answer.is_none() {
        // It may have ended just now.
        let _ = child.kill();
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    match answer {
        None => Err(failed(format!("no answer in {} s", PATIENCE.as_secs()))),
        Some(_) if !status.success() => Err(failed(status.to_string())),
        Some(answer) => Ok(String::from_utf8_lossy(&answer).into_owned()),
    }
}

/// What a child says until it closes its output; nothing where that takes too long.
fn answer_of(child: &mut Child) -> Option<Vec<u8>> {
    let stdout = child.stdout.take()?;
    let (send, answer) = mpsc::channel();
    std::thread::spawn(move || {
        let mut said = Vec::new();
        // What cannot be read is not said, and nobody listens any more after a while.
        let _ = stdout.take(LONGEST).read_to_end(&mut said);
        let _ = send.send(said);
    });
    answer.recv_timeout(PATIENCE).ok()
}

/// The player of a session: mpdbg's own, or the other build that it was made for. Where that is another file
/// by now, the session notes it.
pub(crate) fn of(session: &Session, lock: &SessionLock) -> Result<PlayerCommand, Failure> {
    let Some(stated) = &session.configuration().player else {
        return built_in();
    };
    let found = find(&stated.program)?.program;
    let replaced = found
        .blake3
        .as_ref()
        .filter(|it| stated.blake3.as_ref().is_some_and(|then| then != *it));
    if let Some(blake3) = replaced {
        Terminal::warn(&format!(
            "the player {} is another file than when session `{}` was made: what it plays from now on is of another build",
            found.program.display(),
            session.name()
        ));
        note_replaced(session, lock, blake3)?;
    }
    if found.version != stated.version {
        Terminal::warn(&format!(
            "the player {} says `{}`, and said `{}` when the session was made",
            found.program.display(),
            found.version,
            stated.version
        ));
    }
    Ok(PlayerCommand {
        name: found.version,
        program: found.program,
        ..built_in()?
    })
}

/// Notes once that another file plays; nothing else is written behind that.
fn note_replaced(session: &Session, lock: &SessionLock, blake3: &str) -> Result<(), Failure> {
    let info = session.info()?.unwrap_or_default();
    let facts = Facts::of(&info);
    let noted = facts.lines(REPLACED);
    if !noted.contains(&blake3) {
        let head = if noted.is_empty() {
            format!("{REPLACED}:\n")
        } else {
            String::new()
        };
        session.append_info(lock, &format!("{head}  {blake3}\n"))?;
    }
    Ok(())
}

/// What plays for a command that makes no session: mpdbg's own player, or the build that was asked for.
pub(crate) fn asked_for(asked: Option<&Path>) -> Result<PlayerCommand, Failure> {
    let built_in = built_in()?;
    let Some(asked) = asked else {
        return Ok(built_in);
    };
    let found = find(asked)?.program;
    Ok(PlayerCommand {
        name: found.version,
        program: found.program,
        ..built_in
    })
}

/// mpdbg's own player, in a process of its own.
pub(crate) fn built_in() -> Result<PlayerCommand, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::work(format!("mpdbg cannot find its own program: {error}")))?;
    Ok(PlayerCommand {
        name: versions::NAME.to_owned(),
        program,
        arguments: vec!["play-one".into()],
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use std::fs::{self, Permissions};
    use std::path::PathBuf;

    use super::*;

    fn script(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("player");
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        (dir, path)
    }

    fn error(path: &Path) -> String {
        find(path).err().unwrap().to_string()
    }

    #[test]
    fn a_build_of_mpdbg_is_known_by_its_answer() {
        let (_dir, path) = script("echo mpdbg 0.0.9; echo libavutil 57.1", 0o755);
        let found = find(&path).unwrap();
        assert_eq!(found.program.version, "mpdbg 0.0.9");
        assert_eq!(found.program.program, path);
        assert_eq!(found.libraries, "libavutil 57.1");
    }

    #[test]
    fn what_is_no_player_is_refused_with_the_reason() {
        let (dir, other) = script("echo ffplay 7", 0o755);
        assert!(error(&other).contains("says `ffplay 7`, and not `mpdbg …`"));
        let (_dir, acting) = script("printf 'mpdbg \\033[2J\\n'", 0o755);
        assert!(error(&acting).contains("says `mpdbg \\x1b[2J`"));
        let (_dir, failing) = script("echo mpdbg 1; exit 3", 0o755);
        assert!(error(&failing).contains("exit status: 3"));
        let (_dir, plain) = script("echo mpdbg 1", 0o644);
        assert!(error(&plain).contains("not executable"));
        assert!(error(dir.path()).contains("is no file"));
        assert!(error(&dir.path().join("none")).contains("cannot be run"));
    }
}
