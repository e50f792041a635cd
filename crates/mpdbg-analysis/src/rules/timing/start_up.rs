//! `timing::start-up`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::start-up"),
    scope: Scope::Play,
    summary: "the first picture or the first sound took long",
    meaning: "From the beginning of the recording to the first picture, and to the first sound, less what \
              the file itself puts before them.",
    look_at: "Probing of the container, opening of the device, how much is buffered before the start.",
    threshold: "2000 ms (start_up_ms)",
    needs: Needs {
        subject: Subject::Any,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    let Some(started) = play.started else {
        return Verdict::NONE;
    };
    let picture = play
        .presented
        .first()
        .map(|shown| (shown.event, shown.at, shown.pts, "picture"));
    let played = play
        .played
        .iter()
        .find(|heard| heard.position > started.from);
    let sound = played.map(|heard| (heard.event, heard.at, heard.position, "sound"));
    let tempo = &play.course.tempo;
    let limit = Profile::span(evidence.profile.start_up_ms);
    let firsts = [picture, sound].into_iter().flatten();
    let slow = firsts.filter_map(|(event, at, media, what)| {
        let ahead = tempo.run(media.since(started.from).max(Span::ZERO), at);
        let paused = tempo.paused(RunTime::ZERO, at);
        let took = at.since(RunTime::ZERO).minus(paused).minus(ahead);
        (took > limit).then(|| defect(event, at, media, took, what))
    });
    Verdict::Found(slow.collect())
}

fn defect(event: u64, at: RunTime, media: MediaTime, took: Span, what: &str) -> Defect {
    Finding::new(RULE.id, Severity::Minor)
        .media(media, media)
        .run(RunTime::ZERO, at)
        .events(event, event)
        .millis(took)
        .detail(format!("the first {what} took {}", ms(took)))
}
