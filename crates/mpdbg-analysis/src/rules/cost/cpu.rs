//! `cost::cpu`

use mpdbg_model::{RuleId, Severity, Span};

use super::used::{self, LEAST};
use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("cost::cpu"),
    scope: Scope::Play,
    summary: "playing took much of the processor",
    meaning: "CPU seconds of all threads between the first and the last measurement, held against the media \
              time that was played meanwhile: 100 % is one processor all the time at the usual speed. A play \
              of which less than five seconds were measured is not judged. What a sample may cost depends on \
              the machine, so that the default is wide.",
    look_at: "Loops that wait without sleeping, conversions of every picture, decoding without the threads \
              or the instructions that the machine has.",
    threshold: "150 % of one processor (cpu_percent)",
    needs: Needs {
        subject: Subject::Cost,
        caps: &[],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let Some((first, last)) = used::ends(evidence) else {
        return Verdict::NONE;
    };
    let played = evidence.play.course.tempo.between(first.at, last.at);
    if played < LEAST {
        return Verdict::NotAsked;
    }
    let cpu = last.what.cpu.minus(first.what.cpu);
    let percent = share(cpu, played);
    let limit = evidence.profile.cpu_percent as f64;
    let defect = (percent > limit).then(|| {
        Finding::new(RULE.id, Severity::Minor)
            .run(first.at, last.at)
            .events(first.event, last.event)
            .times(percent as usize)
            .detail(format!(
                "{:.1} s of CPU time for {:.1} s of the sample",
                cpu.as_secs_f64(),
                played.as_secs_f64()
            ))
    });
    Verdict::Found(defect.into_iter().collect())
}

fn share(part: Span, whole: Span) -> f64 {
    100.0 * part.as_secs_f64() / whole.as_secs_f64()
}
