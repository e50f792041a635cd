//! `timing::position`

use mpdbg_model::{Defect, MediaTime, RuleId, Severity, Span, StreamKind};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::timing::stall::{self, Stand};
use crate::states::Position;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::position"),
    scope: Scope::Stretch,
    summary: "the reported position goes back, stands, or runs past the end",
    meaning: "What the device says is heard. It may go back where the file's own time stamps do. When \
              media time as a whole stands it is `timing::stall`, and when the device ran dry it is \
              `sound::underrun`; here the position stands although the play goes on.",
    look_at: "How latency is taken off, wrap-around of counters, what is reported after the last sound.",
    threshold: "back by 20 ms (position_ms); standing 200 ms (stall_ms); 250 ms (duration_ms) past the end",
    needs: Needs {
        subject: Subject::Sound,
        caps: &[Cap::AudioPosition, Cap::AudioWritten],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let Some(end) = evidence.play.sound_end() else {
        return Verdict::NONE;
    };
    let end = end.max(evidence.packets_end().unwrap_or(end));
    let back = Span::from_millis(-evidence.profile.position_ms);
    let stand = Profile::span(evidence.profile.stall_ms);
    let stalls = stall::stands(evidence);
    let own_steps = steps_back(evidence);
    let tempo = &evidence.play.course.tempo;
    let mut defects = Vec::new();
    for pair in evidence.play.played.windows(2) {
        let (before, after) = (&pair[0], &pair[1]);
        let moved = after.position.since(before.position);
        if moved < back {
            if !own_steps
                .iter()
                .any(|step| step.since(after.position).abs() < Span::from_secs(1))
            {
                defects.push(defect(before, after, moved.abs(), "went back by"));
            }
            continue;
        }
        let lost = tempo.between(before.at, after.at).minus(moved);
        let stood = tempo.run(lost, after.at);
        if stood > stand && stands(evidence, &stalls, before, after) {
            defects.push(defect(before, after, stood, "stood"));
        }
    }
    defects.extend(past_the_end(evidence, end));
    Verdict::Found(defects)
}

fn defect(before: &Position, after: &Position, by: Span, what: &str) -> Defect {
    Finding::new(RULE.id, Severity::Minor)
        .media(before.position, after.position)
        .run(before.at, after.at)
        .events(before.event, after.event)
        .millis(by)
        .detail(format!("the position {what} {}", ms(by)))
}

/// Standing counts only while there is sound to be heard, and only once.
fn stands(evidence: &Evidence<'_>, stalls: &[Stand], before: &Position, after: &Position) -> bool {
    let play = evidence.play;
    let sounding = play.sound_end().is_some_and(|end| after.position < end);
    let moving = play
        .started
        .is_some_and(|started| before.position > started.from);
    let dry = play
        .underruns
        .iter()
        .any(|one| before.at <= one.at && one.at <= after.at);
    sounding && moving && !dry && !stall::covers(stalls, before.at, after.at)
}

/// Where the sound of the file itself goes back to.
fn steps_back(evidence: &Evidence<'_>) -> Vec<MediaTime> {
    let leaps = evidence.play.discontinuities.iter();
    let said =
        leaps.filter(|leap| leap.stream == Some(StreamKind::Audio) && leap.found < leap.expected);
    let written = evidence
        .play
        .written
        .windows(2)
        .filter(|pair| pair[1].pts < pair[0].pts);
    let mut steps: Vec<_> = said.map(|leap| leap.found).collect();
    steps.extend(written.map(|pair| pair[1].pts));
    steps
}

fn past_the_end(evidence: &Evidence<'_>, end: MediaTime) -> Option<Defect> {
    let slack = Profile::span(evidence.profile.duration_ms);
    let past = |heard: &&Position| heard.position > end.plus(slack);
    let first = evidence.play.played.iter().find(past)?;
    let furthest = evidence
        .play
        .played
        .iter()
        .filter(past)
        .max_by_key(|heard| heard.position)?;
    let by = furthest.position.since(end);
    let count = evidence.play.played.iter().filter(past).count();
    let finding = Finding::new(RULE.id, Severity::Minor)
        .media(end, furthest.position)
        .run(first.at, furthest.at)
        .events(first.event, furthest.event)
        .count(count)
        .millis(by);
    Some(finding.detail(format!("the position ran {} past the end", ms(by))))
}
