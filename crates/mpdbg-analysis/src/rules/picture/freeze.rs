//! `picture::freeze`

use mpdbg_model::{
    Defect, ExpectedStream, ExpectedTimeline, MediaTime, RuleId, RunTime, Severity, Span,
};

use crate::rules::finding::{Finding, ms};
use crate::rules::picture::late::is_late;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::sync::content::is_shown_at_once;
use crate::rules::timing::stall;
use crate::states::{How, Presented};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::freeze"),
    scope: Scope::Stretch,
    summary: "a picture stood longer than the file says",
    meaning: "The time between two presentations, less what the file itself puts between the two \
              pictures: a long hold of the file, or pictures missing or dropped in between, are no \
              freeze. When the picture behind the pause was late it is `picture::late`; when media time \
              itself stood it is `timing::stall`. What was paused does not count, and at another rate \
              everything is held against that rate. Where playing went on elsewhere, the last picture \
              before it is judged up to that moment. The thresholds are those of WebRTC's freeze count.",
    look_at: "The presenting thread, the window system, a clock that was set back.",
    threshold: "max(3 × usual distance (freeze_times), usual distance + 150 ms (freeze_ms)), beyond the \
                file's own gap",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

/// What ended the time of a picture: the next one, or the move to elsewhere.
#[derive(Clone, Copy)]
struct Next {
    event: u64,
    at: RunTime,
    pts: MediaTime,
    is_late: bool,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let presented = &evidence.play.presented;
    let least = Profile::span(evidence.profile.freeze_ms);
    let mut defects = Vec::new();
    let mut stands = None;
    let mut ask = |shown: &Presented, next: Next| {
        let frozen = frozen(evidence, shown, next).filter(|_| {
            let stands = stands.get_or_insert_with(|| stall::stands(evidence));
            !next.is_late && !stall::covers(stands, shown.at, next.at)
        });
        defects.extend(frozen.map(|(pause, frozen)| defect(shown, next, pause, frozen)));
    };
    for pair in presented.windows(2) {
        let next = &pair[1];
        if next.at.since(pair[0].at) >= least {
            ask(&pair[0], of_picture(evidence, next));
        }
    }
    if let Some((shown, next)) = presented.last().zip(move_on(evidence)) {
        ask(shown, next);
    }
    Verdict::Found(defects)
}

fn of_picture(evidence: &Evidence<'_>, next: &Presented) -> Next {
    Next {
        event: next.event,
        at: next.at,
        pts: next.pts,
        is_late: is_late(evidence, next),
    }
}

/// The move to elsewhere, with the picture that would have been next.
fn move_on(evidence: &Evidence<'_>) -> Option<Next> {
    let left = evidence.play.stretch.as_ref()?.left?;
    let last = evidence.play.presented.last()?.pts;
    let whole = evidence.whole.and_then(ExpectedTimeline::video);
    let at_the_end = whole
        .and_then(|stream| stream.frames.last())
        .is_some_and(|end| end.pts <= last);
    if left.how == How::Loop || at_the_end {
        return None;
    }
    let behind = |stream: &ExpectedStream| stream.frames.partition_point(|frame| frame.pts <= last);
    let next = whole.and_then(|stream| stream.frames.get(behind(stream)));
    Some(Next {
        event: left.event,
        at: left.at,
        pts: next.map_or_else(|| last.plus(evidence.frame), |next| next.pts),
        is_late: false,
    })
}

/// How long the picture stood, and how much of it too long, when that is a freeze: run time, less
/// pauses.
fn frozen(evidence: &Evidence<'_>, shown: &Presented, next: Next) -> Option<(Span, Span)> {
    let tempo = &evidence.play.course.tempo;
    let run = |media: Span| tempo.run(media, next.at);
    let frame = run(evidence.frame);
    let profile = evidence.profile;
    let limit = frame.times(profile.freeze_times);
    let limit = limit.max(frame.plus(Span::from_millis(profile.freeze_ms)));
    let pause = (next.at.since(shown.at)).minus(tempo.paused(shown.at, next.at));
    let length = next.pts.since(shown.pts).max(evidence.frame);
    let due = tempo.due(shown.at, length.plus(ahead(evidence, shown)));
    let frozen = next.at.since(due).minus(tempo.paused(due, next.at));
    (pause >= limit && frozen.plus(frame) >= limit).then_some((pause, frozen))
}

/// How far a picture is ahead of media time: in a pause, the one where a seek goes to is shown at once,
/// before the sound gets there.
fn ahead(evidence: &Evidence<'_>, shown: &Presented) -> Span {
    let play = evidence.play;
    let began = play.started.filter(|_| play.stretch.is_some());
    let Some(began) = began.filter(|_| is_shown_at_once(evidence, shown)) else {
        return Span::ZERO;
    };
    let passed = play.course.tempo.between(began.at, shown.at);
    shown.pts.since(began.from.plus(passed)).max(Span::ZERO)
}

fn defect(shown: &Presented, next: Next, pause: Span, frozen: Span) -> Defect {
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(shown.pts, next.pts)
        .run(shown.at, next.at)
        .events(shown.event, next.event)
        .millis(frozen);
    finding.detail(format!(
        "a picture stood {}, {} longer than the file says",
        ms(pause),
        ms(frozen)
    ))
}
