//! `seek::latency`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use super::moves::{Move, moves};
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::{Answer, How};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("seek::latency"),
    scope: Scope::Play,
    summary: "after a seek the first picture or the first sound took long",
    meaning: "From the moment when the player was asked to go elsewhere to the first picture that it \
              presented there, and to the first sound that was heard, less what the file itself puts \
              before them, and less pauses. A paused play shows its picture at once. Not judged where \
              nothing came (`seek::unanswered`), nor for the pictures when the audio stream changes. \
              One defect a move; its measure is the later of the two.",
    look_at: "How far back the decoder has to begin, whether it decodes what it throws away as fast as it \
              can, how much is buffered before playing goes on, opening of the device.",
    threshold: "500 ms (seek_ms)",
    needs: Needs {
        subject: Subject::Moves,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

/// What came first.
struct First {
    event: u64,
    at: RunTime,
    media: MediaTime,
    took: Span,
    what: &'static str,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let limit = Profile::span(evidence.profile.seek_ms);
    let slow = moves(evidence).into_iter().filter_map(|one| {
        let answer = one.moved.answer?;
        let firsts = [picture(&one, answer), sound(&one, answer)];
        let worst = firsts
            .into_iter()
            .flatten()
            .max_by_key(|first| first.took)?;
        (worst.took > limit).then(|| defect(&one, &worst))
    });
    Verdict::Found(slow.collect())
}

fn picture(one: &Move<'_, '_>, answer: Answer) -> Option<First> {
    let first = one.to.play.presented.first()?;
    if matches!(one.moved.how, How::Track(_)) {
        return None;
    }
    let tempo = &one.to.play.course.tempo;
    let whole = first.at.since(one.moved.at);
    let took = if tempo.is_paused(first.at) {
        whole
    } else {
        less_the_way(one, answer, first.at, first.pts)
    };
    Some(First {
        event: first.event,
        at: first.at,
        media: first.pts,
        took,
        what: "picture",
    })
}

fn sound(one: &Move<'_, '_>, answer: Answer) -> Option<First> {
    let heard = one.to.play.played.iter();
    let first = heard
        .clone()
        .find(|heard| heard.position > answer.position)?;
    Some(First {
        event: first.event,
        at: first.at,
        media: first.position,
        took: less_the_way(one, answer, first.at, first.position),
        what: "sound",
    })
}

/// From the asking to `at`, less pauses and less what lies before `media`.
fn less_the_way(one: &Move<'_, '_>, answer: Answer, at: RunTime, media: MediaTime) -> Span {
    let tempo = &one.to.play.course.tempo;
    let ahead = media.since(answer.position).max(Span::ZERO);
    let paused = tempo.paused(one.moved.at, at);
    at.since(one.moved.at)
        .minus(paused)
        .minus(tempo.run(ahead, at))
}

fn defect(one: &Move<'_, '_>, first: &First) -> Defect {
    Finding::new(RULE.id, Severity::Minor)
        .media(first.media, first.media)
        .run(one.moved.at, first.at)
        .events(one.moved.event, first.event)
        .millis(first.took)
        .detail(format!(
            "{}: the first {} took {}",
            one.words(),
            first.what,
            ms(first.took)
        ))
}
