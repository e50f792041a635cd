//! `cost::handles`

use mpdbg_model::{RuleId, Severity};

use super::used;
use crate::Evidence;
use crate::rules::finding::{Finding, counted};
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("cost::handles"),
    scope: Scope::Play,
    summary: "descriptors or threads are left over",
    meaning: "Open descriptors and threads at the last measurement against those at the first one after the \
              clock had started, when the sample, its decoders and the device are open.",
    look_at: "What is opened anew at a seek, a loop or a change of the track, and who closes it.",
    threshold: "more than 4 descriptors (handles_more) or 4 threads (threads_more)",
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
    let profile = evidence.profile;
    let kinds = [
        (
            first.what.handles,
            last.what.handles,
            profile.handles_more,
            "descriptor",
        ),
        (
            first.what.threads,
            last.what.threads,
            profile.threads_more,
            "thread",
        ),
    ];
    let left_over = kinds
        .into_iter()
        .filter_map(|(before, after, limit, word)| {
            let more = i64::from(after) - i64::from(before);
            (more > limit).then(|| {
                let more = more as usize;
                Finding::new(RULE.id, Severity::Minor)
                    .run(first.at, last.at)
                    .events(first.event, last.event)
                    .count(more)
                    .times(more)
                    .detail(format!(
                        "{} more at the end, {after} in all",
                        counted(more, word)
                    ))
            })
        });
    Verdict::Found(left_over.collect())
}
