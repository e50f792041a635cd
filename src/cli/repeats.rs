//! Plays of a case that is played several times, held against its first one.

use std::collections::HashMap;

use mpdbg_analysis::nondeterministic;
use mpdbg_model::{Case, Clock};
use mpdbg_session::{CaseAttempts, EventsHash, Recording, Session};

use super::judged::Judged;

/// The first plays of a session, to hold later ones against: on the virtual clock they are the same.
pub(crate) struct Firsts<'s> {
    session: &'s Session,
    known: HashMap<Case, First>,
}

/// The first play of a case that there is.
#[derive(Clone)]
struct First {
    case: Case,
    attempt: u32,
    hash: EventsHash,
}

impl<'s> Firsts<'s> {
    /// None is known yet.
    pub(crate) fn new(session: &'s Session) -> Self {
        Self {
            session,
            known: HashMap::new(),
        }
    }

    /// The first play of one case, judged by the given attempts.
    pub(crate) fn of(session: &'s Session, first: &CaseAttempts) -> Self {
        let mut firsts = Self::new(session);
        let attempt = first.judged().map(|it| it.number);
        let recording = attempt.and_then(|number| {
            let path = session.attempt_files(&first.case, number).recording;
            Recording::open(&path).ok()
        });
        if let (Some(attempt), Some(Recording::Sealed { hash, .. })) = (attempt, recording) {
            let case = first.case.clone();
            let found = First {
                case: case.clone(),
                attempt,
                hash,
            };
            firsts.known.insert(case.first(), found);
        }
        firsts
    }

    /// Notes the first play of a case; adds `life::nondeterministic` to a later one that differs from it.
    pub(crate) fn compare(&mut self, case: &Case, judged: &mut Judged) {
        if judged.header.clock != Clock::Virtual {
            return;
        }
        let found = First {
            case: case.clone(),
            attempt: judged.header.attempt,
            hash: judged.hash,
        };
        let known = self.known.entry(case.first()).or_insert(found);
        if known.hash == judged.hash {
            return;
        }
        let path = self
            .session
            .attempt_files(&known.case, known.attempt)
            .recording;
        let Ok(recording) = Recording::open(&path) else {
            return;
        };
        if let Some(defect) = nondeterministic(&judged.events, recording.events()) {
            let judgement = &mut judged.judgement;
            judgement.not_asked.retain(|rule| *rule != defect.rule);
            judgement.defects.push(defect);
            judgement
                .defects
                .sort_by_key(|defect| defect.run.map(|run| run.from));
        }
    }
}
