//! One session, read case by case.

use std::collections::HashMap;

use mpdbg_analysis::{CaseSide, ComparedPlay, NotRecorded, Profile};
use mpdbg_model::{Case, Outcome, SampleName, SampleRecord, SamplesRecord, Scenario, ScenarioName};
use mpdbg_session::{CaseFiles, Session, SessionError, Telling};

use super::play::{Judgements, Promise, play_of, why_not};

/// A session that is to be compared: what it holds, without what was recorded.
pub(super) struct Side<'a> {
    session: &'a Session,
    samples: HashMap<SampleName, SampleRecord>,
    scenarios: HashMap<ScenarioName, Scenario>,
    /// The files of every play of a case, in the order of the repeats.
    plays: HashMap<Case, Vec<CaseFiles>>,
    /// Every case, its first play, in the order of the session.
    pub(super) cases: Vec<Case>,
}

/// A case, and what can be used again for the other session.
pub(super) struct Reading {
    /// The case.
    pub(super) side: CaseSide,
    promise: Promise,
    judgements: Judgements,
}

impl<'a> Side<'a> {
    /// Lists what is there; no recording is opened.
    pub(super) fn open(
        session: &'a Session,
        samples: &SamplesRecord,
    ) -> Result<Self, SessionError> {
        let scenarios = session.configuration().scenarios.iter();
        let mut side = Self {
            session,
            samples: samples
                .samples
                .iter()
                .map(|it| (it.name.clone(), it.clone()))
                .collect(),
            scenarios: scenarios.map(|it| (it.name.clone(), it.clone())).collect(),
            plays: HashMap::new(),
            cases: Vec::new(),
        };
        for files in session.case_files()? {
            let case = files.case.first();
            if files.case.repeat == 0 {
                side.cases.push(case.clone());
            }
            side.plays.entry(case).or_default().push(files);
        }
        Ok(side)
    }

    /// True when the session has this case.
    pub(super) fn has(&self, case: &Case) -> bool {
        self.plays.contains_key(case)
    }

    /// Reads and judges every play of a case; none where the session does not have it. `other` is the same
    /// case of the other session: what was judged there is not judged again.
    pub(super) fn read(
        &self,
        case: &Case,
        profile: &Profile,
        other: Option<&mut Reading>,
    ) -> Option<Reading> {
        let files = self.plays.get(case)?;
        let promise = Promise::of(self.session, &case.sample);
        let mut judgements = match other {
            Some(other) if other.promise == promise => std::mem::take(&mut other.judgements),
            Some(_) | None => Judgements::default(),
        };
        let mut always_crashed = true;
        let mut plays: Vec<Result<ComparedPlay, NotRecorded>> = Vec::new();
        for files in files {
            let told = self.session.read_telling(files);
            always_crashed &= told.as_ref().is_ok_and(|it| self.crashed(files, it));
            plays.push(match told {
                Ok(told) => play_of(told, &promise, &mut judgements, profile),
                Err(untold) => Err(why_not(untold)),
            });
        }
        let side = CaseSide {
            case: case.clone(),
            sample: self.samples.get(&case.sample)?.clone(),
            scenario: self.scenarios.get(&case.scenario)?.clone(),
            plays,
            always_crashed,
        };
        Some(Reading {
            side,
            promise,
            judgements,
        })
    }

    /// True when every attempt at a play that says something of the player crashed or hung.
    fn crashed(&self, files: &CaseFiles, told: &Telling) -> bool {
        told.outcome.is_crash() && {
            let tried = self.session.attempts_at(files, Some(told));
            tried.verdicts().all(Outcome::is_crash)
        }
    }
}
