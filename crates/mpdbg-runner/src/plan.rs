//! Which cases are to be played.

use mpdbg_model::Outcome;
use mpdbg_session::CaseAttempts;

/// The cases that have no recording yet: none of their attempts was finished.
pub(crate) fn unrecorded(all: Vec<CaseAttempts>) -> Vec<CaseAttempts> {
    all.into_iter()
        .filter(|tried| tried.judged().is_none())
        .collect()
}

/// The cases whose last attempt crashed.
pub(crate) fn crashed(all: Vec<CaseAttempts>) -> Vec<CaseAttempts> {
    all.into_iter()
        .filter(|tried| tried.outcome().is_some_and(Outcome::is_crash))
        .collect()
}

/// Retries that were used: attempts with a verdict after the first.
pub(crate) fn retries(tried: &CaseAttempts) -> u32 {
    tried.verdicts().count().saturating_sub(1) as u32
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::{Case, SampleName};
    use mpdbg_session::{Attempt, AttemptState};

    fn tried(name: &str, states: Vec<AttemptState>) -> CaseAttempts {
        let attempt = |(number, state)| Attempt { number, state };
        CaseAttempts {
            case: Case::plain(SampleName::parse(name).unwrap()),
            attempts: (0..).zip(states).map(attempt).collect(),
        }
    }

    fn names(cases: &[CaseAttempts]) -> Vec<&str> {
        cases.iter().map(|it| it.case.sample.as_str()).collect()
    }

    #[test]
    fn every_case_is_played_once_and_crashed_ones_again() {
        let finished = || AttemptState::Ended(Outcome::Finished);
        let crash = || AttemptState::Ended(Outcome::Exited { code: 1 });
        let interrupted = || AttemptState::Ended(Outcome::Interrupted);
        let timeout = || AttemptState::Ended(Outcome::TimedOut { limit_ms: 1 });
        let not_applicable = || {
            AttemptState::Ended(Outcome::NotApplicable {
                reason: String::new(),
            })
        };
        let damaged = || AttemptState::Damaged {
            what: String::new(),
        };
        let all = vec![
            tried("new", vec![]),
            tried("finished", vec![finished()]),
            tried("crashed", vec![crash()]),
            tried("recovered", vec![crash(), finished()]),
            tried("crashed-then-interrupted", vec![crash(), interrupted()]),
            tried("interrupted", vec![interrupted()]),
            tried("killed", vec![AttemptState::Unfinished]),
            tried("damaged", vec![damaged()]),
            tried("timeout", vec![timeout()]),
            tried("not-applicable", vec![not_applicable()]),
        ];
        assert_eq!(
            names(&unrecorded(all.clone())),
            ["new", "interrupted", "killed", "damaged"]
        );
        let crashed = crashed(all);
        assert_eq!(names(&crashed), ["crashed", "crashed-then-interrupted"]);
        assert_eq!(retries(&crashed[1]), 0);
    }
}
