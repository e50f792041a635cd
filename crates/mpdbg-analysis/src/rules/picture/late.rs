//! `picture::late`

use mpdbg_model::RuleId;

use crate::Evidence;
use crate::rules::picture::off_due::off_due;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Presented;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::late"),
    scope: Scope::Stretch,
    summary: "a picture was presented after it was due",
    meaning: "presented − due. Late pictures in a row are one defect; its measure is the latest of \
              them. A pause between pictures that ends in a late one is counted here and not as a \
              freeze. The first half second of a real device is left out and counted as settling.",
    look_at: "Decoding time just before, waits on the presenting thread, the precision of timers.",
    threshold: "more than 20 ms (late_ms) and half a picture; settle_ms 500 on a real device",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented, Cap::Due],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let limit = evidence.profile.late_ms;
    off_due(evidence, RULE.id, limit, "late", Presented::lateness)
}

/// True when `picture` is late by this rule's threshold.
pub(in crate::rules) fn is_late(evidence: &Evidence<'_>, picture: &Presented) -> bool {
    evidence.is_late(picture)
}
