//! `sync::offset`

use mpdbg_model::{Defect, RuleId, Severity, Span};

use crate::evidence::Offset;
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::runs;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sync::offset"),
    scope: Scope::Stretch,
    summary: "picture and sound are noticeably apart",
    meaning: "Offset = position heard − position seen; positive means that the sound is early. At another \
              rate it is the run time that lies between them. Judged only while there is both, and only \
              at pictures that were not late by their own due time (those are `picture::late`). The \
              limits are those of ITU-R BT.1359. Within them a jump is `sync::step`; a slow change is \
              `sync::drift`, whether or not it leads here.",
    look_at: "The master clock, the latency of the device, how the first picture and the first sound are \
              lined up.",
    threshold: "outside +45/−125 ms (offset_early_ms, offset_late_ms) for 200 ms (offset_hold_ms); \
                severe outside +90/−185 ms",
    needs: Needs {
        subject: Subject::Both,
        caps: &[Cap::Presented, Cap::AudioPosition],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let offsets = evidence.offsets();
    let profile = evidence.profile;
    let (early, late) = (profile.offset_early_ms, profile.offset_late_ms);
    let hold = Profile::span(profile.offset_hold_ms);
    let defects = runs(offsets, |offset| outside(offset.apart, early, late))
        .into_iter()
        .filter_map(|run| {
            let run = &offsets[run];
            let (first, last) = run.first().zip(run.last())?;
            let lasted = last.reading.at.since(first.reading.at);
            (lasted >= hold).then(|| defect(evidence, run, first, last))
        });
    Verdict::Found(defects.collect())
}

/// True when the offset is beyond one of the limits.
pub(super) const fn outside(apart: Span, early_ms: i64, late_ms: i64) -> bool {
    apart.nanos() > Span::from_millis(early_ms).nanos()
        || apart.nanos() < -Span::from_millis(late_ms).nanos()
}

fn defect(evidence: &Evidence<'_>, run: &[Offset], first: &Offset, last: &Offset) -> Defect {
    let mut sorted: Vec<Span> = run.iter().map(|offset| offset.apart).collect();
    sorted.sort_unstable();
    let worst = sorted
        .iter()
        .copied()
        .max_by_key(|apart| apart.abs())
        .unwrap_or(Span::ZERO);
    let profile = evidence.profile;
    let severe = outside(
        worst,
        profile.offset_severe_early_ms,
        profile.offset_severe_late_ms,
    );
    let severity = if severe {
        Severity::Critical
    } else {
        Severity::Major
    };
    let mut finding = Finding::new(RULE.id, severity)
        .run(first.reading.at, last.reading.at)
        .events(first.reading.event, last.reading.event)
        .count(run.len())
        .millis(worst);
    if let Some((from, to)) = first.reading.video.zip(last.reading.video) {
        finding = finding.media(from, to);
    }
    let at = |percent: usize| ms(sorted[(sorted.len() - 1) * percent / 100]);
    let side = if worst > Span::ZERO { "early" } else { "late" };
    finding.detail(format!(
        "sound {side} by up to {}; median {}, 95th percentile {}",
        ms(worst.abs()),
        at(50),
        at(95)
    ))
}
