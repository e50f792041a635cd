//! What was tried: every attempt at a case, decided by the files on disk.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use mpdbg_model::{Case, Outcome};

use crate::files::{AttemptFiles, attempt_number, case_file_stem};
use crate::{RecordingError, SessionError, reader};

/// How far an attempt came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptState {
    /// Its recording is sealed.
    Ended(Outcome),
    /// Its recording was never sealed, or never begun: mpdbg died, or it is running right now.
    Unfinished,
    /// Its recording is not what was written.
    Damaged {
        /// Where and how.
        what: String,
    },
    /// Its recording was written by a newer mpdbg.
    NewerFormat {
        /// The format version.
        version: u32,
    },
}

/// One attempt at a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// 0 is the first attempt, 1 the first retry.
    pub number: u32,
    /// How far it came.
    pub state: AttemptState,
}

impl Attempt {
    /// How the attempt ended, when it says something of the player: sealed, neither interrupted nor
    /// failed to record.
    pub fn verdict(&self) -> Option<&Outcome> {
        match &self.state {
            AttemptState::Ended(outcome) if !outcome.is_void() => Some(outcome),
            AttemptState::Ended(_)
            | AttemptState::Unfinished
            | AttemptState::Damaged { .. }
            | AttemptState::NewerFormat { .. } => None,
        }
    }
}

/// All attempts at a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseAttempts {
    /// The case.
    pub case: Case,
    /// In order of their numbers, which may have gaps.
    pub attempts: Vec<Attempt>,
}

impl CaseAttempts {
    /// The number that the next attempt takes: one more than the highest there is.
    pub fn next(&self) -> u32 {
        self.attempts
            .last()
            .map_or(0, |last| last.number.saturating_add(1))
    }

    /// The attempt to judge the case by: the latest with a verdict. None means that the case has no
    /// recording and is still to be played.
    pub fn judged(&self) -> Option<&Attempt> {
        self.attempts
            .iter()
            .rev()
            .find(|attempt| attempt.verdict().is_some())
    }

    /// How the judged attempt ended.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.judged().and_then(Attempt::verdict)
    }

    /// The verdicts of all attempts that have one, in order.
    pub fn verdicts(&self) -> impl Iterator<Item = &Outcome> {
        self.attempts.iter().filter_map(Attempt::verdict)
    }
}

/// Finds the attempts at many cases, reading each directory once.
pub(crate) struct Finder<'a> {
    dbg: &'a Path,
    listings: HashMap<PathBuf, BTreeSet<OsString>>,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(dbg: &'a Path) -> Self {
        Self {
            dbg,
            listings: HashMap::new(),
        }
    }

    /// The attempts at `case`, each with its state.
    pub(crate) fn attempts(&mut self, case: &Case) -> Result<CaseAttempts, SessionError> {
        let attempts = self
            .numbers(case)?
            .into_iter()
            .map(|number| attempt_at(self.dbg, case, number))
            .collect();
        Ok(CaseAttempts {
            case: case.clone(),
            attempts,
        })
    }

    /// The numbers of the attempts at `case`, ascending: those that have a recording or an output.
    pub(crate) fn numbers(&mut self, case: &Case) -> Result<BTreeSet<u32>, SessionError> {
        let stem = self.dbg.join(case_file_stem(case));
        let (Some(dir), Some(name)) = (stem.parent(), stem.file_name()) else {
            return Ok(BTreeSet::new());
        };
        let names = self.listing(dir)?;
        Ok(names
            .range::<OsString, _>(name.to_os_string()..)
            .take_while(|file| file.as_bytes().starts_with(name.as_bytes()))
            .filter_map(|file| attempt_number(&file.as_bytes()[name.len()..]))
            .collect())
    }

    fn listing(&mut self, dir: &Path) -> Result<&BTreeSet<OsString>, SessionError> {
        if !self.listings.contains_key(dir) {
            let names = list(dir).map_err(|error| SessionError::io(dir, error))?;
            self.listings.insert(dir.to_path_buf(), names);
        }
        Ok(&self.listings[dir])
    }
}

/// How far an attempt came: its checksums are proven, and only its end is decoded.
pub(crate) fn attempt_at(dbg: &Path, case: &Case, number: u32) -> Attempt {
    let path = AttemptFiles::new(dbg, case, number).recording;
    let state = match reader::recording_state(&path) {
        Ok(state) => state,
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            AttemptState::Unfinished
        }
        // One recording that cannot be read says nothing of the others.
        Err(error) => AttemptState::Damaged {
            what: error.to_string(),
        },
    };
    Attempt { number, state }
}

fn list(dir: &Path) -> std::io::Result<BTreeSet<OsString>> {
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeSet::new()),
        Err(error) => return Err(error),
    };
    entries.map(|entry| Ok(entry?.file_name())).collect()
}
