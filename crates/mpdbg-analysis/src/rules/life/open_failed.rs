//! `life::open-failed`

use mpdbg_model::{Outcome, RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::Finding;
use crate::rules::rule::{Needs, Rule, Scope, Subject, Verdict};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("life::open-failed"),
    scope: Scope::Play,
    summary: "the sample could not be opened",
    meaning: "Nothing was played. For a sample that is broken on purpose the manifest says so, and then \
              this defect and the messages that come with it are what is expected.",
    look_at: "The library's words, the file itself, the list of formats and protocols that are allowed.",
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
    if let Some(failure) = &play.open_failure {
        let said = failure.what.message.trim();
        let words = if said.is_empty() {
            format!("the library did not say why (code {})", failure.what.code)
        } else {
            said.to_owned()
        };
        let finding = Finding::new(RULE.id, Severity::Critical).event(failure.event, failure.at);
        return Verdict::Found(vec![finding.detail(words)]);
    }
    let refused = play
        .outcome
        .filter(|noted| *noted.what == Outcome::OpenFailed);
    let defect = refused.map(|noted| {
        let finding = Finding::new(RULE.id, Severity::Critical).event(noted.event, noted.at);
        finding.detail("the player did not say why")
    });
    Verdict::Found(defect.into_iter().collect())
}
