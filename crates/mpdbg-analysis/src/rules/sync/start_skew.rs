//! `sync::start-skew`

use mpdbg_model::{DeviceKind, MediaTime, RuleId, RunTime, Severity, Span};

use crate::rules::finding::{Finding, ms};
use crate::rules::picture::late::is_late;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::sync::content::is_shown_at_once;
use crate::rules::sync::offset;
use crate::states::Presented;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sync::start-skew"),
    scope: Scope::Stretch,
    summary: "the first picture and the first sound do not begin as far apart as the file says",
    meaning: "When the first picture was presented and when the first sound was heard, by the positions that \
              the device reports, against how far apart their times are; at the speed that is set. After a \
              seek or a loop it is asked anew. A first picture that was late by its own due time is \
              `picture::late`; streams of which one begins more than five seconds after the other, or a \
              device that ran dry before, are not judged, nor is a picture that is shown \
              at once where a seek goes to; an offset that lasts is `sync::offset`. Positive means that the \
              sound came early.",
    look_at: "What the first picture waits for, the latency of the device, priming of the sound decoder.",
    threshold: "60 ms (start_skew_ms), and the latency of a real device",
    needs: Needs {
        subject: Subject::Both,
        caps: &[Cap::Presented, Cap::AudioWritten, Cap::AudioPosition],
        expected: false,
    },
    check,
};

/// Streams that begin further apart have nothing to do with each other at the start.
const FAR: Span = Span::from_secs(5);

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    let Some(((heard_at, sound), picture)) = first_heard(evidence).zip(first_seen(evidence)) else {
        return Verdict::NONE;
    };
    let promised = picture.pts.since(sound);
    if promised.abs() > FAR || is_late(evidence, picture) {
        return Verdict::NONE;
    }
    let passed = play.course.tempo.between(heard_at, picture.at);
    let skew = passed.minus(promised);
    if skew.abs() <= limit(evidence) || told_elsewhere(evidence, picture.at) {
        return Verdict::NONE;
    }
    let side = if skew > Span::ZERO { "early" } else { "late" };
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(sound, picture.pts)
        .run(heard_at, picture.at)
        .millis(skew);
    let words = format!("the first sound came {} {side}", ms(skew.abs()));
    Verdict::Found(vec![finding.detail(words)])
}

/// The first picture that waited for its time.
fn first_seen<'e>(evidence: &'e Evidence<'_>) -> Option<&'e Presented> {
    let mut shown = evidence.play.presented.iter();
    shown.find(|shown| !is_shown_at_once(evidence, shown))
}

/// True when they are apart for longer than the start, which `sync::offset` says.
fn told_elsewhere(evidence: &Evidence<'_>, start: RunTime) -> bool {
    let Verdict::Found(defects) = offset::RULE.ask(evidence) else {
        return false;
    };
    let near = Profile::span(evidence.profile.offset_hold_ms);
    let mut runs = defects.iter().filter_map(|defect| defect.run);
    runs.any(|run| run.from <= start.plus(near) && start <= run.to)
}

fn limit(evidence: &Evidence<'_>) -> Span {
    let limit = Profile::span(evidence.profile.start_skew_ms);
    match evidence.play.device {
        Some(device) if device.kind == DeviceKind::Real => limit.plus(device.latency),
        _ => limit,
    }
}

/// When the first sound was heard, and its time.
fn first_heard(evidence: &Evidence<'_>) -> Option<(RunTime, MediaTime)> {
    let play = evidence.play;
    let sound = play.written.iter().map(|piece| piece.pts).min()?;
    let heard = play.played.iter().find(|heard| heard.position >= sound)?;
    let dry = play.underruns.iter().any(|dry| dry.at <= heard.at);
    let since = play.course.tempo.run(heard.position.since(sound), heard.at);
    let at = heard.at.plus(Span::ZERO.minus(since));
    let begun = play.started.is_none_or(|started| started.at <= at);
    (!dry && begun && !play.course.tempo.is_paused(heard.at)).then_some((at, sound))
}
