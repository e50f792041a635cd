//! What the rules about the end of an attempt share.

use mpdbg_model::{Outcome, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::Verdict;

/// A defect when the outcome is `wanted`, in the outcome's own words.
pub(super) fn ended_with(
    evidence: &Evidence<'_>,
    rule: RuleId,
    wanted: fn(&Outcome) -> bool,
) -> Verdict {
    let play = evidence.play;
    let defect = play
        .outcome
        .filter(|noted| wanted(noted.what))
        .map(|noted| {
            let mut finding = Finding::new(rule, Severity::Critical).event(noted.event, noted.at);
            if let Some(last) = play.presented.last() {
                finding = finding.media(last.pts, last.pts);
            }
            finding.detail(noted.what.to_string())
        });
    Verdict::Found(defect.into_iter().collect())
}
