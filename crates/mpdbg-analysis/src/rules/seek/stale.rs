//! `seek::stale`

use mpdbg_model::{Defect, RuleId, Severity, Span};

use super::moves::{Move, moves};
use crate::Evidence;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Presented;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("seek::stale"),
    scope: Scope::Play,
    summary: "a picture or sound of the place before came after a seek",
    meaning: "A picture that was presented between the asking and the answer; one that was decoded before \
              the seek and not again; pictures that go on at the place before until one far off begins \
              at the new place; and, by the marks of a marked sample, a new time on the content of the \
              place before. Of sound: pieces that were decoded before the seek, and nothing of about \
              their time since, written behind it. The same for restarts and loops; when the audio \
              stream changes, the pictures go on. One defect a move for the pictures and one for the \
              sound. What is stale is in no other count, and the landing is that of the first picture \
              and the first sound behind it.",
    look_at: "What is flushed and in which order: the queues of pictures and of sound, the decoder, the \
              picture that the presenting thread already holds.",
    threshold: "one picture, one piece of sound",
    needs: Needs {
        subject: Subject::Moves,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let moves = moves(evidence);
    let found = moves
        .iter()
        .flat_map(|one| [of_pictures(one), of_sound(one)]);
    Verdict::Found(found.flatten().collect())
}

fn of_pictures(one: &Move<'_, '_>) -> Option<Defect> {
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

fn of_sound(one: &Move<'_, '_>) -> Option<Defect> {
    let pieces = &one.to.play.stretch.as_ref()?.stale_sound;
    let (first, last) = pieces.first().zip(pieces.last())?;
    let length = pieces
        .iter()
        .fold(Span::ZERO, |sum, piece| sum.plus(piece.duration));
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(first.pts, last.end())
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(pieces.len())
        .millis(length);
    Some(finding.detail(format!(
        "{}: {} of the sound of the place before",
        one.words(),
        ms(length)
    )))
}
