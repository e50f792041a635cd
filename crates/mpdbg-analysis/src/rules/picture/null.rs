//! `picture::null`

use mpdbg_model::{RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Cap, Needs, Rule, Subject, Verdict};
use crate::rules::runs::chains;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::null"),
    summary: "the decoder returned no picture where one was due",
    meaning: "The player says so itself. Such a picture is not also missing.",
    look_at: "Damage at the same place, a decoder that is asked before it was fed.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Decoded],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let in_a_row = chains(&evidence.play.not_returned, |a, b| {
        a.decoded_before == b.decoded_before
    });
    let defects = in_a_row.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let mut finding = Finding::new(RULE.id, Severity::Major)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .frames(run.len());
        if let Some(after) = first.after {
            finding = finding.media(after, after.plus(evidence.frame.times(run.len() as i64)));
        }
        Some(finding.detail(format!(
            "{} not returned by the decoder",
            counted(run.len(), "picture")
        )))
    });
    Verdict::Found(defects.collect())
}
