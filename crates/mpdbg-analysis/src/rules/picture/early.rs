//! `picture::early`

use mpdbg_model::RuleId;

use crate::Evidence;
use crate::rules::picture::off_due::off_due;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::early"),
    scope: Scope::Stretch,
    summary: "a picture was presented before it was due",
    meaning: "due − presented. Early pictures in a row are one defect; its measure is the earliest of \
              them.",
    look_at: "Rounding of delays, timers that fire early, a first picture that does not wait.",
    threshold: "more than half a picture and 5 ms (early_ms); settle_ms 500 on a real device",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented, Cap::Due],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    off_due(
        evidence,
        RULE.id,
        evidence.profile.early_ms,
        "early",
        |picture| picture.due.since(picture.at),
    )
}
