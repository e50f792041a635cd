//! `seek::stale`

use mpdbg_model::{Defect, RuleId, Severity};

use super::moves::{Move, moves};
use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Presented;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("seek::stale"),
    scope: Scope::Play,
    summary: "a picture of the place before was presented after a seek",
    meaning: "A picture that was presented between the asking and the answer; one that was decoded before \
              the seek and not again; pictures that go on at the place before until one far off begins \
              at the new place; and, by the marks of a marked sample, a new time on the content of the \
              place before. The same for restarts and loops; when the audio stream changes, the pictures \
              go on. One defect a move. Such a picture is in no other count, and the landing is that of \
              the first picture behind it.",
    look_at: "What is flushed and in which order: the queue of pictures, the decoder, the picture that the \
              presenting thread already holds.",
    threshold: "one picture",
    needs: Needs {
        subject: Subject::Moves,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    Verdict::Found(moves(evidence).iter().filter_map(defect).collect())
}

fn defect(one: &Move<'_, '_>) -> Option<Defect> {
    let told = one.to.play.stretch.iter().flat_map(|it| &it.stale);
    let pictures: Vec<&Presented> = told.chain(one.to.stale_content()).collect();
    let (first, last) = pictures.first().zip(pictures.last())?;
    let times = pictures.iter().map(|picture| picture.pts);
    let (from, to) = times.clone().min().zip(times.max())?;
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(from, to)
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(pictures.len())
        .frames(pictures.len());
    let count = counted(pictures.len(), "picture");
    Some(finding.detail(format!("{}: {count} of the place before", one.words())))
}
