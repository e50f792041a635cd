//! `life::refused`

use mpdbg_model::{Defect, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

/// The id of this rule.
pub(crate) const REFUSED: RuleId = RuleId("life::refused");

pub(crate) const RULE: Rule = Rule {
    id: REFUSED,
    scope: Scope::Play,
    summary: "the player says of one session only that the scenario does not fit the sample",
    meaning: "The bytes of the sample and the steps of the scenario are the same in both sessions, so that what the player found in the sample is not: a stream, its length, or whether it can seek. Nothing else can be compared.",
    look_at: "How the sample is probed: which streams are found, how long they are said to be, whether the file can seek.",
    threshold: "any",
    needs: Needs {
        subject: Subject::Sessions,
        caps: &[],
        expected: false,
    },
    check,
};

/// A single session cannot tell.
const fn check(_: &Evidence<'_>) -> Verdict {
    Verdict::NotAsked
}

/// The defect of a session whose player refused, in the player's words.
pub(crate) fn refused(reason: &str) -> Defect {
    Finding::new(REFUSED, Severity::Critical).detail(reason.to_owned())
}
