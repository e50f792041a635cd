//! `timing::stall`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};
use crate::states::{DamageKind, Reading};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::stall"),
    scope: Scope::Stretch,
    summary: "media time stood while playing",
    meaning: "Between two readings of the master clock, run time went on by more than media time, pauses \
              left out and at the rate that is set. The \
              cause is given where it shows: the device (an underrun), sound from before a seek, the \
              decoder (an error), a low buffer (no packets waiting), else unknown. Without readings of the clocks, the position of \
              the device serves, up to the end of the sound. Media time that never stood for long but \
              ran at another speed than the one that is set is found too.",
    look_at: "The cause that is named; else the thread that feeds the clock.",
    threshold: "200 ms (stall_ms) between two readings; in all, and 2 percent, for another speed",
    needs: Needs {
        subject: Subject::Any,
        caps: &[],
        expected: false,
    },
    check,
};

/// A reading of media time.
#[derive(Clone, Copy)]
struct Mark {
    event: u64,
    at: RunTime,
    media: MediaTime,
}

/// Two readings between which media time stood.
pub(in crate::rules) struct Stand {
    from: Mark,
    to: Mark,
    lost: Span,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    if play.presented.is_empty() && play.written.is_empty() {
        return Verdict::NONE;
    }
    if play.clocks.is_empty() && play.played.is_empty() {
        return Verdict::Unknown("the player reports neither clocks nor positions".to_owned());
    }
    let found = stands(evidence);
    let defects = found.iter().map(|stand| defect(evidence, stand));
    Verdict::Found(defects.chain(off_its_speed(evidence, &found)).collect())
}

/// Less than this is what a real device is off by.
const OFF_PERCENT: i64 = 2;

/// Media time that ran at another speed than the one that is set, though it never stood for long. What
/// underruns, leaps of the file and steps back of the clock explain is told elsewhere.
fn off_its_speed(evidence: &Evidence<'_>, told: &[Stand]) -> Option<Defect> {
    let play = evidence.play;
    let settled = play.settled_at(Profile::span(evidence.profile.settle_ms));
    let clocks = &play.clocks[play.clocks.partition_point(|one| one.at < settled)..];
    let (first, last) = clocks.first().zip(clocks.last())?;
    let back = |pair: &[Reading]| pair[1].master < pair[0].master;
    if !play.underruns.is_empty() || !play.discontinuities.is_empty() || clocks.windows(2).any(back)
    {
        return None;
    }
    let tempo = &play.course.tempo;
    let due = tempo.between(first.at, last.at);
    let ran = last.master.since(first.master);
    let behind = tempo.run(due.minus(ran), last.at);
    let stood = told.iter().fold(Span::ZERO, |sum, one| sum.plus(one.lost));
    let rest = behind.minus(stood);
    let limit = Profile::span(evidence.profile.stall_ms);
    let far = due.minus(ran).abs().times(100) > due.times(OFF_PERCENT);
    (rest.abs() > limit && far).then(|| {
        let speed = ran.as_secs_f64() / due.as_secs_f64().max(f64::MIN_POSITIVE);
        Finding::new(RULE.id, Severity::Major)
            .media(first.master, last.master)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .millis(rest)
            .detail(format!(
                "media time ran at {speed:.2} of the speed that is set"
            ))
    })
}

/// True when media time stood somewhere between the two moments.
pub(in crate::rules) fn covers(stands: &[Stand], from: RunTime, to: RunTime) -> bool {
    stands
        .iter()
        .any(|stand| stand.from.at < to && stand.to.at > from)
}

/// Where media time stood, in order.
pub(in crate::rules) fn stands(evidence: &Evidence<'_>) -> Vec<Stand> {
    let play = evidence.play;
    if play.clocks.is_empty() {
        let end = play.sound_end();
        let sounding = play
            .played
            .iter()
            .filter(|heard| end.is_none_or(|end| heard.position < end));
        let marks = sounding.map(|heard| Mark {
            event: heard.event,
            at: heard.at,
            media: heard.position,
        });
        return pauses(evidence, marks);
    }
    let readings = play.clocks.iter();
    pauses(
        evidence,
        readings.map(|one| Mark {
            event: one.event,
            at: one.at,
            media: one.master,
        }),
    )
}

/// A step back of the clock is the business of `timing::position`.
fn pauses(evidence: &Evidence<'_>, marks: impl Iterator<Item = Mark>) -> Vec<Stand> {
    let limit = Profile::span(evidence.profile.stall_ms);
    let tempo = &evidence.play.course.tempo;
    let mut found = Vec::new();
    let mut before: Option<Mark> = None;
    for next in marks {
        if let Some(from) = before {
            let went_on = next.media.since(from.media);
            let short = tempo.between(from.at, next.at).minus(went_on);
            let lost = tempo.run(short, next.at);
            if lost > limit && went_on >= Span::ZERO {
                found.push(Stand {
                    from,
                    to: next,
                    lost,
                });
            }
        }
        before = Some(next);
    }
    found
}

fn defect(evidence: &Evidence<'_>, stand: &Stand) -> Defect {
    let severity = if stand.lost > Span::from_secs(1) {
        Severity::Critical
    } else {
        Severity::Major
    };
    let cause = cause(evidence, stand);
    Finding::new(RULE.id, severity)
        .media(stand.from.media, stand.to.media)
        .run(stand.from.at, stand.to.at)
        .events(stand.from.event, stand.to.event)
        .millis(stand.lost)
        .detail(format!(
            "media time stood {}; cause: {cause}",
            ms(stand.lost)
        ))
}

fn cause(evidence: &Evidence<'_>, stand: &Stand) -> &'static str {
    let play = evidence.play;
    let within = |at: RunTime| stand.from.at <= at && at <= stand.to.at;
    let stale = play.stretch.iter().flat_map(|it| &it.stale_sound);
    let is_stale = |at: MediaTime| stale.clone().any(|one| one.pts <= at && at <= one.end());
    if play.underruns.iter().any(|underrun| within(underrun.at)) {
        "device (an underrun)"
    } else if is_stale(stand.from.media) || is_stale(stand.to.media) {
        "sound of the place before a seek (seek::stale)"
    } else if play
        .damage
        .iter()
        .any(|one| within(one.at) && one.kind == DamageKind::Failed)
    {
        "decoder (an error)"
    } else if play.starved.iter().any(|at| within(*at)) {
        "low buffer (no packets waiting)"
    } else {
        "unknown"
    }
}
