//! Builds a revision.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use mpdbg_runner::Interrupt;
use rustix::process::{Pid, Signal, kill_process_group};

use super::error::BisectError;
use super::git::at_home;

/// How often it is looked whether the build has ended.
const LOOK: Duration = Duration::from_millis(10);
/// How long a build that was asked to end may take to do so.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs the command in the tree, what it writes in the file `log`; why it failed, if it did.
pub(super) fn build(
    command: &str,
    tree: &Path,
    log: &Path,
    interrupt: &Interrupt,
) -> Result<Result<(), String>, BisectError> {
    let out = File::create(log).map_err(BisectError::at(log))?;
    let err = out.try_clone().map_err(BisectError::at(log))?;
    let mut child = at_home("sh", tree)
        .args(["-c", command])
        .stdout(out)
        .stderr(err)
        // Ended with everything that it started.
        .process_group(0)
        .spawn()
        .map_err(BisectError::at(tree))?;
    let status = wait(&mut child, interrupt).map_err(BisectError::at(tree))?;
    if interrupt.is_raised() {
        return Err(BisectError::Interrupted);
    }
    Ok(if status.success() {
        Ok(())
    } else {
        Err(format!("the build failed ({status}){}", last_words(log)))
    })
}

fn wait(child: &mut Child, interrupt: &Interrupt) -> std::io::Result<ExitStatus> {
    let mut asked: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        match asked {
            None if interrupt.is_raised() => {
                end(child, Signal::TERM);
                asked = Some(Instant::now());
            }
            Some(since) if interrupt.is_urgent() || since.elapsed() > PATIENCE => {
                end(child, Signal::KILL);
            }
            None | Some(_) => {}
        }
        std::thread::sleep(LOOK);
    }
}

/// Everyone in the group of a child that was not waited for yet, so that its number is still its own.
fn end(child: &Child, signal: Signal) {
    if let Some(group) = Pid::from_raw(child.id() as i32) {
        // It fails only when nobody is left.
        let _ = kill_process_group(group, signal);
    }
}

/// The last line that the build wrote, which often says why.
fn last_words(log: &Path) -> String {
    let written = fs::read(log).unwrap_or_default();
    let end = &written[written.len().saturating_sub(4096)..];
    let text = String::from_utf8_lossy(end);
    let last = text.lines().rev().find(|line| !line.trim().is_empty());
    last.map_or_else(String::new, |line| {
        let line: String = line.trim().chars().take(160).collect();
        format!(": {line}")
    })
}
