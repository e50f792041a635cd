//! `timing::scheduled-in-past`

use mpdbg_model::{MediaTime, RuleId, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::picture::late::is_late;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::chains;
use crate::states::Overdue;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::scheduled-in-past"),
    scope: Scope::Stretch,
    summary: "a picture was asked for when it was due already",
    meaning: "The scheduler asked for a negative delay: it has no time left. A picture that was then \
              presented late or thrown away is counted there and not here, so what is left is a player \
              that lives from hand to mouth.",
    look_at: "What runs between two presentations, decoding ahead, how deadlines are computed.",
    threshold: "more than 5 ms (scheduled_in_past_ms)",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Scheduling, Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let limit = Profile::span(evidence.profile.scheduled_in_past_ms);
    let elsewhere = counted_elsewhere(evidence);
    let overdue: Vec<Overdue> = evidence
        .play
        .overdue
        .iter()
        .filter(|one| one.by > limit && elsewhere.binary_search(&one.pts).is_err())
        .copied()
        .collect();
    let close = chains(&overdue, |a, b| {
        b.pts.since(a.pts).abs() <= evidence.frame.times(2)
    });
    let defects = close.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let worst = run.iter().map(|one| one.by).max().unwrap_or(Span::ZERO);
        let finding = Finding::new(RULE.id, Severity::Minor)
            .media(first.pts, last.pts.plus(evidence.frame))
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .millis(worst);
        let pictures = counted(run.len(), "picture");
        Some(finding.detail(format!("{pictures} asked for up to {} too late", ms(worst))))
    });
    Verdict::Found(defects.collect())
}

/// Times of the pictures that were late or thrown away, sorted.
fn counted_elsewhere(evidence: &Evidence<'_>) -> Vec<MediaTime> {
    if evidence.play.overdue.is_empty() {
        return Vec::new();
    }
    let late = evidence
        .play
        .presented
        .iter()
        .filter(|picture| is_late(evidence, picture));
    let mut times: Vec<_> = late.map(|picture| picture.pts).collect();
    times.extend(evidence.play.discarded.iter().map(|thrown| thrown.pts));
    times.sort_unstable();
    times
}
