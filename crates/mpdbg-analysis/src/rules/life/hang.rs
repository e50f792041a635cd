//! `life::hang`

use mpdbg_model::RuleId;

use super::ending::ended_with;
use crate::Evidence;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::hang"),
    scope: Scope::Play,
    summary: "the player came no further",
    meaning: "No event for the time that the limits of the session allow: waiting (no CPU used) or spinning (all of it). A player that told so much that its recording grew over the limit turns in a loop and counts here too.",
    look_at: "Waiting: locks and full queues. Spinning: loops that retry without progress. The last events before the silence.",
    threshold: "the limits of the session (hang_ms, recording_bytes)",
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
