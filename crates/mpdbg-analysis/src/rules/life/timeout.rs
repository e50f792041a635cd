//! `life::timeout`

use mpdbg_model::RuleId;

use super::ending::ended_with;
use crate::Evidence;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::timeout"),
    scope: Scope::Play,
    summary: "the play took longer than the limits allow",
    meaning: "The supervisor ended it while it still told events. Not a crash, and not tried again.",
    look_at: "The length of the sample against the limit; the speed of decoding; a play that never comes to its end.",
    threshold: "the limit of the session (timeout_ms)",
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
