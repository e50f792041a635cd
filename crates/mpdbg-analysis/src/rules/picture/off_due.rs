//! Pictures that were presented at another moment than the one they were due at.

use mpdbg_model::{Defect, RuleId, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::Verdict;
use crate::rules::runs::runs;
use crate::states::Presented;
use crate::{Evidence, Profile};

/// More than this, and an attentive viewer notices.
const NOTICEABLE: Span = Span::from_millis(100);

/// The runs of settled pictures that are off by more than half a picture and `limit_ms`; `off` says by
/// how much, positive in the direction that `word` names.
pub(super) fn off_due(
    evidence: &Evidence<'_>,
    rule: RuleId,
    limit_ms: i64,
    word: &str,
    off: impl Fn(&Presented) -> Span,
) -> Verdict {
    let shown = &evidence.play.presented;
    let settled = evidence
        .play
        .settled_at(Profile::span(evidence.profile.settle_ms));
    let found = runs(shown, |picture| {
        off(picture) > evidence.slack(limit_ms, picture.due) && picture.due >= settled
    });
    let defects = found.into_iter().filter_map(|run| {
        let run = &shown[run];
        let worst = run.iter().map(&off).max()?;
        defect(evidence, rule, run, worst, word)
    });
    Verdict::Found(defects.collect())
}

fn defect(
    evidence: &Evidence<'_>,
    rule: RuleId,
    run: &[Presented],
    worst: Span,
    word: &str,
) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let severity = if worst > NOTICEABLE {
        Severity::Major
    } else {
        Severity::Minor
    };
    let finding = Finding::new(rule, severity)
        .media(first.pts, last.pts.plus(evidence.frame))
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(run.len())
        .millis(worst);
    let pictures = counted(run.len(), "picture");
    Some(finding.detail(format!("{pictures} up to {} {word}", ms(worst))))
}
