//! Whether the steps of a scenario were taken when they were due, and did what they say.

use mpdbg_model::{
    Action, EndReason, Happening, MediaTime, Outcome, Place, RunTime, SeekTarget, Span, StreamKind,
    What, When,
};

use crate::states::{Noted, Play};
use crate::{Evidence, Profile};

/// Something that is wrong with a step: where it shows, and what it is.
pub(super) type Wrong = Noted<&'static str>;

/// So long a step may be due before it is taken: the end of a play may come first.
const GRACE: Span = Span::from_millis(100);
/// Places are rounded to time stamps.
const NEAR: Span = Span::from_millis(2);

/// Everything that is wrong with the steps of a play and with its pauses.
pub(super) fn wrong(evidence: &Evidence<'_>) -> Vec<Wrong> {
    let play = evidence.play;
    let mut wrong: Vec<Wrong> = moved_while_paused(evidence).collect();
    wrong.extend((0..play.course.steps.len()).filter_map(|index| undone(play, index)));
    wrong.extend(left_though_due(play));
    wrong
}

fn moved_while_paused<'e>(evidence: &'e Evidence<'_>) -> impl Iterator<Item = Wrong> + 'e {
    let slack = Profile::span(evidence.profile.position_ms);
    let pauses = evidence.play.course.pauses.iter();
    pauses.filter_map(move |pause| {
        let (event, at, position) = pause.resumed?;
        let moved = position.since(pause.position).abs() > slack;
        let what = "media time moved while paused";
        moved.then_some(Noted { event, at, what })
    })
}

/// A step that was taken, but not done as it says. The last one of a play that was cut short may not
/// have come to it.
fn undone(play: &Play<'_>, index: usize) -> Option<Wrong> {
    let course = &play.course;
    let step = course.steps[index];
    let number = usize::from(step.what);
    let action = course.scenario?.what.steps.get(number)?.action;
    let next = course.steps.get(index + 1).map(|next| next.event);
    let finished = matches!(play.outcome, Some(noted) if *noted.what == Outcome::Finished);
    if next.is_none() && !finished {
        return None;
    }
    let end = next.unwrap_or(u64::MAX);
    let deeds = course.deeds.iter();
    let mut own = deeds.filter(|deed| step.event < deed.event && deed.event < end);
    let paused = is_paused(play, step.event);
    let what = match action {
        Action::Pause if paused => return None,
        Action::Resume if !paused => return None,
        Action::Loop { .. } => return None,
        Action::Stop => {
            let stopped = play
                .ended
                .is_some_and(|ended| ended.reason == EndReason::ScenarioStopped);
            (!stopped).then_some("a step to stop was taken, and the play went on")
        }
        Action::SelectAudio { .. } if play.audio().is_none() => return None,
        _ => match own.find_map(|deed| is_done(play, action, deed.what)) {
            None => Some("a step was taken, and nothing was done"),
            Some(false) => Some("a step was taken, and something else was done than it says"),
            Some(true) => None,
        },
    }?;
    Some(Noted {
        event: step.event,
        at: step.at,
        what,
    })
}

fn is_paused(play: &Play<'_>, event: u64) -> bool {
    let deeds = play.course.deeds.iter().rev();
    let mut before = deeds.filter(|deed| deed.event < event);
    before.find_map(|deed| match deed.what {
        What::Paused { .. } => Some(true),
        What::Resumed { .. } | What::Restarted { .. } => Some(false),
        _ => None,
    }) == Some(true)
}

