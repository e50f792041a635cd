//! `life::no-end`

use mpdbg_model::{Outcome, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::no-end"),
    scope: Scope::Play,
    summary: "the player exited in order, but never said that the play ended",
    meaning: "Whoever waits for the end of the stream waits for ever. Whether everything was played is \
              judged by the other rules all the same.",
    look_at: "How the end of each stream is told to whoever ends the play.",
    threshold: "any",
    needs: Needs {
        subject: Subject::Life,
        caps: &[],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let play = evidence.play;
    let finished = play
        .outcome
        .filter(|noted| *noted.what == Outcome::Finished);
    let silent = finished.filter(|_| play.ended.is_none() && play.open_failure.is_none());
    let defect = silent.map(|noted| {
        let finding = Finding::new(RULE.id, Severity::Major).event(noted.event, noted.at);
        finding.detail("exited without an end of the play")
    });
    Verdict::Found(defect.into_iter().collect())
}
