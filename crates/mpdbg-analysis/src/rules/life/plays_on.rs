//! `life::plays-on`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use crate::evidence::declared_end;
use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};
use crate::states::How;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::plays-on"),
    scope: Scope::Play,
    summary: "the play goes on after everything was played",
    meaning: "The last picture has had its time and the last sound was heard, the declared end is past, \
              and the player still did not end; or it wrote sound behind the end of the file. A play \
              that was cut short before it said that it is over is judged up to its last event. A play \
              that waits at its end for a step goes on by request up to that step.",
    look_at: "How the end of each stream is told to whoever ends the play; loops that start over.",
    threshold: "1000 ms (plays_on_ms)",
    needs: Needs {
        subject: Subject::Any,
        caps: &[],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let sound = sound_behind_the_end(evidence);
    Verdict::Found(sound.or_else(|| idle(evidence)).into_iter().collect())
}

fn slack(evidence: &Evidence<'_>) -> Span {
    Profile::span(evidence.profile.plays_on_ms)
}

/// The later of what the packets hold and what the header declares.
fn end(evidence: &Evidence<'_>) -> Option<MediaTime> {
    let streams = evidence.video().into_iter().chain(evidence.audio());
    let declared = streams
        .filter_map(|stream| declared_end(evidence, stream))
        .map(|end| end.at);
    let chosen = evidence.play.course.repositions.iter();
    let chosen = chosen.filter_map(|moved| match moved.how {
        How::Track(stream) => evidence.expected?.stream(stream)?.sound.last(),
        How::Seek { .. } | How::Restart | How::Loop => None,
    });
    let chosen = chosen.map(|piece| piece.to).max();
    evidence.packets_end().max(declared.max()).max(chosen)
}

fn sound_behind_the_end(evidence: &Evidence<'_>) -> Option<Defect> {
    let (end, played) = (end(evidence)?, evidence.play.sound_end()?);
    let by = played.since(end);
    let last = evidence.play.written.last()?;
    (by > slack(evidence)).then(|| {
        let finding = Finding::new(RULE.id, Severity::Major)
            .media(end, played)
            .millis(by);
        finding
            .event(last.event, last.at)
            .detail(format!("{} of sound behind the end", ms(by)))
    })
}

/// From the moment when the end of the media was due to the end of the play.
fn idle(evidence: &Evidence<'_>) -> Option<Defect> {
    let play = evidence.play;
    let end = end(evidence)?;
    let picture = play
        .presented
        .last()
        .map(|shown| due(evidence, shown.at, shown.pts, end));
    let heard = play
        .played
        .iter()
        .rev()
        .find(|heard| Some(heard.position) < play.sound_end());
    let sound = heard.map(|heard| due(evidence, heard.at, heard.position, end));
    let step = play.course.steps.last().map(|step| step.at);
    let over = picture.max(sound)?.max(step.unwrap_or(RunTime::ZERO));
    let stopped = play.ended.map_or(play.last_at, |ended| ended.at);
    let by = stopped.since(over);
    (by > slack(evidence)).then(|| {
        let finding = Finding::new(RULE.id, Severity::Minor)
            .run(over, stopped)
            .millis(by);
        finding
            .media(end, end)
            .detail(format!("ended {} after everything was played", ms(by)))
    })
}

/// When `end` is due, if `media` was at `at`.
fn due(evidence: &Evidence<'_>, at: RunTime, media: MediaTime, end: MediaTime) -> RunTime {
    let left = end.since(media).max(Span::ZERO);
    evidence.play.course.tempo.due(at, left)
}
