//! `life::exit`

use mpdbg_model::RuleId;

use super::ending::ended_with;
use crate::Evidence;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::exit"),
    scope: Scope::Play,
    summary: "the player exited with a code other than 0",
    meaning: "It gave up in order, though not after a failure to open. What was recorded before it is judged up to its last picture and its last sound.",
    look_at: "The last events before the end, the player's stderr.",
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
