//! What the rules find in a play.

use mpdbg_analysis::{Known, judge};
use mpdbg_model::{Case, Event, Profile, RuleId};
use mpdbg_session::{Recording, Session};

use super::error::LabError;

/// What the rules find in a play: each defect by its rule and its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found(pub(crate) Vec<(RuleId, String)>);

impl Found {
    /// Judges a play with the default profile.
    pub(super) fn of(events: &[Event], known: Known<'_>) -> Self {
        let judgement = judge(events, known, &Profile::default());
        let defects = judgement.defects.into_iter();
        Self(defects.map(|it| (it.rule, it.detail)).collect())
    }

    /// What is not in `other` too.
    #[cfg(feature = "lab")]
    pub(super) fn without(mut self, other: &Self) -> Self {
        self.0.retain(|found| !other.0.contains(found));
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when one of these rules found something.
    pub(super) fn names_any(&self, rules: &[&str]) -> bool {
        self.0.iter().any(|(rule, _)| rules.contains(&rule.0))
    }

    /// The rules that found something, each once.
    pub(super) fn rules(&self) -> Vec<&'static str> {
        let mut rules: Vec<_> = self.0.iter().map(|(rule, _)| rule.0).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

/// The events of the only attempt at a case.
pub(super) fn events_of(session: &Session, case: &Case) -> Result<Vec<Event>, LabError> {
    let path = session.attempt_files(case, 0).recording;
    match Recording::open(&path)? {
        Recording::Sealed { events, .. } => Ok(events),
        Recording::Unsealed { .. } | Recording::Damaged { .. } | Recording::NewerFormat { .. } => {
            let what = "the recording has no end".to_owned();
            Err(LabError::NotRecorded(case.sample.clone(), what))
        }
    }
}
