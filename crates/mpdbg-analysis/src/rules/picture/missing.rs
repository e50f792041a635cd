//! `picture::missing`

use std::ops::Range;

use mpdbg_model::{Defect, RuleId, Severity, Timing};

use crate::rules::finding::{Finding, counted};
use crate::rules::picture::numbers;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::runs;
use crate::{Evidence, Fate, Matching};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::missing"),
    scope: Scope::Stretch,
    summary: "a picture that the file promises was neither presented nor dropped",
    meaning: "missing = expected − presented − dropped, matched by time, or by number where the times \
              are made up. No counter of the player shows it. Pictures at the very end are \
              `picture::tail-missing`; a play that was cut short is judged up to its last picture. In a \
              marked sample, numbers that leap where the file promises nothing in between are found too: \
              such a file lacks pictures that its clip had.",
    look_at: "Damage at the same place (`picture::corrupt`), the queue between decoder and scheduler, \
              time stamps that are rounded onto each other.",
    threshold: "one picture; times match within a tick or 1 ms, and less than half the smallest distance",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented, Cap::Discarded],
        expected: true,
    },
    check,
};

/// From so many pictures in a row on, anyone would notice.
const MANY: usize = 5;

fn check(evidence: &Evidence<'_>) -> Verdict {
    let words = "neither presented nor dropped";
    let mut verdict = lacking(evidence, RULE.id, Fate::Missing, words);
    if let Verdict::Found(defects) = &mut verdict {
        defects.extend(numbers::skipped(evidence, RULE.id));
    }
    verdict
}

/// The runs of pictures whose fate is `fate`.
pub(super) fn lacking(evidence: &Evidence<'_>, rule: RuleId, fate: Fate, what: &str) -> Verdict {
    let (Some(matching), Some(stream)) = (&evidence.pictures, evidence.video()) else {
        return Verdict::NONE;
    };
    if stream.timing == Timing::MadeUp {
        let count = matching.count(|found| *found == fate) as usize;
        let defect = (count > 0).then(|| {
            Finding::new(rule, severity(count))
                .count(count)
                .frames(count)
                .detail(format!(
                    "{} {what}; the file carries no times, so that the place is unknown",
                    counted(count, "picture")
                ))
        });
        return Verdict::Found(defect.into_iter().collect());
    }
    let found = runs(&matching.fates, |found| *found == fate);
    let defects = found
        .into_iter()
        .map(|run| placed(evidence, matching, rule, run, what));
    Verdict::Found(defects.collect())
}

fn placed(
    evidence: &Evidence<'_>,
    matching: &Matching,
    rule: RuleId,
    run: Range<usize>,
    what: &str,
) -> Defect {
    let count = run.len();
    let mut finding = Finding::new(rule, severity(count))
        .count(count)
        .frames(count);
    let ends = evidence
        .video()
        .and_then(|stream| stream.frames.get(run.clone()));
    if let Some((first, last)) = ends.and_then(|frames| frames.first().zip(frames.last())) {
        finding = finding.media(first.pts, evidence.end_of(last));
    }
    let shown = |fate: &Fate| match *fate {
        Fate::Presented(index) | Fate::Mistimed(index) => {
            evidence.play.presented.get(index as usize)
        }
        _ => None,
    };
    let before = matching.fates[..run.start].iter().rev().find_map(shown);
    let after = matching.fates[run.end..].iter().find_map(shown);
    if let Some((before, after)) = before.or(after).zip(after.or(before)) {
        finding = finding.run(before.at, after.at);
    }
    finding.detail(format!("{} {what}", counted(count, "picture")))
}

pub(super) const fn severity(count: usize) -> Severity {
    if count >= MANY {
        Severity::Critical
    } else {
        Severity::Major
    }
}
