//! `timing::timestamp-jump`

use mpdbg_model::{
    Defect, ExpectedSound, ExpectedStream, ExpectedTimeline, MediaTime, RuleId, Severity, Span,
    StreamKind, Timing,
};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::states::{Discontinuity, Presented};
use crate::{Evidence, Fate, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::timestamp-jump"),
    scope: Scope::Stretch,
    summary: "time stamps leap to where the file has nothing",
    meaning: "A picture was presented with a time that is far from every time the file holds, or the \
              player saw a leap that the file does not have. The file's own gaps and leaps are no \
              defect. A picture with a wrong time is counted here and not as missing.",
    look_at: "Conversion between time bases, wrap-around of short time stamps, made-up times after a gap.",
    threshold: "more than 100 ms (jump_ms) and two pictures from every promised time",
    needs: Needs {
        subject: Subject::Any,
        caps: &[Cap::Presented],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let mut defects = pictures(evidence);
    let leaps = evidence.play.discontinuities.iter();
    let own = |leap: &&Discontinuity| {
        is_the_files_own(evidence, leap) || defects.iter().any(|defect| is_at(defect, leap))
    };
    let foreign: Vec<_> = leaps.filter(|leap| !own(leap)).map(leap_defect).collect();
    defects.extend(foreign);
    Verdict::Found(defects)
}

fn pictures(evidence: &Evidence<'_>) -> Vec<Defect> {
    let (Some(matching), Some(stream)) = (&evidence.pictures, whole_video(evidence)) else {
        return Vec::new();
    };
    if stream.timing == Timing::MadeUp {
        return Vec::new();
    }
    let mistimed = matching.fates.iter().filter_map(|fate| match fate {
        Fate::Mistimed(index) => Some(*index),
        _ => None,
    });
    let mut odd: Vec<u32> = mistimed.chain(matching.extra.iter().copied()).collect();
    odd.sort_unstable();
    let limit = limit(evidence);
    let far = odd.into_iter().filter(|index| {
        let shown = &evidence.play.presented[*index as usize];
        distance(stream, shown.pts) > limit && !before_the_first(stream, shown)
    });
    let far: Vec<u32> = far.collect();
    let in_a_row = far.chunk_by(|a, b| *b == a + 1);
    in_a_row
        .filter_map(|run| picture_defect(evidence, stream, run))
        .collect()
}

/// What the whole file promises of the pictures.
fn whole_video<'a>(evidence: &Evidence<'a>) -> Option<&'a ExpectedStream> {
    evidence.whole.and_then(ExpectedTimeline::video)
}

/// What the whole file promises of the sound that is played.
fn whole_audio<'a>(evidence: &Evidence<'a>) -> Option<&'a ExpectedStream> {
    let index = evidence.play.audio().map(|stream| stream.index);
    let whole = evidence.whole?;
    whole
        .audio()
        .filter(|it| Some(it.info.index) == index)
        .or_else(|| whole.stream(index?))
}

fn picture_defect(evidence: &Evidence<'_>, stream: &ExpectedStream, run: &[u32]) -> Option<Defect> {
    let of = |index: &u32| &evidence.play.presented[*index as usize];
    let (first, last) = run.first().map(of).zip(run.last().map(of))?;
    let worst = run
        .iter()
        .map(|index| distance(stream, of(index).pts))
        .max()?;
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(first.pts, last.pts)
        .run(first.at, last.at)
        .events(first.event, last.event)
        .count(run.len())
        .millis(worst);
    Some(finding.detail(format!("{} from every time that the file holds", ms(worst))))
}

fn limit(evidence: &Evidence<'_>) -> Span {
    Profile::span(evidence.profile.jump_ms).max(evidence.frame.times(2))
}

/// To the nearest promised picture.
fn distance(stream: &ExpectedStream, pts: MediaTime) -> Span {
    let after = stream.frames.partition_point(|frame| frame.pts < pts);
    let near = [after.checked_sub(1), Some(after)].into_iter().flatten();
    let distances = near.filter_map(|index| stream.frames.get(index));
    let nearest = distances.map(|frame| frame.pts.since(pts).abs()).min();
    nearest.unwrap_or(Span::ZERO)
}

/// A decoder may return damaged pictures from before the first key frame, which nobody promised.
fn before_the_first(stream: &ExpectedStream, shown: &Presented) -> bool {
    let first = stream.frames.first().map(|frame| frame.pts);
    stream.undecodable > 0 && first.is_some_and(|first| shown.pts < first)
}

/// True when the file holds something where the player found the stream to go on: what was left out on
/// the way there is a matter of `sound::gap` and `picture::missing`.
fn is_the_files_own(evidence: &Evidence<'_>, leap: &Discontinuity) -> bool {
    let limit = limit(evidence);
    if leap.found.since(leap.expected).abs() <= limit {
        return true;
    }
    match leap.stream {
        Some(StreamKind::Video) => whole_video(evidence).is_none_or(|stream| {
            stream.timing == Timing::MadeUp || distance(stream, leap.found) <= limit
        }),
        Some(StreamKind::Audio) => whole_audio(evidence).is_none_or(|stream| {
            let holds = |piece: &ExpectedSound| {
                piece.from.minus(limit) <= leap.found && leap.found <= piece.to.plus(limit)
            };
            stream.timing == Timing::MadeUp || stream.sound.iter().any(holds)
        }),
        _ => true,
    }
}

fn is_at(defect: &Defect, leap: &Discontinuity) -> bool {
    leap.stream == Some(StreamKind::Video)
        && defect
            .media
            .is_some_and(|media| media.from <= leap.found && leap.found <= media.to)
}

fn leap_defect(leap: &Discontinuity) -> Defect {
    let by = leap.found.since(leap.expected);
    Finding::new(RULE.id, Severity::Major)
        .media(leap.expected, leap.found)
        .event(leap.event, leap.at)
        .millis(by)
        .detail(format!("leapt by {}, which the file does not", ms(by)))
}
