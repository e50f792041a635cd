//! Plays of a case that is played several times, held against its first one.

use std::collections::HashMap;

use mpdbg_analysis::nondeterministic;
use mpdbg_model::{Case, Clock, Outcome};
use mpdbg_session::{CaseAttempts, EventsHash, Recording, Session};

use super::judged::Judged;

/// The first plays of a session, to hold later ones against: on the virtual clock they are the same.
pub(crate) struct Firsts<'s> {
    session: &'s Session,
    known: HashMap<Case, First>,
}

/// A first play.
#[derive(Clone, Copy)]
struct First {
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
            let found = First { attempt, hash };
            firsts.known.insert(first.case.clone(), found);
        }
        firsts
    }

    /// Notes a first play; adds `life::nondeterministic` to a later one that differs from it. Only plays
    /// that finished are compared: a crash or a hang has rules of its own.
    pub(crate) fn compare(&mut self, case: &Case, judged: &mut Judged) {
        if judged.header.clock != Clock::Virtual || judged.outcome != Outcome::Finished {
            return;
        }
        let (attempt, hash) = (judged.header.attempt, judged.hash);
        if case.repeat == 0 {
            self.known.insert(case.clone(), First { attempt, hash });
            return;
        }
        let first = case.first();
        let Some(known) = self.known.get(&first).filter(|known| known.hash != hash) else {
            return;
        };
        let path = self.session.attempt_files(&first, known.attempt).recording;
        let Ok(recording) = Recording::open(&path) else {
            return;
        };
        if recording.outcome() != Some(&Outcome::Finished) {
            return;
        }
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
