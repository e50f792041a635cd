//! `picture::repeated`

use mpdbg_model::{Defect, MediaTime, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::picture::numbers;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Presented;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::repeated"),
    scope: Scope::Stretch,
    summary: "the same picture was presented more than once",
    meaning: "The presentation time is the one of the picture before. Where the file or its decoder \
              gives several pictures the same time, so many are right. Found as well: the content of the \
              picture before under a time of its own, by the number that a marked sample carries, or by \
              its hash where the reference decode has two different pictures; what it took the place of \
              is then not missing too.",
    look_at: "A scheduler that presents again when it has nothing new, a picture that is not taken off \
              its queue.",
    threshold: "one presentation",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let mut defects = same_time(evidence);
    defects.extend(numbers::repeated(evidence, RULE.id));
    Verdict::Found(defects)
}

fn same_time(evidence: &Evidence<'_>) -> Vec<Defect> {
    let same = |a: &Presented, b: &Presented| a.pts == b.pts;
    if !evidence
        .play
        .presented
        .windows(2)
        .any(|pair| same(&pair[0], &pair[1]))
    {
        return Vec::new();
    }
    let mut decoded: Vec<_> = evidence
        .play
        .decoded
        .iter()
        .filter_map(|one| one.pts)
        .collect();
    decoded.sort_unstable();
    let several = evidence
        .play
        .presented
        .chunk_by(same)
        .filter(|run| run.len() > 1);
    several
        .filter_map(|run| defect(evidence, &decoded, run))
        .collect()
}

fn defect(evidence: &Evidence<'_>, decoded: &[MediaTime], run: &[Presented]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let again = run
        .len()
        .checked_sub(right(evidence, decoded, first))
        .filter(|again| *again > 0)?;
    let finding = Finding::new(RULE.id, Severity::Minor)
        .media(first.pts, first.pts.plus(evidence.frame))
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(again)
        .frames(again);
    Some(finding.detail(format!("presented {} again", counted(again, "time"))))
}

/// How many pictures with this time are right; at least 1. `decoded` is sorted.
fn right(evidence: &Evidence<'_>, decoded: &[MediaTime], picture: &Presented) -> usize {
    let decoded = equal(decoded, |time| *time, picture.pts);
    let expected = evidence.video().map_or(0, |stream| {
        equal(&stream.frames, |frame| frame.pts, picture.pts)
    });
    decoded.max(expected).max(1)
}

fn equal<T>(sorted: &[T], time: impl Fn(&T) -> MediaTime, at: MediaTime) -> usize {
    let from = sorted.partition_point(|one| time(one) < at);
    sorted[from..].partition_point(|one| time(one) == at)
}
