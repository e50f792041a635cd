//! `picture::freeze`

use mpdbg_model::{RuleId, Severity};

use crate::Evidence;
use crate::rules::finding::{Finding, ms};
use crate::rules::picture::late::is_late;
use crate::rules::rule::{Cap, Needs, Rule, Subject, Verdict};
use crate::rules::timing::stall;

pub(crate) const RULE: Rule = Rule {
    id: RuleId("picture::freeze"),
    summary: "a picture stood longer than the file says",
    meaning: "The time between two presentations, less what the file itself puts between the two \
              pictures: a long hold of the file, or pictures missing or dropped in between, are no \
              freeze. When the picture behind the pause was late it is `picture::late`; when media time \
              itself stood it is `timing::stall`. The thresholds are those of WebRTC's freeze count.",
    look_at: "The presenting thread, the window system, a clock that was set back.",
    threshold: "max(3 × usual distance (freeze_times), usual distance + 150 ms (freeze_ms)), beyond the \
                file's own gap",
    needs: Needs {
        subject: Subject::Picture,
        caps: &[Cap::Presented],
        expected: false,
    },
    check,
};

fn check(evidence: &Evidence<'_>) -> Verdict {
    let profile = evidence.profile;
    let limit = evidence.frame.times(profile.freeze_times);
    let limit = limit.max(
        evidence
            .frame
            .plus(mpdbg_model::Span::from_millis(profile.freeze_ms)),
    );
    let stands = stall::stands(evidence);
    let mut defects = Vec::new();
    for pair in evidence.play.presented.windows(2) {
        let (shown, next) = (&pair[0], &pair[1]);
        let pause = next.at.since(shown.at);
        if pause < limit {
            continue;
        }
        let own = next.pts.since(shown.pts).max(evidence.frame);
        let frozen = pause.minus(own);
        if frozen.plus(evidence.frame) < limit
            || is_late(evidence, next)
            || stall::covers(&stands, shown.at, next.at)
        {
            continue;
        }
        let finding = Finding::new(RULE.id, Severity::Major)
            .media(shown.pts, next.pts)
            .run(shown.at, next.at)
            .events(shown.event, next.event)
            .millis(frozen);
        defects.push(finding.detail(format!(
            "a picture stood {}, {} longer than the file says",
            ms(pause),
            ms(frozen)
        )));
    }
    Verdict::Found(defects)
}
