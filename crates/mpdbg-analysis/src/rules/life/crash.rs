//! `life::crash`

use mpdbg_model::RuleId;

use super::ending::ended_with;
use crate::Evidence;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::crash"),
    scope: Scope::Play,
    summary: "a signal ended the player",
    meaning: "The signal is named. What was recorded before it is judged up to its last picture and its last sound.",
    look_at: "The last events before the end, the player's stderr, a core file.",
    threshold: "any",
    needs: Needs {
        subject: Subject::Life,
        caps: &[],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    ended_with(evidence, RULE.id)
}
