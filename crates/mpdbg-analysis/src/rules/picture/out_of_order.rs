//! `picture::out-of-order`

use mpdbg_model::{Defect, MediaTime, RuleId, Severity, Span};

use crate::Evidence;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::picture::numbers;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Presented;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::out-of-order"),
    scope: Scope::Stretch,
    summary: "a picture was presented after one that belongs behind it",
    meaning: "The presentation time goes back though nobody sought. Pictures that the decoder already \
              returned in this order are the file's own: its time stamps are at fault, not the player. In a \
              marked sample, content whose number goes back though its time does not is found too.",
    look_at: "The reordering queue, two threads that present, time stamps taken from packets instead of \
              pictures.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let mut defects = by_time(evidence);
    defects.extend(numbers::turned_back(evidence, RULE.id));
    Verdict::Found(defects)
}

fn by_time(evidence: &Evidence<'_>) -> Vec<Defect> {
    let shown = &evidence.play.presented;
    if shown.is_sorted_by_key(|picture| picture.pts) {
        return Vec::new();
    }
    let own = goes_back_in_the_decoder(evidence);
    let mut defects = Vec::new();
    let mut run: Option<(usize, usize)> = None;
    let mut latest = shown.first().map(|picture| picture.pts);
    for (index, picture) in shown.iter().enumerate() {
        let back = latest.is_some_and(|latest| picture.pts < latest);
        if back && own.binary_search(&picture.pts).is_err() {
            run = Some(run.map_or((index, index), |(first, _)| (first, index)));
            continue;
        }
        latest = if back {
            Some(picture.pts)
        } else {
            latest.max(Some(picture.pts))
        };
        defects.extend(run.take());
    }
    defects.extend(run);
    let defects = defects.into_iter();
    defects
        .map(|(first, last)| defect(evidence, shown, first, last))
        .collect()
}

fn defect(evidence: &Evidence<'_>, shown: &[Presented], first: usize, last: usize) -> Defect {
    let run = &shown[first..=last];
    let lowest = run
        .iter()
        .map(|picture| picture.pts)
        .min()
        .unwrap_or(MediaTime::ZERO);
    let highest = run
        .iter()
        .map(|picture| picture.pts)
        .max()
        .unwrap_or(MediaTime::ZERO);
    let before = first
        .checked_sub(1)
        .map_or(highest, |before| shown[before].pts);
    let back = before.since(lowest).max(Span::ZERO);
    Finding::new(RULE.id, Severity::Major)
        .media(lowest, highest.plus(evidence.frame))
        .run(shown[first].at, shown[last].at)
        .events(shown[first].event, shown[last].event)
        .count(run.len())
        .millis(back)
        .detail(format!(
            "{} out of order, back by {}",
            counted(run.len(), "picture"),
            ms(back)
        ))
}

/// Times that the decoder already returned after a later one, sorted.
fn goes_back_in_the_decoder(evidence: &Evidence<'_>) -> Vec<MediaTime> {
    let mut latest: Option<MediaTime> = None;
    let mut back = Vec::new();
    for pts in evidence
        .play
        .decoded
        .iter()
        .filter_map(|picture| picture.pts)
    {
        if latest.is_some_and(|latest| pts < latest) {
            back.push(pts);
        }
        latest = latest.max(Some(pts));
    }
    back.sort_unstable();
    back
}
