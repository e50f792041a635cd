//! `seek::landing`

use mpdbg_model::{Defect, DiscardReason, MediaTime, RuleId, RunTime, SeekMode, Severity, Span};

use super::moves::{Move, Places, moves};
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::{How, Reposition};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("seek::landing"),
    scope: Scope::Play,
    summary: "playing went on at another picture than the one that was asked for",
    meaning: "The first picture after a move, presented or too late for it, against the one that belongs \
              there; what the player says of its own position is not asked. An exact seek lands on the \
              picture that is on the screen at the target: the first one before the pictures begin, the \
              last one behind their end. A seek to a key frame lands on the last key frame at or before \
              the target, or on the one before that. A restart and a loop land on the first picture, a \
              change of the audio stream on the picture behind the one that is shown. Pictures at the \
              beginning that a decoder cannot begin with may lack. The first sound must not end before \
              its place, nor the clock stand before both, less the latency of the device. The place is \
              that of the picture that the seek landed on, where it is at or up to a second before the \
              target, or else the target. Without pictures, and where the audio stream changes, the \
              first sound must not begin far behind the target either, and a seek to a key frame may \
              land any way before it. Not judged where times are made up.",
    look_at: "Which pictures and which sound are decoded and thrown away on the way to the target, \
              rounding of the target, key frames that the index of the file does not have.",
    threshold: "one picture; 25 ms (landing_early_ms) before its place for the end of the first sound and for the clock; behind its place a packet and 100 ms (landing_ms) for sound",
    needs: Needs {
        subject: Subject::Moves,
        caps: &[Cap::Presented],
        expected: true,
    },
    check,
};

/// So far from the target anyone would notice.
const FAR: Span = Span::from_secs(1);

fn check(evidence: &Evidence<'_>) -> Verdict {
    let moves = moves(evidence);
    if moves.is_empty() {
        return Verdict::NONE;
    }
    let places = Places::of(evidence);
    let has_pictures = evidence.video().is_some_and(|it| !it.frames.is_empty());
    let mut defects = Vec::new();
    let mut before = evidence.stretches().first().and_then(last_seen);
    let mut pending = None;
    for one in &moves {
        let is_track = matches!(one.moved.how, How::Track(_));
        // Where another audio stream is chosen before a picture came, one is still on the way.
        let way = pending.filter(|_| is_track).unwrap_or(one.moved);
        let of_picture = places
            .as_ref()
            .and_then(|places| of_picture(one, way, places, before));
        let last = last_seen(one.to);
        // Before its picture a seek may be replaced by the next one; the sound may tell by then.
        let by_sound = !has_pictures || is_track;
        let of_late_sound = || of_late_sound(one).filter(|_| by_sound || last.is_none());
        let of_early_sound = || of_early_sound(one, &way, has_pictures);
        let defect = of_picture.or_else(of_early_sound).or_else(of_late_sound);
        defects.extend(defect);
        pending = if last.is_some() { None } else { Some(way) };
        before = last.or(before);
    }
    Verdict::Found(defects)
}

/// A picture that came to the screen or would have, had it not been late; in the order of their turns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    due: RunTime,
    event: u64,
    at: RunTime,
    pts: MediaTime,
}

fn seen<'e>(evidence: &'e Evidence<'_>) -> impl Iterator<Item = Seen> + 'e {
    let answer = evidence.play.started.map_or(0, |started| started.event);
    let shown = evidence.play.presented.iter().map(|one| Seen {
        due: one.due,
        event: one.event,
        at: one.at,
        pts: one.pts,
    });
    let thrown = evidence.play.discarded.iter();
    let late = thrown.filter(move |one| one.reason == DiscardReason::Late && one.event > answer);
    shown.chain(late.map(|one| Seen {
        due: one.due,
        event: one.event,
        at: one.at,
        pts: one.pts,
    }))
}

fn last_seen(evidence: &Evidence<'_>) -> Option<MediaTime> {
    seen(evidence).max().map(|last| last.pts)
}

