//! `picture::late`

use mpdbg_model::{Defect, RuleId, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Subject, Verdict};
use crate::rules::runs::runs;
use crate::states::Presented;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::late"),
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
    let shown = &evidence.play.presented;
    let slack = evidence.slack(evidence.profile.late_ms);
    let settled = evidence
        .play
        .settled_at(Profile::span(evidence.profile.settle_ms));
    let late = runs(shown, |picture| {
        picture.lateness() > slack && picture.due >= settled
    });
    Verdict::Found(
        late.into_iter()
            .filter_map(|run| defect(evidence, &shown[run]))
            .collect(),
    )
}

/// True when `picture` is late by this rule's threshold.
pub(in crate::rules) fn is_late(evidence: &Evidence<'_>, picture: &Presented) -> bool {
    let knows = evidence.play.caps.is_some_and(|caps| caps.due);
    knows && picture.lateness() > evidence.slack(evidence.profile.late_ms)
}

fn defect(evidence: &Evidence<'_>, run: &[Presented]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let worst = run
        .iter()
        .map(Presented::lateness)
        .max()
        .unwrap_or(Span::ZERO);
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
        "{} up to {} late",
        counted(run.len(), "picture"),
        ms(worst)
    )))
}
