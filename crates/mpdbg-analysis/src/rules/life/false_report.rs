//! `life::false-report`

use mpdbg_model::{Defect, DiscardReason, RuleId, Severity, What};

use super::reported::{clocks, pictures, positions, tracks};
use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};
use crate::states::{Play, Started};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::false-report"),
    scope: Scope::Play,
    summary: "what the player says of itself is not what happened",
    meaning: "A picture that has another one's content than its time says, by its mark, where the file has a \
              time for that content too and the play goes on as before; or a time that neither the file \
              holds nor the decoder gave. A position that is further from a tick of the sound than \
              the usual one of its stretch (the usual distance is the file's, or `sync::content`). An audio track that is \
              not the one that is said to be played, by its marks. Counters that differ from the events. Readings of the clocks that differ from the last picture or from \
              the positions around them. A position at the end that the clock cannot have come to. A stream \
              that is said to be at its end, and gives more. A picture that is shown again in the place of \
              another is `picture::repeated`, one from before a seek `seek::stale`, and a time that is far \
              off `timing::timestamp-jump`.",
    look_at: "Where the figure is taken from: before or after the latency, before or after the seek, from the \
              queue or from the screen.",
    threshold: "one picture, half a picture off; 5 ms (report_ms) of a tick, 20 ms (position_ms) of other positions, and on the wall clock a period of the device more; any counter",
    needs: Needs {
        subject: Subject::Life,
        caps: &[],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let mut defects = Vec::new();
    for stretch in evidence.stretches() {
        defects.extend(pictures::relabelled(stretch));
        defects.extend(pictures::made_up(stretch));
        defects.extend(positions::off_the_ticks(stretch));
        defects.extend(clocks::of_other_pictures(stretch));
        defects.extend(clocks::of_other_sound(stretch));
    }
    defects.extend(tracks::of_other_tracks(evidence));
    defects.extend(clocks::at_the_end(evidence));
    defects.extend(counters(evidence));
    defects.extend(more_behind_the_end(evidence));
    Verdict::Found(defects)
}

/// Each counter that differs from the events.
fn counters(evidence: &Evidence<'_>) -> Vec<Defect> {
    let play = evidence.play;
    let (Some(counted), Some(caps)) = (play.counted, play.caps) else {
        return Vec::new();
    };
    let late = play.discarded.iter();
    let late = late.filter(|thrown| thrown.reason == DiscardReason::Late);
    let kinds = [
        (
            caps.decoded,
            counted.what.decoded,
            play.decoded.len(),
            "decoded",
        ),
        (
            caps.presented,
            counted.what.presented,
            play.presented.len(),
            "presented",
        ),
        (
            caps.discarded,
            counted.what.dropped,
            late.count(),
            "dropped",
        ),
    ];
    let wrong = kinds
        .into_iter()
        .filter_map(|(told, said, happened, word)| {
            let by = (i64::from(said) - happened as i64).unsigned_abs() as usize;
            (told && by > 0).then(|| {
                Finding::new(RULE.id, Severity::Minor)
                    .event(counted.event, counted.at)
                    .count(by)
                    .times(by)
                    .detail(format!(
                        "says that it {word} {said} pictures, its events show {happened}"
                    ))
            })
        });
    wrong.collect()
}

/// What a decoder gave after it was said to be at its end, without a move to another place.
fn more_behind_the_end(evidence: &Evidence<'_>) -> Vec<Defect> {
    let play = evidence.play;
    let late = play.drained.iter().filter_map(|drained| {
        if is_on_its_way(play, drained.event) {
            return None;
        }
        let next = play.course.repositions.iter().map(|it| it.event);
        let until = next.filter(|it| *it > drained.event).min();
        let behind = drained.event + 1..until.unwrap_or(play.events);
        let numbers = behind.map_while(|number| Some((number, play.told(number)?)));
        let more = numbers.filter(|(_, event)| match event.what {
            What::FrameDecoded { stream, .. } | What::AudioDecoded { stream, .. } => {
                stream == drained.what
            }
            _ => false,
        });
        let more: Vec<u64> = more.map(|(number, _)| number).collect();
        let last = *more.last()?;
        let finding = Finding::new(RULE.id, Severity::Minor)
            .run(drained.at, play.told(last)?.at)
            .events(drained.event, last)
            .count(more.len());
        let what = counted(more.len(), "more piece");
        Some(finding.detail(format!(
            "stream {} was said to be at its end, and gave {what}",
            drained.what
        )))
    });
    late.collect()
}

/// True while another place is sought: a source that went too far is asked for an earlier place, so that a
/// stream that is at its end may give more.
fn is_on_its_way(play: &Play<'_>, event: u64) -> bool {
    let mut moves = play.course.repositions.iter().rev();
    let Some(last) = moves.find(|it| it.event < event) else {
        return false;
    };
    let answered = last.answer.is_some_and(|it| it.event < event);
    let starts = |number: u64| {
        let told = play.told(number);
        told.is_some_and(|it| matches!(it.what, What::PlayStarted { .. }))
    };
    let between = last.event + 1..event;
    let started = |last: Started| {
        if last.event < event {
            between.contains(&last.event)
        } else {
            // It may have started before, too, which no player may.
            between.clone().any(starts)
        }
    };
    !answered && !play.started.is_some_and(started)
}
