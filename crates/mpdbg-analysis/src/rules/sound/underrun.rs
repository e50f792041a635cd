//! `sound::underrun`

use mpdbg_model::{RuleId, Severity, Span};

use crate::rules::finding::{Finding, counted, ms};
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::rules::runs::chains;
use crate::states::Underrun;
use crate::{Evidence, Profile};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("sound::underrun"),
    scope: Scope::Stretch,
    summary: "the device ran dry while playing",
    meaning: "The device asked for sound and got none. Underruns close to each other are one defect; \
              its measure is the longest of them. A device that runs dry when all the sound was heard \
              is at its end, not dry. An underrun that holds up media time is `timing::stall` too.",
    look_at: "Who fills the buffer and what it waits for, the length of the buffer, decoding time.",
    threshold: "one underrun; closer than 100 ms (sound_merge_ms) they are one",
    needs: Needs {
        subject: Subject::Sound,
        caps: &[Cap::Underruns],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let dry: Vec<Underrun> = evidence
        .play
        .underruns
        .iter()
        .filter(|one| !at_the_end(evidence, one))
        .copied()
        .collect();
    let merge = Profile::span(evidence.profile.sound_merge_ms);
    let close = chains(&dry, |a, b| b.at.since(a.at) < merge);
    let defects = close.into_iter().filter_map(|run| {
        let (first, last) = run.first().zip(run.last())?;
        let longest = run
            .iter()
            .map(|one| one.lacking)
            .max()
            .unwrap_or(Span::ZERO);
        let finding = Finding::new(RULE.id, Severity::Major)
            .media(first.position, last.position)
            .run(first.at, last.at.plus(last.lacking))
            .events(first.event, last.event)
            .count(run.len())
            .millis(longest);
        let times = counted(run.len(), "time");
        Some(finding.detail(format!("ran dry {times}, {} at the longest", ms(longest))))
    });
    Verdict::Found(defects.collect())
}

/// Everything that was ever written had been written and heard.
fn at_the_end(evidence: &Evidence<'_>, underrun: &Underrun) -> bool {
    let Some(last) = evidence.play.written.last() else {
        return false;
    };
    last.event < underrun.event && underrun.position.plus(Span::from_millis(1)) >= last.end()
}
