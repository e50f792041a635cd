//! `sync::content`

use mpdbg_model::mark::TICK_PERIOD;
use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span, What};

use crate::rules::finding::{Finding, ms};
use crate::rules::picture::late::is_late;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::runs;
use crate::rules::sync::offset;
use crate::states::{HeardMark, Presented, SeenMark};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sync::content"),
    scope: Scope::Stretch,
    summary: "what is seen and what is heard of a marked sample do not belong together",
    meaning: "Content offset = time of the content heard − time of the content seen at the same moment, \
              read from the marks and not from what the player says; positive means that the sound is \
              early. A picture shows its own time and then, as fast as the play runs, the time behind it, \
              until the next one is due. Late pictures are left out, as are ticks around a pause or \
              a change of speed, and where `sync::offset` tells the same. The measure is the median. A \
              sample without marks has nothing to judge.",
    look_at: "The file, if it was not generated in sync. Else the latency of the device, priming of the \
              decoder, time stamps of either stream that are shifted.",
    threshold: "10 ms (content_ms) at two ticks in a row, or at the only one of a stretch, and on the wall clock a period of the device more; a tick every 500 ms",
    needs: Needs {
        subject: Subject::Both,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

/// The content offset at a tick.
#[derive(Clone, Copy)]
struct Tick {
    event: u64,
    heard: RunTime,
    time: MediaTime,
    apart: Span,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let marks = &evidence.play.marks;
    if marks.seen.is_empty() || marks.heard.is_empty() {
        return Verdict::NONE;
    }
    let ticks = ticks(evidence);
    let limit = Profile::span(evidence.profile.content_ms).plus(evidence.play.grain());
    let found = runs(&ticks, |tick| tick.apart.abs() > limit);
    let lasting = found
        .into_iter()
        .filter(|run| run.len() > 1 || ticks.len() == 1);
    let defects: Vec<Defect> = lasting.filter_map(|run| defect(&ticks[run])).collect();
    let told = if defects.is_empty() {
        Vec::new()
    } else {
        told_elsewhere(evidence)
    };
    let new = defects.into_iter().filter(|defect| {
        let value = defect.measure.map_or(0.0, |measure| measure.value);
        !told
            .iter()
            .any(|other| says_the_same(other, defect, value, limit))
    });
    Verdict::Found(new.collect())
}

/// The ticks that can be judged.
fn ticks(evidence: &Evidence<'_>) -> Vec<Tick> {
    let play = evidence.play;
    let settled = play.settled_at(Profile::span(evidence.profile.settle_ms));
    let heard = play.marks.heard.iter();
    let judged = heard.filter(|tick| tick.heard >= settled && !is_disturbed(evidence, tick));
    let ticks = judged.filter_map(|tick| {
        let seen = seen_at(evidence, tick.heard)?;
        Some(Tick {
            event: tick.event,
            heard: tick.heard,
            time: tick.time,
            apart: tick.time.since(seen),
        })
    });
    ticks.collect()
}

/// Something was done between the moment when the device took the tick and the one when it was told: a
/// pause, a change of speed. When it was heard is then not known well enough.
pub(in crate::rules) fn is_disturbed(evidence: &Evidence<'_>, tick: &HeardMark) -> bool {
    let play = evidence.play;
    let latency = play.device.map_or(Span::ZERO, |device| device.latency);
    let taken = tick.heard.plus(Span::ZERO.minus(latency));
    let mut deeds = play.course.deeds.iter();
    deeds.any(|deed| taken <= deed.at && deed.at <= tick.at.max(tick.heard))
}

/// Time of the content that is seen at `at`, unless that picture was late or shown at once, or stays although
/// the next one was due: then that one is late, thrown away or missing.
fn seen_at(evidence: &Evidence<'_>, at: RunTime) -> Option<MediaTime> {
    let play = evidence.play;
    let before = play.presented.partition_point(|shown| shown.at <= at);
    let shown = before.checked_sub(1)?;
    let picture: &Presented = play.presented.get(shown)?;
    let marks = &play.marks.seen;
    let mark = marks.binary_search_by_key(&shown, |mark| mark.shown as usize);
    let mark: &SeenMark = marks.get(mark.ok()?)?;
    let since = play.course.tempo.between(picture.at, at);
    let stays = since > length(evidence, shown).plus(evidence.frame);
    let counts = !stays && !is_shown_at_once(evidence, picture) && !is_late(evidence, picture);
    counts.then(|| mark.time.plus(since))
}

/// How long a picture is to be shown: as the file says, else up to the time of the next one.
fn length(evidence: &Evidence<'_>, shown: usize) -> Span {
    let presented = &evidence.play.presented;
    let own = presented.get(shown).map(|picture| picture.pts);
    let promised = own.and_then(|pts| evidence.frame_at(pts));
    let ends = promised.map(|frame| evidence.end_of(frame));
    let ends = ends.or_else(|| presented.get(shown + 1).map(|next| next.pts));
    ends.zip(own)
        .map_or(Span::ZERO, |(ends, own)| ends.since(own))
}

/// True for a picture that did not wait for its time: one that is on the screen where a seek goes to, and one
/// that a paused play shows there. How long it is shown says nothing.
pub(in crate::rules) fn is_shown_at_once(evidence: &Evidence<'_>, picture: &Presented) -> bool {
    let started = evidence.play.started;
    started.is_some_and(|started| picture.pts < started.from) || is_paused(evidence, picture)
}

/// By the events and not by the moments, since a seek can be over at the moment at which the play goes on.
fn is_paused(evidence: &Evidence<'_>, picture: &Presented) -> bool {
    let course = &evidence.play.course;
    let deeds = course.deeds.iter().filter_map(|deed| match deed.what {
        What::Paused { .. } => Some((deed.event, true)),
        What::Resumed { .. } => Some((deed.event, false)),
        _ => None,
    });
    let before = deeds.clone().rfind(|(event, _)| *event < picture.event);
    let after = deeds.clone().find(|(event, _)| *event > picture.event);
    match (before, after) {
        (Some((_, pauses)), _) => pauses,
        (None, Some((_, pauses))) => !pauses,
        (None, None) => course.tempo.is_paused(picture.at),
    }
}

/// What is found by the player's own report in the same stretch.
fn told_elsewhere(evidence: &Evidence<'_>) -> Vec<Defect> {
    match offset::RULE.ask(evidence) {
        Verdict::Found(defects) => defects,
        Verdict::Unknown(_) | Verdict::NotAsked => Vec::new(),
    }
}

/// True when the player itself says, at the same time, that they are as far apart.
fn says_the_same(other: &Defect, defect: &Defect, value: f64, limit: Span) -> bool {
    let overlaps = other
        .run
        .zip(defect.run)
        .is_some_and(|(a, b)| a.from <= b.to && b.from <= a.to.plus(TICK_PERIOD));
    let as_far = other
        .measure
        .is_some_and(|measure| (measure.value - value).abs() <= limit.as_millis_f64());
    overlaps && as_far
}

fn defect(run: &[Tick]) -> Option<Defect> {
    let (first, last) = run.first().zip(run.last())?;
    let mut sorted: Vec<Span> = run.iter().map(|tick| tick.apart).collect();
    sorted.sort_unstable();
    let (lowest, highest) = sorted.first().zip(sorted.last())?;
    let median = sorted[sorted.len() / 2]
        .plus(sorted[(sorted.len() - 1) / 2])
        .half();
    let severity = if median.abs() > Span::from_millis(90) {
        Severity::Critical
    } else {
        Severity::Major
    };
    let side = if median > Span::ZERO { "early" } else { "late" };
    let finding = Finding::new(RULE.id, severity)
        .media(first.time, last.time)
        .run(first.heard, last.heard)
        .events(first.event, last.event)
        .count(run.len())
        .millis(median);
    let (lowest, highest) = (ms(*lowest), ms(*highest));
    let range = if lowest == highest {
        "throughout".to_owned()
    } else {
        format!("median; {lowest} to {highest}")
    };
    Some(finding.detail(format!(
        "sound {side} by {} in the content ({range}), measured every {} of sound",
        ms(median.abs()),
        ms(TICK_PERIOD)
    )))
}
