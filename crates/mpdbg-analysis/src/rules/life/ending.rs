//! What the rules about the end of an attempt share.

use mpdbg_model::{Defect, Outcome, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::Verdict;

/// The rule that finds a player that came to harm so; none where it came to its end.
pub(crate) fn rule_of(outcome: &Outcome) -> Option<RuleId> {
    match outcome {
        Outcome::Signaled { .. } => Some(super::crash::RULE.id),
        Outcome::Exited { .. } => Some(super::exit::RULE.id),
        Outcome::Hung { .. } | Outcome::Flooded { .. } => Some(super::hang::RULE.id),
        Outcome::TimedOut { .. } => Some(super::timeout::RULE.id),
        Outcome::Finished
        | Outcome::OpenFailed
        | Outcome::Interrupted
        | Outcome::RecordingFailed { .. }
        | Outcome::NotApplicable { .. } => None,
    }
}

/// The defect of an attempt that ended so and that a retry made good: `attempts` are those at the same case,
/// `times` those that ended so.
pub(crate) fn made_good(outcome: &Outcome, times: usize, attempts: usize) -> Option<Defect> {
    let finding = Finding::new(rule_of(outcome)?, Severity::Major);
    Some(finding.detail(format!("{outcome} in {times} of {attempts} attempts")))
}

/// A defect when it is this rule that finds the outcome, in the outcome's own words.
pub(super) fn ended_with(evidence: &Evidence<'_>, rule: RuleId) -> Verdict {
    let play = evidence.play;
    let defect = play
        .outcome
        .filter(|noted| rule_of(noted.what) == Some(rule))
        .map(|noted| {
            let mut finding = Finding::new(rule, Severity::Critical).event(noted.event, noted.at);
            if let Some(last) = play.presented.last() {
                finding = finding.media(last.pts, last.pts);
            }
            finding.detail(noted.what.to_string())
        });
    Verdict::Found(defect.into_iter().collect())
}