fn of_picture(
    one: &Move<'_, '_>,
    way: Reposition,
    places: &Places<'_>,
    before: Option<MediaTime>,
) -> Option<Defect> {
    let first = seen(one.to).min()?;
    let landed = places.number(first.pts);
    let Some((from, to)) = places.right(&way, before) else {
        return Some(defect(
            one,
            first,
            first.pts,
            "there is none behind the last one",
            1,
        ));
    };
    let (wanted, off) = if landed < from {
        (from, from - landed)
    } else if landed > to {
        (to, landed - to)
    } else if places.is_wrong_kind(&way, landed) {
        (to, to.abs_diff(landed))
    } else {
        return None;
    };
    let side = if landed < wanted { "before" } else { "behind" };
    let what = format!("{} {side} the right one", counted(off, "picture"));
    Some(defect(one, first, places.time(wanted), &what, off))
}

fn defect(one: &Move<'_, '_>, first: Seen, wanted: MediaTime, what: &str, off: usize) -> Defect {
    let severity = if first.pts.since(wanted).abs() > FAR {
        Severity::Critical
    } else {
        Severity::Major
    };
    Finding::new(RULE.id, severity)
        .media(wanted, first.pts)
        .run(one.moved.at, first.at)
        .events(one.moved.event, first.event)
        .frames(off)
        .detail(format!("{}: went on with a picture {what}", one.words()))
}

/// Sound that was to be heard no more, or a clock that stands before it.
fn of_early_sound(one: &Move<'_, '_>, way: &Reposition, has_pictures: bool) -> Option<Defect> {
    let place = place(one, way, has_pictures)?;
    let limit = Profile::span(one.to.profile.landing_early_ms);
    let first = one.to.play.written.first();
    if let Some(first) = first.filter(|first| first.end().plus(limit) < place) {
        let off = first.pts.since(place);
        let what = format!("the first sound is from {} before", ms(off.abs()));
        return Some(elsewhere(one, place, off, (first.event, first.at), &what));
    }
    let answer = one.moved.answer?;
    let latency = one.to.play.device.map_or(Span::ZERO, |it| it.latency);
    let earliest = first.map_or(place, |first| first.pts.min(place));
    let off = answer.position.since(place);
    (answer.position.plus(latency).plus(limit) < earliest).then(|| {
        let what = format!("the clock stands {} before", ms(off.abs()));
        elsewhere(one, place, off, (answer.event, answer.at), &what)
    })
}

/// Media time from which on sound is to be heard, where playing is on this way; nothing where it may begin
/// anywhere.
fn place(one: &Move<'_, '_>, way: &Reposition, has_pictures: bool) -> Option<MediaTime> {
    let (target, mode) = match way.how {
        How::Seek { target, mode } => (target, mode),
        How::Track(_) => return one.target(),
        How::Restart | How::Loop => return None,
    };
    if !has_pictures {
        return (mode == SeekMode::Exact).then_some(target);
    }
    let landed = seen(one.to).min()?.pts;
    // Where there is no sound behind the target, it goes on with that of the picture.
    let is_near = target.since(landed) <= FAR || one.sound().is_none();
    let is_near = mode == SeekMode::Key || is_near;
    Some(if is_near { landed.min(target) } else { target })
}

fn of_late_sound(one: &Move<'_, '_>) -> Option<Defect> {
    let first = one.to.play.written.first()?;
    let (wanted, _) = one.sound()?;
    let off = first.pts.since(wanted);
    (off > Profile::span(one.to.profile.landing_ms)).then(|| {
        let what = format!("the first sound is from {} behind", ms(off));
        elsewhere(one, wanted, off, (first.event, first.at), &what)
    })
}

/// `what` of the event `told` is `off` from the place `wanted`.
fn elsewhere(
    one: &Move<'_, '_>,
    wanted: MediaTime,
    off: Span,
    (event, at): (u64, RunTime),
    what: &str,
) -> Defect {
    Finding::new(RULE.id, Severity::Major)
        .media(wanted, wanted.plus(off))
        .run(one.moved.at, at)
        .events(one.moved.event, event)
        .millis(off)
        .detail(format!("{}: {what} the right place", one.words()))
}
