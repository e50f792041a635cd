//! `picture::dropped-late`

use mpdbg_model::{DiscardReason, RuleId, Severity, Span};

use crate::Evidence;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::chains;
use crate::states::Discarded;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::dropped-late"),
    scope: Scope::Stretch,
    summary: "the player threw a picture away because its time had passed",
    meaning: "Pictures in a row are one defect; its count is the length of the run, its measure how \
              late the latest of them was. A picture that is dropped here is not also missing.",
    look_at: "Decoding time, what else runs on the presenting thread, the clock that the pictures are \
              held against.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Discarded],
        expected: false,
    },
    check,
};

/// From so many pictures in a row on, anyone would notice.
const MANY: usize = 5;

fn check(evidence: &Evidence<'_>) -> Verdict {
    let late = |discarded: &&Discarded| discarded.reason == DiscardReason::Late;
    let late: Vec<Discarded> = evidence
        .play
        .discarded
        .iter()
        .filter(late)
        .copied()
        .collect();
    let next_to = evidence.frame.plus(evidence.frame.half());
    let in_a_row = chains(&late, |a, b| {
        a.presented_before == b.presented_before || b.pts.since(a.pts).abs() <= next_to
    });
    let defects = in_a_row.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let lateness = run.iter().map(|picture| picture.at.since(picture.due));
        let worst = lateness.max().unwrap_or(Span::ZERO);
        let severity = if run.len() >= MANY {
            Severity::Critical
        } else {
            Severity::Major
        };
        let finding = Finding::new(RULE.id, severity)
            .media(first.pts, last.pts.plus(evidence.frame))
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .millis(worst);
        let pictures = counted(run.len(), "picture");
        Some(finding.detail(format!("{pictures} thrown away, up to {} late", ms(worst))))
    });
    Verdict::Found(defects.collect())
}
