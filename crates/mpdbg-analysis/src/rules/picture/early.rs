//! `picture::early`

use mpdbg_model::{Defect, RuleId, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Subject, Verdict};
use crate::rules::runs::runs;
use crate::states::Presented;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::early"),
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
    let shown = &evidence.play.presented;
    let slack = evidence.slack(evidence.profile.early_ms);
    let settled = evidence
        .play
        .settled_at(Profile::span(evidence.profile.settle_ms));
    let early = runs(shown, |picture| {
        picture.due.since(picture.at) > slack && picture.due >= settled
    });
    Verdict::Found(
        early
            .into_iter()
            .filter_map(|run| defect(evidence, &shown[run]))
            .collect(),
    )
}

fn defect(evidence: &Evidence<'_>, run: &[Presented]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let by = run.iter().map(|picture| picture.due.since(picture.at));
    let worst = by.max().unwrap_or(Span::ZERO);
    let severity = if worst > Span::from_millis(100) {
        Severity::Major
    } else {
        Severity::Minor
    };
    let finding = Finding::new(RULE.id, severity)
        .media(first.pts, last.pts.plus(evidence.frame))
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(run.len())
        .millis(worst);
    Some(finding.detail(format!(
        "{} up to {} early",
        counted(run.len(), "picture"),
        ms(worst)
    )))
}
