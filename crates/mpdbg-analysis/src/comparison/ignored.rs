//! What is not compared, and why.

use mpdbg_model::Case;
use serde::Serialize;

use super::{Comparison, Standing};

/// Cases that are not compared for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ignored {
    /// Why, in words.
    pub why: String,
    /// Cases of the first session.
    pub before: u64,
    /// Cases of the second session.
    pub after: u64,
    /// All of them, in their order.
    pub cases: Vec<Case>,
}

impl Comparison {
    /// What is not compared, of either session, by reason: that of the most cases first. Together with
    /// [`super::SideTotals::compared`] it comes to all cases of a session.
    pub fn ignored(&self) -> Vec<Ignored> {
        let mut reasons: Vec<Ignored> = Vec::new();
        for case in self.cases.iter().filter(|it| !it.standing.is_compared()) {
            let why = match (&case.not_comparable, case.standing) {
                (_, Standing::New) => format!("not in `{}`", self.before),
                (_, Standing::Gone) => format!("not in `{}`", self.after),
                (reason, _) => reason.as_ref().map(ToString::to_string).unwrap_or_default(),
            };
            let at = reasons.iter().position(|it| it.why == why);
            let at = at.unwrap_or_else(|| {
                reasons.push(Ignored {
                    why,
                    before: 0,
                    after: 0,
                    cases: Vec::new(),
                });
                reasons.len() - 1
            });
            let reason = &mut reasons[at];
            reason.before += u64::from(case.ended_before.is_some());
            reason.after += u64::from(case.ended_after.is_some());
            reason.cases.push(case.case.clone());
        }
        reasons.sort_by_key(|it| std::cmp::Reverse(it.cases.len()));
        reasons
    }
}
