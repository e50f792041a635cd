//! `seek::unanswered`

use mpdbg_model::{Defect, DiscardReason, RuleId, Severity, Span};

use super::moves::{Move, Places, moves, whole_audio};
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::How;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("seek::unanswered"),
    scope: Scope::Play,
    summary: "after a seek nothing came before the end or the next seek",
    meaning: "No picture of the new place was presented, or none of the sound that the file holds there was \
              written. A seek that was replaced by the next one, or a play that was cut short, before a \
              picture could be asked for (seek_ms after the seek, and what the file itself puts before \
              it) is no defect; neither is a change of the audio stream at the last picture.",
    look_at: "A seek that is lost when another one is under way, an end of stream that was seen before the \
              seek and is not forgotten, a decoder that is fed nothing after its flush.",
    threshold: "any; within 500 ms (seek_ms) nothing is asked for",
    needs: Needs {
        subject: Subject::Moves,
        caps: &[Cap::Presented],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let moves = moves(evidence);
    let places = if moves.is_empty() {
        None
    } else {
        Places::of(evidence)
    };
    let defects = moves.iter().filter_map(|one| {
        let picture = lacks_picture(one, places.as_ref());
        let what = match (picture, lacks_sound(one)) {
            (true, true) => "no picture and no sound",
            (true, false) => "no picture",
            (false, true) => "no sound",
            (false, false) => return None,
        };
        Some(defect(one, what))
    });
    Verdict::Found(defects.collect())
}

fn lacks_picture(one: &Move<'_, '_>, places: Option<&Places<'_>>) -> bool {
    let Some(places) = places.filter(|_| !matches!(one.moved.how, How::Track(_))) else {
        return false;
    };
    let play = one.to.play;
    let late = |reason: DiscardReason| reason == DiscardReason::Late;
    if !play.presented.is_empty() || play.discarded.iter().any(|thrown| late(thrown.reason)) {
        return false;
    }
    let ahead = one.target().map_or(Span::ZERO, |target| {
        let first = places.time(places.on_screen(target));
        first.since(target).max(Span::ZERO)
    });
    play.complete() || is_overdue(one, ahead)
}

/// Only sound that lasts as long as the player may take is asked for.
fn lacks_sound(one: &Move<'_, '_>) -> bool {
    let play = one.to.play;
    let reports = play.caps.is_some_and(|caps| caps.audio_written);
    if !reports || !play.written.is_empty() || whole_audio(one.to).is_none() {
        return false;
    }
    let Some((from, length)) = one.sound() else {
        return false;
    };
    let ahead = one.target().map_or(Span::ZERO, |target| from.since(target));
    length > Profile::span(one.to.profile.seek_ms) && is_overdue(one, ahead.max(Span::ZERO))
}

/// True when the stretch went on, unpaused, until what lies `ahead` should have come.
fn is_overdue(one: &Move<'_, '_>, ahead: Span) -> bool {
    let (begun, play) = (one.moved.at, one.to.play);
    let tempo = &play.course.tempo;
    let waited = play
        .last_at
        .since(begun)
        .minus(tempo.paused(begun, play.last_at));
    let limit = Profile::span(one.to.profile.seek_ms);
    waited > limit.plus(tempo.run(ahead, begun))
}

fn defect(one: &Move<'_, '_>, what: &str) -> Defect {
    let play = one.to.play;
    let waited = play.last_at.since(one.moved.at);
    let last = one
        .moved
        .event
        .max(one.moved.event + play.events.saturating_sub(1));
    let mut finding = Finding::new(RULE.id, Severity::Critical)
        .run(one.moved.at, play.last_at)
        .events(one.moved.event, last)
        .millis(waited);
    if let Some(target) = one.target() {
        finding = finding.media(target, target);
    }
    finding.detail(format!("{}: {what} in {}", one.words(), ms(waited)))
}