/// Whether `deed` is of the kind that `action` asks for, and then whether it is as asked.
fn is_done(play: &Play<'_>, action: Action, deed: &What) -> Option<bool> {
    match (action, deed) {
        (Action::Pause, What::Paused { .. })
        | (Action::Resume, What::Resumed { .. })
        | (Action::Restart, What::Restarted { .. }) => Some(true),
        (
            Action::Rate { thousandths },
            What::RateChanged {
                thousandths: set, ..
            },
        ) => Some(thousandths == *set),
        (Action::Volume { percent }, What::VolumeChanged { percent: set }) => Some(percent == *set),
        (Action::SelectAudio { track }, What::AudioTrackSelected { stream, .. }) => {
            let streams = play.streams.iter();
            let mut audio = streams.filter(|info| info.kind == StreamKind::Audio);
            let wanted = audio.nth(usize::from(track).saturating_sub(1));
            Some(wanted.is_none_or(|wanted| wanted.index == *stream))
        }
        (
            Action::Seek { to, mode },
            What::SeekAsked {
                from,
                target,
                mode: asked,
            },
        ) => Some(mode == *asked && is_near(play, to, *from, *target)),
        _ => None,
    }
}

/// Whether a seek goes where its step says; places beyond the ends of the sample are its ends.
fn is_near(play: &Play<'_>, to: SeekTarget, from: MediaTime, target: MediaTime) -> bool {
    let wanted = match to {
        SeekTarget::By(span) => Some(from.plus(span)),
        SeekTarget::To(place) => media_at(play, place),
    };
    let Some(wanted) = wanted else {
        return true;
    };
    let end = length(play).map_or(target, |length| begin(play).plus(length));
    let wanted = wanted.min(end.max(begin(play))).max(begin(play));
    target.since(wanted).abs() <= NEAR
}

fn begin(play: &Play<'_>) -> MediaTime {
    let start = play.container.and_then(|container| container.start);
    start.unwrap_or(MediaTime::ZERO)
}

fn length(play: &Play<'_>) -> Option<Span> {
    let declared = play.container.and_then(|container| container.duration);
    let longest = || {
        play.streams
            .iter()
            .filter_map(|stream| stream.duration)
            .max()
    };
    declared
        .or_else(longest)
        .filter(|length| *length > Span::ZERO)
}

fn media_at(play: &Play<'_>, place: Place) -> Option<MediaTime> {
    let after = match place {
        Place::Time(span) => span,
        Place::Share(millionths) => {
            let part = i128::from(length(play)?.nanos()) * i128::from(millionths) / 1_000_000;
            Span::from_nanos(i64::try_from(part).ok()?)
        }
    };
    Some(begin(play).plus(after))
}

/// The first step that was not taken, when it was due before a play that came to its end was over: a
/// sample that is shorter than thought leaves steps that were never due.
fn left_though_due(play: &Play<'_>) -> Option<Wrong> {
    let course = &play.course;
    let ended = play
        .ended
        .filter(|ended| ended.reason == EndReason::EndOfStream)?;
    let steps = &course.scenario?.what.steps;
    let taken = course
        .steps
        .last()
        .map_or(0, |last| usize::from(last.what) + 1);
    let first = course
        .steps_left
        .map_or(taken, |left| usize::from(left.what));
    let due = match steps.get(first)?.when {
        When::Media(place) => {
            let place = media_at(play, place)?;
            ended.position.since(place) > GRACE
        }
        When::Run(span) => is_over(play.started?.at, span, ended.at),
        When::After { what, wait } => {
            let step = course.steps.last().map(|last| last.at);
            let since = step.or(play.started.map(|started| started.at))?;
            match what {
                Happening::Step => is_over(since, wait, ended.at),
                Happening::Picture => {
                    let shown = play.presented.iter().map(|shown| shown.at);
                    let first = shown.into_iter().find(|at| *at > since);
                    first.is_some_and(|first| is_over(first, wait, ended.at))
                }
                Happening::End => true,
            }
        }
    };
    due.then_some(Noted {
        event: ended.event,
        at: ended.at,
        what: "a step was due and was not taken",
    })
}

fn is_over(since: RunTime, wait: Span, ended: RunTime) -> bool {
    ended.since(since) > wait.plus(GRACE)
}
