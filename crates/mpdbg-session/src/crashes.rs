//! Counts crashes and retries over the attempts of a session.

use mpdbg_model::{CrashList, Outcome};

use crate::SampleAttempts;

/// What crashed, and how often. A retry is an attempt with a verdict after the first one that has a
/// verdict: attempts that say nothing of the player (interrupted, never finished, not recorded, damaged)
/// count neither as a retry nor as a crash, wherever they stand.
pub fn crash_list(samples: &[SampleAttempts]) -> CrashList {
    let mut list = CrashList::default();
    for sample in samples {
        let crashed: Vec<bool> = sample.verdicts().map(Outcome::is_crash).collect();
        list.total_retries += crashed.len().saturating_sub(1) as u32;
        let Some(first) = crashed.iter().position(|&crashed| crashed) else {
            continue;
        };
        if crashed[first..].contains(&false) {
            list.sometimes_crashed.push(sample.sample.clone());
        } else if first == 0 {
            list.always_crashed.push(sample.sample.clone());
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attempt, AttemptState};
    use mpdbg_model::{SampleName, SampleNameError};

    fn tried(name: &str, outcomes: &[Outcome]) -> Result<SampleAttempts, SampleNameError> {
        let attempt = |(number, outcome): (usize, &Outcome)| Attempt {
            number: number as u32,
            state: AttemptState::Ended(outcome.clone()),
        };
        Ok(SampleAttempts {
            sample: SampleName::parse(name)?,
            attempts: outcomes.iter().enumerate().map(attempt).collect(),
        })
    }

    #[test]
    fn crashes_are_told_apart_by_what_came_after() -> Result<(), SampleNameError> {
        let crash = Outcome::Exited { code: 1 };
        let samples = [
            tried("clean", &[Outcome::Finished])?,
            tried(
                "sometimes",
                &[crash.clone(), crash.clone(), Outcome::Finished],
            )?,
            tried(
                "always",
                &[crash.clone(), Outcome::Interrupted, crash.clone()],
            )?,
            tried("interrupted", &[Outcome::Interrupted])?,
            tried("goes on", &[Outcome::Interrupted, Outcome::Finished])?,
            tried("nothing", &[])?,
        ];
        let list = crash_list(&samples);
        assert_eq!(list.total_retries, 3);
        assert_eq!(list.sometimes_crashed, [SampleName::parse("sometimes")?]);
        assert_eq!(list.always_crashed, [SampleName::parse("always")?]);
        Ok(())
    }
}
