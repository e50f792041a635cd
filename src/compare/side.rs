//! One session, read case by case.

use std::collections::HashMap;

use mpdbg_analysis::{CaseSide, ComparedPlay, NotRecorded, Profile};
use mpdbg_model::{Case, Outcome, SampleName, SampleRecord, SamplesRecord, Scenario, ScenarioName};
use mpdbg_session::{CaseAttempts, CaseFiles, Session, SessionError, Telling};

use super::play::{Judgements, play_of, why_not};
use super::promise::Promise;

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

    /// The sample of a case as it was when the session was made.
    pub(super) fn sample(&self, case: &Case) -> Option<&SampleRecord> {
        self.samples.get(&case.sample)
    }

    /// What the sample of a case promises; none where the session does not have the case.
    pub(super) fn promise(&self, case: &Case) -> Option<Promise> {
        self.has(case)
            .then(|| Promise::of(self.session, &case.sample))
    }

    /// Reads and judges every play of a case; none where the session does not have it. What is among the
    /// judgements already, of the same promise, is not judged again.
    pub(super) fn read(
        &self,
        case: &Case,
        profile: &Profile,
        promise: &Promise,
        judgements: &mut Judgements,
    ) -> Option<CaseSide> {
        let files = self.plays.get(case)?;
        let mut attempts: Vec<Vec<Outcome>> = Vec::new();
        let mut plays: Vec<Result<ComparedPlay, NotRecorded>> = Vec::new();
        for files in files {
            let told = self.session.read_telling(files);
            attempts.push(self.endings(files, told.as_ref().ok()));
            plays.push(match told {
                Ok(told) => play_of(told, promise, judgements, profile),
                Err(untold) => Err(why_not(untold)),
            });
        }
        Some(CaseSide {
            case: case.clone(),
            sample: self.sample(case)?.clone(),
            scenario: self.scenarios.get(&case.scenario)?.clone(),
            plays,
            attempts,
        })
    }

    /// How the attempts at a play ended that say something of the player. Hardly any play has more than one.
    fn endings(&self, files: &CaseFiles, told: Option<&Telling>) -> Vec<Outcome> {
        let tried = told.map(|told| self.session.attempts_at(files, Some(told)));
        let verdicts = tried.iter().flat_map(CaseAttempts::verdicts);
        verdicts.cloned().collect()
    }
}
