//! `picture::dropped-by-decoder`

use mpdbg_model::RuleId;

use crate::rules::picture::missing::lacking;
use crate::rules::rule::{Cap, Needs, Rule, Scope, Subject, Verdict};
use crate::{Evidence, Fate};

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::dropped-by-decoder"),
    scope: Scope::Stretch,
    summary: "the decoder dropped a picture without a word",
    meaning: "The file promises a picture, the decoder never returned one for it and named no error \
              near it. A picture that damage swallowed is `picture::missing`; one that came out of the \
              decoder and was lost later is `picture::missing` too.",
    look_at: "Skip and discard settings of the decoder, packets that never reach it, the flush at the \
              end of a stream or before a seek.",
    threshold: "one picture; damage within 2 s (damage_reach_ms) explains it",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Decoded, Cap::Presented],
        expected: true,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    lacking(
        evidence,
        RULE.id,
        Fate::Undecoded,
        "never came out of the decoder",
    )
}
