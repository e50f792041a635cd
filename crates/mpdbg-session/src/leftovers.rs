//! Removes unfinished files of processes that were killed. They only cost room, so what cannot be
//! removed stays and nobody is told.

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::Duration;

use crate::atomic::UNFINISHED;
use crate::configuration;
use crate::session::{DBG, REPORTS};

/// Where several processes may write at a time, what was not touched for so long has nobody any more.
const ABANDONED: Duration = Duration::from_secs(60 * 60);

/// Removes what is unfinished in a session. To be called by the holder of its lock: nobody else writes
/// beside the recordings or the configuration. Reports are written without it.
pub(crate) fn sweep_session(dir: &Path) {
    sweep(dir, Duration::ZERO, false);
    sweep(&dir.join(DBG), Duration::ZERO, true);
    sweep(&dir.join(REPORTS), ABANDONED, true);
}

/// Removes sessions that were never finished, and other unfinished files, from the directory of sessions.
pub(crate) fn sweep_store(dir: &Path) {
    sweep(dir, ABANDONED, false);
    for entry in entries(dir) {
        if is_unfinished(&entry.file_name())
            && is_older(&entry, ABANDONED)
            && is_dir(&entry)
            && is_session(&entry.path())
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Removes unfinished files; links are neither followed nor removed.
fn sweep(dir: &Path, age: Duration, deep: bool) {
    for entry in entries(dir) {
        if is_dir(&entry) {
            if deep {
                sweep(&entry.path(), age, deep);
            }
        } else if is_unfinished(&entry.file_name()) && is_file(&entry) && is_older(&entry, age) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

fn entries(dir: &Path) -> impl Iterator<Item = DirEntry> {
    fs::read_dir(dir).into_iter().flatten().flatten()
}

fn is_dir(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|found| found.is_dir())
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|found| found.is_file())
}

/// True for a name that was given by `tempfile`. The files of a sample never have one: they have an
/// ending.
fn is_unfinished(name: &OsStr) -> bool {
    let random = name.as_bytes().strip_prefix(UNFINISHED.as_bytes());
    random.is_some_and(|it| it.len() == 6 && it.iter().all(u8::is_ascii_alphanumeric))
}

/// A time in the future is no age.
fn is_older(entry: &DirEntry, age: Duration) -> bool {
    let modified = entry.metadata().and_then(|found| found.modified());
    age.is_zero()
        || modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|elapsed| elapsed >= age))
}

/// True for a directory that holds nothing but what a session begins with: the directory of sessions may
/// be that of the samples, where other things lie.
fn is_session(dir: &Path) -> bool {
    entries(dir).all(|entry| {
        let name = entry.file_name();
        let ours = [DBG, REPORTS, configuration::FILE].map(OsStr::new);
        ours.contains(&name.as_os_str()) || is_unfinished(&name)
    })
}
