//! Reading a session to judge it: one listing of its files, then every recording once.

use std::io::ErrorKind;
use std::path::Path;

use mpdbg_model::{Case, Event, Outcome, RecordingHeader};

use crate::attempts::{Finder, attempt_at};
use crate::files::AttemptFiles;
use crate::{
    Attempt, AttemptState, CaseAttempts, EventsHash, Recording, RecordingError, Session,
    SessionError,
};

/// A case and the attempts at it that left files, none of them opened yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseFiles {
    /// The case.
    pub case: Case,
    /// Numbers of its attempts, ascending.
    pub attempts: Vec<u32>,
}

/// The recording that a case is judged by: the newest that is sealed, and whose play was neither
/// interrupted nor lost to a failure of the recording. It is the one of [`CaseAttempts::judged`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Which attempt it is.
    pub attempt: u32,
    /// What it says of itself; its case is the one that was asked for.
    pub header: RecordingHeader,
    /// Every event.
    pub events: Vec<Event>,
    /// Hash of the events.
    pub hash: EventsHash,
    /// How the attempt ended.
    pub outcome: Outcome,
}

/// Why a case has no recording that it can be judged by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untold {
    /// Nothing was tried.
    NeverPlayed,
    /// The newest attempt says nothing of the player.
    Void {
        /// That attempt and how far it came.
        last: Attempt,
        /// Events that can be read of it.
        events: u64,
    },
}

impl Session {
    /// Every case of the session in its order, with the attempts that left files. Each directory is
    /// listed once, and nothing is opened.
    ///
    /// # Errors
    /// As [`Session::cases`], and when the raw data cannot be listed.
    pub fn case_files(&self) -> Result<Vec<CaseFiles>, SessionError> {
        let dbg = self.dbg_dir();
        let mut finder = Finder::new(&dbg);
        let files = |case: Case| {
            let attempts = finder.numbers(&case)?.into_iter().collect();
            Ok(CaseFiles { case, attempts })
        };
        self.cases()?.into_iter().map(files).collect()
    }

    /// The attempts at one case that left files; nothing is opened.
    ///
    /// # Errors
    /// When the raw data cannot be listed.
    pub fn files_of(&self, case: &Case) -> Result<CaseFiles, SessionError> {
        let attempts = Finder::new(&self.dbg_dir()).numbers(case)?;
        Ok(CaseFiles {
            case: case.clone(),
            attempts: attempts.into_iter().collect(),
        })
    }

    /// Reads the recording that a case is judged by. Where the newest attempt is that one, as nearly
    /// always, only one file is read, and once. May be called from several threads.
    ///
    /// # Errors
    /// When there is no such recording: why.
    pub fn read_telling(&self, files: &CaseFiles) -> Result<Telling, Untold> {
        let dbg = self.dbg_dir();
        let mut newest = None;
        for &number in files.attempts.iter().rev() {
            let path = AttemptFiles::new(&dbg, &files.case, number).recording;
            match read(&path, &files.case, number) {
                Ok(telling) => return Ok(telling),
                Err(untold) => newest = newest.or(Some(untold)),
            }
        }
        Err(newest.unwrap_or(Untold::NeverPlayed))
    }

    /// How far each attempt at a case came. That of `known` is not read again.
    pub fn attempts_at(&self, files: &CaseFiles, known: Option<&Telling>) -> CaseAttempts {
        let dbg = self.dbg_dir();
        let attempt = |&number: &u32| match known {
            Some(known) if known.attempt == number => Attempt {
                number,
                state: AttemptState::Ended(known.outcome.clone()),
            },
            _ => attempt_at(&dbg, &files.case, number),
        };
        CaseAttempts {
            case: files.case.clone(),
            attempts: files.attempts.iter().map(attempt).collect(),
        }
    }
}

fn read(path: &Path, case: &Case, number: u32) -> Result<Telling, Untold> {
    let void = |state, events: &[Event]| Untold::Void {
        last: Attempt { number, state },
        events: events.len() as u64,
    };
    let damaged = |what| AttemptState::Damaged { what };
    let recording = match Recording::open(path) {
        Ok(recording) => recording,
        Err(RecordingError::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            return Err(void(AttemptState::Unfinished, &[]));
        }
        Err(error) => return Err(void(damaged(error.to_string()), &[])),
    };
    let outcome = recording.outcome().cloned();
    match (recording, outcome) {
        (
            Recording::Sealed {
                header,
                events,
                hash,
            },
            Some(outcome),
        ) => {
            let found = header.case();
            if found != *case {
                let what = format!("it is a recording of `{found}`");
                return Err(void(damaged(what), &events));
            }
            if outcome.is_void() {
                return Err(void(AttemptState::Ended(outcome), &events));
            }
            Ok(Telling {
                attempt: number,
                header,
                events,
                hash,
                outcome,
            })
        }
        (Recording::Sealed { events, .. }, None) => {
            let what = "it does not say how it ended".to_owned();
            Err(void(damaged(what), &events))
        }
        (Recording::Unsealed { events, .. }, _) => Err(void(AttemptState::Unfinished, &events)),
        (Recording::Damaged { events, what, .. }, _) => Err(void(damaged(what), &events)),
        (Recording::NewerFormat { version }, _) => {
            Err(void(AttemptState::NewerFormat { version }, &[]))
        }
    }
}
