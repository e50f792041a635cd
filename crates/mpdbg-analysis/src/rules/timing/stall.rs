//! `timing::stall`

use mpdbg_model::{Defect, MediaTime, RuleId, RunTime, Severity, Span};

use crate::rules::finding::{Finding, ms};
use crate::rules::rule::{Needs, Rule, Subject, Verdict};
use crate::states::DamageKind;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("timing::stall"),
    summary: "media time stood while playing",
    meaning: "Between two readings of the master clock, run time went on by more than media time. The \
              cause is given where it shows: the device (an underrun), the decoder (an error), a low \
              buffer (no packets waiting), else unknown. Without readings of the clocks, the position of \
              the device serves, up to the end of the sound.",
    look_at: "The cause that is named; else the thread that feeds the clock.",
    threshold: "200 ms (stall_ms) between two readings",
    needs: Needs {
        subject: Subject::Any,
        caps: &[],
        expected: false,
    },
    check,
};

/// A reading of media time.
#[derive(Clone, Copy)]
struct Mark {
    event: u64,
    at: RunTime,
    media: MediaTime,
}

/// Two readings between which media time stood.
pub(in crate::rules) struct Stand {
    from: Mark,
    to: Mark,
    lost: Span,
}

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    if play.presented.is_empty() && play.written.is_empty() {
        return Verdict::NONE;
    }
    if play.clocks.is_empty() && play.played.is_empty() {
        return Verdict::Unknown("the player reports neither clocks nor positions".to_owned());
    }
    Verdict::Found(
        stands(evidence)
            .iter()
            .map(|stand| defect(evidence, stand))
            .collect(),
    )
}

/// True when media time stood somewhere between the two moments.
pub(in crate::rules) fn covers(stands: &[Stand], from: RunTime, to: RunTime) -> bool {
    stands
        .iter()
        .any(|stand| stand.from.at < to && stand.to.at > from)
}

/// Where media time stood, in order.
pub(in crate::rules) fn stands(evidence: &Evidence<'_>) -> Vec<Stand> {
    let play = evidence.play;
    if play.clocks.is_empty() {
        let end = play.sound_end();
        let sounding = play
            .played
            .iter()
            .filter(|heard| end.is_none_or(|end| heard.position < end));
        let marks = sounding.map(|heard| Mark {
            event: heard.event,
            at: heard.at,
            media: heard.position,
        });
        return pauses(evidence, marks);
    }
    let readings = play.clocks.iter();
    pauses(
        evidence,
        readings.map(|one| Mark {
            event: one.event,
            at: one.at,
            media: one.master,
        }),
    )
}

/// A step back of the clock is the business of `timing::position`.
fn pauses(evidence: &Evidence<'_>, marks: impl Iterator<Item = Mark>) -> Vec<Stand> {
    let limit = Profile::span(evidence.profile.stall_ms);
    let mut found = Vec::new();
    let mut last: Option<Mark> = None;
    for mark in marks {
        if let Some(from) = last {
            let went_on = mark.media.since(from.media);
            let stood = mark.at.since(from.at).minus(went_on);
            if stood > limit && went_on >= Span::ZERO {
                found.push(Stand {
                    from,
                    to: mark,
                    lost: stood,
                });
            }
        }
        last = Some(mark);
    }
    found
}

fn defect(evidence: &Evidence<'_>, stand: &Stand) -> Defect {
    let severity = if stand.lost > Span::from_secs(1) {
        Severity::Critical
    } else {
        Severity::Major
    };
    let cause = cause(evidence, stand);
    Finding::new(RULE.id, severity)
        .media(stand.from.media, stand.to.media)
        .run(stand.from.at, stand.to.at)
        .events(stand.from.event, stand.to.event)
        .millis(stand.lost)
        .detail(format!(
            "media time stood {}; cause: {cause}",
            ms(stand.lost)
        ))
}

fn cause(evidence: &Evidence<'_>, stand: &Stand) -> &'static str {
    let play = evidence.play;
    let within = |at: RunTime| stand.from.at <= at && at <= stand.to.at;
    if play.underruns.iter().any(|underrun| within(underrun.at)) {
        "device (an underrun)"
    } else if play
        .damage
        .iter()
        .any(|one| within(one.at) && one.kind == DamageKind::Failed)
    {
        "decoder (an error)"
    } else if play.starved.iter().any(|at| within(*at)) {
        "low buffer (no packets waiting)"
    } else {
        "unknown"
    }
}
