//! `picture::tail-missing`

use mpdbg_model::{Defect, ExpectedStream, MediaTime, RuleId, RunTime, Severity, Span};

use crate::evidence::declared_end;
use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Fate, Matching, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::tail-missing"),
    scope: Scope::Stretch,
    summary: "the pictures end before the file says",
    meaning: "Either the last pictures that are in the file were never presented, or the header \
              declares a later end than the pictures reach: a truncated file, which nearly every \
              player ends as if nothing had happened. Not judged when the play was cut short.",
    look_at: "The flush of the decoder at the end of the stream, the end of the file itself.",
    threshold: "one picture of the file; of the declared length the longest hold of the file, and at least 100 ms (tail_ms)",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented, Cap::Discarded],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let (Some(matching), Some(stream)) = (&evidence.pictures, evidence.video()) else {
        return Verdict::NONE;
    };
    Verdict::Found(tail(evidence, matching, stream).into_iter().collect())
}

/// True when the pictures end too early, so that no other rule has to say it.
pub(in crate::rules) fn applies(evidence: &Evidence<'_>) -> bool {
    matches!(check(evidence), Verdict::Found(defects) if !defects.is_empty())
}

fn tail(evidence: &Evidence<'_>, matching: &Matching, stream: &ExpectedStream) -> Option<Defect> {
    if !evidence.play.complete() {
        return None;
    }
    if nothing_decodable(evidence) {
        return Some(blank(evidence, stream));
    }
    let lost = matching.count(|fate| *fate == Fate::Tail) as usize;
    let held = evidence.end_of(stream.frames.last()?);
    let short = evidence
        .is_last()
        .then(|| beyond_the_packets(evidence, stream, held))
        .flatten();
    if lost == 0 && short.is_none() {
        return None;
    }
    let first_lost = stream.frames.get(stream.frames.len() - lost);
    let from = first_lost.map_or(held, |frame| frame.pts);
    let to = short.unwrap_or(held);
    Some(defect(evidence, lost, from, to))
}

/// True when the packets hold pictures, but none that a decoder can begin with, and so nothing was
/// shown: what its decoder refused is no damage beside it.
pub(in crate::rules) fn nothing_decodable(evidence: &Evidence<'_>) -> bool {
    let play = evidence.play;
    let video = evidence.video();
    video.is_some_and(|stream| stream.frames.is_empty() && stream.undecodable > 0)
        && play.complete()
        && play.presented.is_empty()
        && play.discarded.is_empty()
}

fn blank(evidence: &Evidence<'_>, stream: &ExpectedStream) -> Defect {
    let count = stream.undecodable as usize;
    let finding = Finding::new(RULE.id, Severity::Critical)
        .run(RunTime::ZERO, evidence.play.last_at)
        .count(count)
        .frames(count);
    finding.detail(format!(
        "no picture at all was presented: {}, and no key frame to begin with",
        counted(count, "packet")
    ))
}

/// The declared end, when the pictures of the file do not reach it.
fn beyond_the_packets(
    evidence: &Evidence<'_>,
    stream: &ExpectedStream,
    held: MediaTime,
) -> Option<MediaTime> {
    let declared = declared_end(evidence, stream)?;
    let reached = if declared.of_container {
        evidence.packets_end()?
    } else {
        held
    };
    let slack = evidence.frame.max(Profile::span(evidence.profile.tail_ms));
    let short = declared.at.since(reached);
    (short > slack && short > longest_hold(stream)?).then_some(declared.at)
}

/// The longest distance between two pictures: the last one may be held as long. Nothing when there are
/// no two, since a single picture is shown for as long as the header says.
fn longest_hold(stream: &ExpectedStream) -> Option<Span> {
    let pairs = stream.frames.windows(2);
    pairs.map(|pair| pair[1].pts.since(pair[0].pts)).max()
}

fn defect(evidence: &Evidence<'_>, lost: usize, from: MediaTime, to: MediaTime) -> Defect {
    let length = to.since(from);
    let frame = evidence.frame.max(Span::from_millis(1));
    let count = lost.max((length.nanos() / frame.nanos()) as usize);
    let mut finding = Finding::new(RULE.id, Severity::Critical)
        .media(from, to)
        .count(count)
        .millis(length);
    if let Some(last) = evidence.play.presented.last() {
        finding = finding.run(last.at, evidence.play.last_at);
    }
    let length = ms(length);
    let detail = if evidence.play.presented.is_empty() {
        "no picture at all was presented".to_owned()
    } else if lost == 0 {
        format!("the file ends {length} before the end that it declares")
    } else {
        let pictures = counted(lost, "picture");
        format!("{length} lacking at the end, {pictures} of it in the file")
    };
    finding.detail(detail)
}
