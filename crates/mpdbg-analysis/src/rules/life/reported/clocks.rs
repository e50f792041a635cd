//! Readings of the clocks, held against the events around them.

use mpdbg_model::{Defect, EndReason, MediaTime, RunTime, Severity, Span};

use super::positions::Positions;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::life::false_report::RULE;
use crate::states::Reading;
use crate::{Evidence, Profile};

/// Readings whose media time seen is neither that of the last picture nor what has passed since.
pub(in crate::rules::life) fn of_other_pictures(evidence: &Evidence<'_>) -> Vec<Defect> {
    let play = evidence.play;
    let slack = slack(evidence);
    let mut shown = 0;
    let off = |reading: &Reading| {
        let seen = reading.video?;
        let behind = &play.presented[shown..];
        shown += behind
            .iter()
            .take_while(|shown| shown.event < reading.event)
            .count();
        let picture = play.presented.get(shown.checked_sub(1)?)?;
        let passed = play.course.tempo.between(picture.at, reading.at);
        outside(seen, picture.pts, picture.pts.plus(passed), slack)
    };
    found(evidence, off, "the media time seen")
}

/// Readings whose media time heard is not between the positions around them.
pub(in crate::rules::life) fn of_other_sound(evidence: &Evidence<'_>) -> Vec<Defect> {
    let slack = slack(evidence);
    let settled = evidence
        .play
        .settled_at(Profile::span(evidence.profile.settle_ms));
    let mut positions = Positions::of(evidence.play);
    let off = |reading: &Reading| {
        let heard = reading.audio.filter(|_| reading.at >= settled)?;
        let position = positions.at(reading.at)?;
        outside(heard, position, position, slack)
    };
    found(evidence, off, "the media time heard")
}

/// The position at the end, when the clock cannot have come to it from its last reading, or, where it was
/// never read, from the last position: it may have stood, but neither run back nor faster than its speed.
pub(in crate::rules::life) fn at_the_end(evidence: &Evidence<'_>) -> Option<Defect> {
    let play = evidence.play;
    let ended = play
        .ended
        .filter(|ended| ended.reason != EndReason::NothingToPlay)?;
    let last = evidence.stretches().last()?.play;
    let read = last
        .clocks
        .last()
        .map(|one| (one.event, one.at, one.master));
    let sound_end = play.sound_end();
    let heard = last
        .played
        .iter()
        .rfind(|one| Some(one.position) <= sound_end);
    let heard = heard.map(|one| (one.event, one.at, one.position));
    let (event, at, media): (u64, RunTime, MediaTime) = read.or(heard)?;
    let leapt = play.discontinuities.iter().any(|leap| leap.event > event);
    let passed = play.course.tempo.between(at, ended.at);
    let slack = slack(evidence).plus(evidence.frame);
    let by = outside(ended.position, media, media.plus(passed), slack)?;
    (!leapt).then(|| {
        Finding::new(RULE.id, Severity::Minor)
            .media(ended.position, media.plus(passed))
            .run(at, ended.at)
            .events(event, ended.event)
            .millis(by)
            .detail(format!(
                "the position at the end is {} off what the clock showed before",
                ms(by.abs())
            ))
    })
}

fn slack(evidence: &Evidence<'_>) -> Span {
    Profile::span(evidence.profile.position_ms).plus(evidence.play.grain())
}

/// How far `media` is below `from` or above `to`, when that is more than `slack`.
fn outside(media: MediaTime, from: MediaTime, to: MediaTime, slack: Span) -> Option<Span> {
    let by = if media < from {
        media.since(from)
    } else {
        media.since(to.max(from)).max(Span::ZERO)
    };
    (by.abs() > slack).then_some(by)
}

fn found(
    evidence: &Evidence<'_>,
    mut off: impl FnMut(&Reading) -> Option<Span>,
    what: &str,
) -> Vec<Defect> {
    let clocks = evidence.play.clocks.iter().enumerate();
    let wrong = clocks.filter_map(|(index, one)| Some((index, one, off(one)?)));
    let wrong: Vec<(usize, &Reading, Span)> = wrong.collect();
    let neighbours = wrong.chunk_by(|a, b| a.0 + 1 == b.0);
    let defects = neighbours.filter_map(|run| {
        let (_, _, worst) = run.iter().max_by_key(|(_, _, by)| by.abs())?;
        let ((_, first, _), (_, last, _)) = run.first().zip(run.last())?;
        let finding = Finding::new(RULE.id, Severity::Minor)
            .media(first.master, last.master)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .count(run.len())
            .millis(*worst);
        let readings = counted(run.len(), "reading");
        Some(finding.detail(format!(
            "{what} was off by up to {} in {readings}",
            ms(worst.abs())
        )))
    });
    defects.collect()
}
