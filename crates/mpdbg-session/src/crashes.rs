//! Counts crashes and retries over the attempts of a session.

use mpdbg_model::{CrashList, Outcome};

use crate::CaseAttempts;

/// What crashed, and how often. A retry is an attempt with a verdict after the first one that has a
/// verdict: attempts that say nothing of the player (interrupted, never finished, not recorded, damaged)
/// count neither as a retry nor as a crash, wherever they stand.
pub fn crash_list(cases: &[CaseAttempts]) -> CrashList {
    let mut list = CrashList::default();
    for tried in cases {
        let crashed: Vec<bool> = tried.verdicts().map(Outcome::is_crash).collect();
        list.total_retries += crashed.len().saturating_sub(1) as u32;
        let Some(first) = crashed.iter().position(|&crashed| crashed) else {
            continue;
        };
        if crashed[first..].contains(&false) {
            list.sometimes_crashed.push(tried.case.clone());
        } else if first == 0 {
            list.always_crashed.push(tried.case.clone());
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Attempt, AttemptState};
    use mpdbg_model::{Case, SampleName, SampleNameError};

    fn tried(name: &str, outcomes: &[Outcome]) -> Result<CaseAttempts, SampleNameError> {
        let attempt = |(number, outcome): (usize, &Outcome)| Attempt {
            number: number as u32,
            state: AttemptState::Ended(outcome.clone()),
        };
        Ok(CaseAttempts {
            case: Case::plain(SampleName::parse(name)?),
            attempts: outcomes.iter().enumerate().map(attempt).collect(),
        })
    }

    #[test]
    fn crashes_are_told_apart_by_what_came_after() -> Result<(), SampleNameError> {
        let crash = Outcome::Exited { code: 1 };
        let cases = [
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
        let list = crash_list(&cases);
        assert_eq!(list.total_retries, 3);
        assert_eq!(
            list.sometimes_crashed,
            [Case::plain(SampleName::parse("sometimes")?)]
        );
        assert_eq!(
            list.always_crashed,
            [Case::plain(SampleName::parse("always")?)]
        );
        Ok(())
    }
}
