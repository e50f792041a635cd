//! `life::protocol`

use mpdbg_model::{RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::protocol"),
    summary: "an event came that the state does not allow",
    meaning: "A picture before the sample is open, pictures or sound after the end, a second start, run \
              time that goes back. Each kind is one defect with its count.",
    look_at: "The order in which threads tell what they do; a listener that outlives its play.",
    threshold: "one event",
    needs: Needs {
        subject: Subject::Life,
        caps: &[],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let violations = &evidence.play.violations;
    let mut kinds: Vec<&str> = Vec::new();
    for violation in violations {
        if !kinds.contains(&violation.what) {
            kinds.push(violation.what);
        }
    }
    let defects = kinds.into_iter().filter_map(|kind| {
        let of_kind = || violations.iter().filter(|violation| violation.what == kind);
        let (first, last) = (of_kind().next()?, of_kind().next_back()?);
        let finding = Finding::new(RULE.id, Severity::Major)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(of_kind().count());
        Some(finding.times(of_kind().count()).detail(kind))
    });
    Verdict::Found(defects.collect())
}
