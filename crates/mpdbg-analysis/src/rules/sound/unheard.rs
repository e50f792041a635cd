//! `sound::unheard`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::Piece;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sound::unheard"),
    scope: Scope::Stretch,
    summary: "the play ended before the last of its sound was heard",
    meaning: "The end of the sound that was written, against the media time that can have been heard when \
              the play ends or begins again: the last position that the device told, and the media time \
              from there to the end. What was never written is `sound::gap`. Where the times of the last \
              pieces leap it is not judged, nor when the play was cut short.",
    look_at: "What the end of the play waits for: the last picture, the last write, or the device.",
    threshold: "25 ms (unheard_ms)",
    needs: Needs {
        subject: Subject::Sound,
        caps: &[Cap::AudioWritten, Cap::AudioPosition],
        expected: false,
    },
    check,
};

/// Pieces that follow each other may be this far apart.
const LEAP: Span = Span::from_millis(25);

fn check(evidence: &Evidence<'_>) -> Verdict {
    Verdict::Found(unheard(evidence).into_iter().collect())
}

fn unheard(evidence: &Evidence<'_>) -> Option<Defect> {
    let play = evidence.play;
    let last = play.written.last().filter(|_| play.complete())?;
    let end = over_at(evidence)?;
    let (event, at, position) = match (play.played.last(), play.started) {
        (Some(heard), _) => (heard.event, heard.at, heard.position),
        (None, Some(started)) => (started.event, started.at, started.from),
        (None, None) => return None,
    };
    let heard = position.plus(play.course.tempo.between(at, end));
    let length = last.end().since(heard);
    if length <= Profile::span(evidence.profile.unheard_ms) || !goes_on(&play.written, heard) {
        return None;
    }
    let severity = if length > Span::from_millis(200) {
        Severity::Critical
    } else {
        Severity::Major
    };
    let finding = Finding::new(RULE.id, severity)
        .media(heard, last.end())
        .run(at, end)
        .events(
            event,
            play.ended
                .map_or(last.event.max(event), |ended| ended.event),
        )
        .millis(length);
    Some(finding.detail(format!(
        "the last {} of the sound was written and not heard",
        ms(length)
    )))
}

/// When the play says that it is over, or begins again.
fn over_at(evidence: &Evidence<'_>) -> Option<RunTime> {
    let left = evidence.play.stretch.as_ref().and_then(|it| it.left);
    let left = left.map(|left| left.at);
    left.or_else(|| evidence.play.ended.map(|ended| ended.at))
}

/// True when the sound goes on without a leap of its times from `heard` to its end.
fn goes_on(written: &[Piece], heard: MediaTime) -> bool {
    let mut behind = written
        .windows(2)
        .rev()
        .take_while(|pair| pair[1].pts > heard);
    behind.all(|pair| pair[1].pts.since(pair[0].end()).abs() <= LEAP)
}
