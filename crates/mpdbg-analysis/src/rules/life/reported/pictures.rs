//! The times under which pictures were presented.

use mpdbg_model::{Defect, ExpectedFrame, MediaTime, Severity, Span, Timing};

use crate::evidence::Content;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::life::false_report::RULE;
use crate::rules::runs::runs;
use crate::states::Presented;
use crate::{Evidence, Fate, Profile};

/// Pictures whose content belongs to another time.
pub(in crate::rules::life) fn relabelled(evidence: &Evidence<'_>) -> Vec<Defect> {
    let shown = &evidence.play.presented;
    let off = (0_u32..)
        .zip(shown)
        .filter_map(|(index, _)| match evidence.content_of(index) {
            Content::Other(by) => Some((index, by)),
            Content::Own | Content::Again | Content::Stale | Content::Moved => None,
        });
    let off: Vec<(u32, Span)> = off.collect();
    let defects = off.chunk_by(|a, b| a.0 + 1 == b.0).filter_map(|run| {
        let (_, by) = run.iter().max_by_key(|(_, by)| by.abs())?;
        let side = if *by > Span::ZERO { "later" } else { "earlier" };
        let (first, last) = run.first().zip(run.last())?;
        let run = &shown[first.0 as usize..=last.0 as usize];
        let pictures = counted(run.len(), "picture");
        let words = format!(
            "{pictures} presented with content that belongs up to {} {side}",
            ms(by.abs())
        );
        Some(over(evidence, run)?.millis(*by).detail(words))
    });
    defects.collect()
}

/// Pictures whose time neither the file holds nor the decoder gave; nothing where a decoder gives pictures
/// without a time, and further off than `timing::timestamp-jump` allows.
pub(in crate::rules::life) fn made_up(evidence: &Evidence<'_>) -> Vec<Defect> {
    let play = evidence.play;
    let Some(stream) = evidence
        .video()
        .filter(|stream| stream.timing == Timing::Carried)
    else {
        return Vec::new();
    };
    let tick = stream.info.time_base.tick().max(Span::from_nanos(1_000));
    if all_as_promised(evidence, &stream.frames, tick) {
        return Vec::new();
    }
    let decoded: Option<Vec<MediaTime>> = play.decoded.iter().map(|one| one.pts).collect();
    let (Some(mut given), true) = (decoded, play.caps.is_some_and(|caps| caps.decoded)) else {
        return Vec::new();
    };
    given.sort_unstable();
    let far = Profile::span(evidence.profile.jump_ms).max(evidence.frame.times(2));
    let wrong = |shown: &Presented| {
        let promised = distance(&stream.frames, |frame| frame.pts, shown.pts);
        let off = promised.min(distance(&given, |pts| *pts, shown.pts));
        tick < off && off <= far
    };
    let found = runs(&play.presented, wrong);
    let defects = found.into_iter().filter_map(|run| {
        let run = &play.presented[run];
        let off = run
            .iter()
            .map(|shown| distance(&stream.frames, |frame| frame.pts, shown.pts));
        let most = off.max()?;
        let pictures = counted(run.len(), "picture");
        let words = format!(
            "{pictures} presented with times up to {} from every one of the file",
            ms(most)
        );
        Some(over(evidence, run)?.millis(most).detail(words))
    });
    defects.collect()
}

/// True when every picture that was presented has the time of the one that it was matched with: what
/// nearly every play comes to, and found without a search.
fn all_as_promised(evidence: &Evidence<'_>, frames: &[ExpectedFrame], tick: Span) -> bool {
    let presented = &evidence.play.presented;
    evidence.pictures.as_ref().is_some_and(|matching| {
        let mut pairs = matching.fates.iter().zip(frames);
        let as_promised = |(fate, frame): (&Fate, &ExpectedFrame)| match *fate {
            Fate::Presented(index) => presented
                .get(index as usize)
                .is_some_and(|shown| shown.pts.since(frame.pts).abs() <= tick),
            Fate::Mistimed(_) => false,
            _ => true,
        };
        matching.extra.is_empty() && pairs.all(as_promised)
    })
}

/// How far `at` is from the nearest of the sorted times.
fn distance<T>(sorted: &[T], time: impl Fn(&T) -> MediaTime, at: MediaTime) -> Span {
    let after = sorted.partition_point(|one| time(one) < at);
    let around = [after.checked_sub(1), Some(after)].into_iter().flatten();
    let near = around.filter_map(|index| Some(time(sorted.get(index)?).since(at).abs()));
    near.min().unwrap_or(Span::from_nanos(i64::MAX))
}

fn over(evidence: &Evidence<'_>, run: &[Presented]) -> Option<Finding> {
    let (first, last) = run.first().zip(run.last())?;
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(first.pts, last.pts.plus(evidence.frame))
        .run(first.at, last.at)
        .events(first.event, last.event);
    Some(finding.count(run.len()))
}
