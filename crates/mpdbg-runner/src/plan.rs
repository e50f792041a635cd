//! Which samples are to be played.

use mpdbg_model::Outcome;
use mpdbg_session::SampleAttempts;

/// The samples that have no recording yet: none of their attempts was finished.
pub(crate) fn unrecorded(all: Vec<SampleAttempts>) -> Vec<SampleAttempts> {
    all.into_iter()
        .filter(|sample| sample.judged().is_none())
        .collect()
}

/// The samples whose last attempt crashed.
pub(crate) fn crashed(all: Vec<SampleAttempts>) -> Vec<SampleAttempts> {
    all.into_iter()
        .filter(|sample| sample.outcome().is_some_and(Outcome::is_crash))
        .collect()
}

/// Retries that were used: attempts with a verdict after the first.
pub(crate) fn retries(sample: &SampleAttempts) -> u32 {
    sample.verdicts().count().saturating_sub(1) as u32
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use mpdbg_model::SampleName;
    use mpdbg_session::{Attempt, AttemptState};

    fn sample(name: &str, states: Vec<AttemptState>) -> SampleAttempts {
        let attempt = |(number, state)| Attempt { number, state };
        SampleAttempts {
            sample: SampleName::parse(name).unwrap(),
            attempts: (0..).zip(states).map(attempt).collect(),
        }
    }

    fn names(samples: &[SampleAttempts]) -> Vec<&str> {
        samples.iter().map(|it| it.sample.as_str()).collect()
    }

    #[test]
    fn every_sample_is_played_once_and_crashed_ones_again() {
        let finished = || AttemptState::Ended(Outcome::Finished);
        let crash = || AttemptState::Ended(Outcome::Exited { code: 1 });
        let interrupted = || AttemptState::Ended(Outcome::Interrupted);
        let timeout = || AttemptState::Ended(Outcome::TimedOut { limit_ms: 1 });
        let damaged = || AttemptState::Damaged {
            what: String::new(),
        };
        let all = vec![
            sample("new", vec![]),
            sample("finished", vec![finished()]),
            sample("crashed", vec![crash()]),
            sample("recovered", vec![crash(), finished()]),
            sample("crashed-then-interrupted", vec![crash(), interrupted()]),
            sample("interrupted", vec![interrupted()]),
            sample("killed", vec![AttemptState::Unfinished]),
            sample("damaged", vec![damaged()]),
            sample("timeout", vec![timeout()]),
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
