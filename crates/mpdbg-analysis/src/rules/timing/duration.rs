//! `timing::duration`

use mpdbg_model::{Defect, ExpectedStream, MediaTime, RuleId, RunTime, Severity, Span};

use crate::evidence::{HoleKind, declared_end};
use crate::rules::finding::{Finding, ms};
use crate::rules::picture::tail_missing;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::duration"),
    scope: Scope::Stretch,
    summary: "what was played is not as long as the header declares",
    meaning: "Each stream is held against its own declared length where it states one, else the longest \
              against the container's. An estimated length is no promise. Pictures that lack at the end \
              are `picture::tail-missing`, sound that lacks there though the file has it is `sound::gap`, \
              and then this rule is silent. A play of which nothing was seen or heard, though streams were \
              chosen and nothing else is wrong with it, is found too. Not judged when the play was cut short; \
              where playing went on elsewhere, only what came after the last such move is judged.",
    look_at: "The header against the packets; edit lists; what a player does when one stream ends first.",
    threshold: "250 ms (duration_ms), and two packets of sound",
    needs: Needs {
        subject: Subject::Any,
        caps: &[Cap::Presented, Cap::AudioWritten],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let holes = evidence.holes.iter();
    let said = tail_missing::applies(evidence)
        || holes
            .into_iter()
            .any(|hole| hole.kind == HoleKind::Tail || hole.from.is_none());
    if said || !evidence.play.complete() || !evidence.is_last() {
        return Verdict::NONE;
    }
    if nothing_played(evidence) {
        return Verdict::Found(vec![empty(evidence)]);
    }
    let video = evidence.video().and_then(|stream| {
        let limit = Profile::span(evidence.profile.duration_ms).max(evidence.frame);
        difference(evidence, stream, evidence.pictures_end()?, limit)
    });
    let audio = evidence.audio().and_then(|stream| {
        let limit = Profile::span(evidence.profile.duration_ms).plus(packet(stream).times(2));
        difference(evidence, stream, evidence.play.sound_end()?, limit)
    });
    let worst = video
        .into_iter()
        .chain(audio)
        .max_by_key(|(_, _, by)| by.abs());
    Verdict::Found(
        worst
            .map(|found| defect(evidence, found))
            .into_iter()
            .collect(),
    )
}

/// True when streams were chosen, and nothing of them was seen, heard or found damaged. What became of
/// pictures that are in the file is said elsewhere.
fn nothing_played(evidence: &Evidence<'_>) -> bool {
    let play = evidence.play;
    let is_whole = play.stretch.is_none();
    let chosen = play.video().is_some() || play.audio().is_some();
    let promised = evidence.video().is_some_and(|it| !it.frames.is_empty());
    let silent = play.presented.is_empty() && play.discarded.is_empty() && play.written.is_empty();
    is_whole
        && chosen
        && silent
        && !promised
        && play.not_returned.is_empty()
        && play.damage.is_empty()
}

fn empty(evidence: &Evidence<'_>) -> Defect {
    let play = evidence.play;
    let finding = Finding::new(RULE.id, Severity::Critical).run(RunTime::ZERO, play.last_at);
    let streams = [play.video(), play.audio()].into_iter().flatten();
    let own = streams.filter_map(|stream| stream.duration).max();
    let declared = evidence.expected.and_then(|expected| expected.declared);
    match declared.or(own).filter(|length| *length > Span::ZERO) {
        Some(length) => {
            let start = evidence.expected.and_then(|expected| expected.start);
            let start = start.unwrap_or(MediaTime::ZERO);
            let finding = finding.media(start, start.plus(length)).millis(length);
            finding.detail(format!("nothing was played, {} are declared", ms(length)))
        }
        None => finding.detail("nothing was played: no picture and no sound came of the streams"),
    }
}

/// Declared end, played end, and how much longer the play was, when that is too much. Whether pictures
/// end too early is left to `picture::tail-missing`, which knows how long the last one may be held.
fn difference(
    evidence: &Evidence<'_>,
    stream: &ExpectedStream,
    own_end: MediaTime,
    limit: Span,
) -> Option<(MediaTime, MediaTime, Span)> {
    let declared = declared_end(evidence, stream)?;
    let played = if declared.of_container {
        own_end.max(evidence.pictures_end().max(evidence.play.sound_end())?)
    } else {
        own_end
    };
    let by = played.since(declared.at);
    let of_pictures =
        stream.info.video.is_some() || declared.of_container && evidence.video().is_some();
    let said = by < Span::ZERO && of_pictures;
    (by.abs() > limit && !said).then_some((declared.at, played, by))
}

fn packet(stream: &ExpectedStream) -> Span {
    let first = stream.sound.first();
    first.map_or(Span::ZERO, |piece| {
        Span::from_nanos(piece.to.since(piece.from).nanos() / i64::from(piece.packets.max(1)))
    })
}

fn defect(evidence: &Evidence<'_>, (declared, played, by): (MediaTime, MediaTime, Span)) -> Defect {
    let finding = Finding::new(RULE.id, Severity::Major)
        .media(declared, played)
        .millis(by);
    let last = evidence.play.presented.last().map(|shown| shown.at);
    let last = last.max(evidence.play.written.last().map(|piece| piece.at));
    let finding = match last {
        Some(last) => finding.run(last, evidence.play.last_at),
        None => finding,
    };
    let side = if by > Span::ZERO { "longer" } else { "shorter" };
    finding.detail(format!("{} {side} than declared", ms(by.abs())))
}
