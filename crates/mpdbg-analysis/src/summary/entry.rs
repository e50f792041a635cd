//! What is known of one case.

use std::collections::BTreeMap;

use mpdbg_model::{Case, Outcome, RuleId, SampleRecord, ScenarioName};
use serde::Serialize;

use crate::{Judgement, NotRecorded};

/// What is known of one play of a case of a session.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The sample as it was when the session was made.
    pub sample: SampleRecord,
    /// What is done while it plays.
    pub scenario: ScenarioName,
    /// Which play of it: 0 is the first.
    pub repeat: u32,
    /// Outcomes of all kept attempts, in their order; void ones included.
    pub attempts: Vec<Outcome>,
    /// What its last recording came to.
    pub recorded: Recorded,
    /// The day of the judgement in UTC, `YYYY-MM-DD`: what is expected may be so up to a day.
    pub today: String,
}

/// What the last recording of a case came to.
#[derive(Clone, Debug)]
pub enum Recorded {
    /// It was judged.
    Judged {
        /// How often each rule that found something did.
        counts: Vec<RuleCount>,
        /// Rules that could not answer, and why; those that were not asked, without a reason.
        unknown: Vec<(RuleId, String)>,
        /// How the judged attempt ended.
        outcome: Outcome,
    },
    /// There is nothing to judge.
    Not(NotRecorded),
}

/// How often a rule found something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// The rule.
    pub rule: RuleId,
    /// Defects.
    pub defects: u64,
    /// Pictures, pieces of sound and messages in them.
    pub things: u64,
}

impl Entry {
    /// The case.
    pub fn case(&self) -> Case {
        Case {
            sample: self.sample.name.clone(),
            scenario: self.scenario.clone(),
            repeat: self.repeat,
        }
    }
}

impl Recorded {
    /// True when the sample vanished or changed before it was recorded.
    pub(super) const fn is_of_a_gone_sample(&self) -> bool {
        matches!(
            self,
            Self::Not(NotRecorded::Vanished | NotRecorded::Changed)
        )
    }

    /// A recording that ended with `outcome` and was judged.
    pub fn judged(judgement: &Judgement, outcome: Outcome) -> Self {
        let mut found: BTreeMap<RuleId, RuleCount> = BTreeMap::new();
        for defect in &judgement.defects {
            let rule = defect.rule;
            let count = found.entry(rule).or_insert(RuleCount {
                rule,
                defects: 0,
                things: 0,
            });
            count.defects += 1;
            count.things += defect.count;
        }
        let not_asked = judgement.not_asked.iter();
        let not_asked = not_asked.map(|rule| (*rule, String::new()));
        let unknown = judgement.unknown.iter().cloned().chain(not_asked).collect();
        Self::Judged {
            counts: found.into_values().collect(),
            unknown,
            outcome,
        }
    }
}
