//! `life::protocol`

use mpdbg_model::{RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::life::steps;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::protocol"),
    scope: Scope::Play,
    summary: "an event came that the state does not allow",
    meaning: "A picture before the sample is open, pictures or sound after the end, a second start, run \
              time that goes back. Where things are done: a picture while paused (but the one that a seek in \
              the pause lands on), media time that moves in a pause, the end of a pause that never began, \
              an answer to a seek that was not asked for, a step out of turn, a step that is taken and not \
              done as it says, and one that was due before the end and was not taken. Steps that a sample \
              is too short for were never due. Each kind is one defect with its count.",
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
    let mut violations = evidence.play.violations.clone();
    violations.extend(steps::wrong(evidence));
    let mut kinds: Vec<&str> = Vec::new();
    for violation in &violations {
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
