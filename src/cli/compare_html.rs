//! `mpdbg compare --html`: the page of a comparison with both plays of what differs over each other.

use std::path::Path;

use mpdbg_analysis::{CaseComparison, Comparison, Profile, Standing};
use mpdbg_model::{Case, SampleRecord};
use mpdbg_session::{Session, replace_file};

use super::comparison_files::{not_written, page_path};
use super::failure::Failure;
use super::summarize::{about, unwritten};
use crate::compare::{Pair, PairedPlay};
use crate::report::{ComparisonReport, Escaped, PairShown, SampleReport, write_comparison_page};

/// Cases whose timelines are on the page at most, the worst first.
const CASES: usize = 20;

/// Writes the page with timelines in place of the one without. Answers what is to be told of it.
pub(crate) fn write_timelines(
    dir: &Path,
    report: &ComparisonReport<'_>,
    sessions: [&Session; 2],
    profile: &Profile,
) -> Result<String, Failure> {
    let cases = differing(report.comparison);
    let desk = Desk::new(sessions, profile)?;
    let shown = cases.iter().take(CASES).enumerate();
    let pairs: Vec<PairShown> = shown
        .filter_map(|(number, case)| desk.pair(number, &case.case))
        .collect();
    let mut content = Vec::new();
    write_comparison_page(&mut content, report, &pairs).map_err(|error| unwritten(&error))?;
    let path = page_path(dir, report.comparison);
    replace_file(&path, &content).map_err(|error| not_written(&path, &error))?;
    let path = path.display().to_string();
    let path = Escaped(&path);
    Ok(match (pairs.len(), cases.len()) {
        (_, 0) => format!(
            "the page is {path}; no timelines are on it, since no case that was compared differs\n"
        ),
        (with, all) => {
            format!("the page is {path}, with the timelines of {with} of {all} cases that differ\n")
        }
    })
}

/// The cases that fail, worst first, then those that differ otherwise.
fn differing(comparison: &Comparison) -> Vec<&CaseComparison> {
    let mut cases = comparison.failing();
    let otherwise = comparison.cases.iter().filter(|it| {
        let compared = it.standing.is_compared() && it.standing != Standing::Same;
        compared && !comparison.fails(it)
    });
    cases.extend(otherwise);
    cases
}

/// Two sessions that are read case by case.
struct Desk<'a> {
    sessions: [&'a Session; 2],
    samples: [Vec<SampleRecord>; 2],
    profile: &'a Profile,
}

impl<'a> Desk<'a> {
    fn new(sessions: [&'a Session; 2], profile: &'a Profile) -> Result<Self, Failure> {
        let [before, after] = sessions;
        Ok(Self {
            sessions,
            samples: [before.samples()?.samples, after.samples()?.samples],
            profile,
        })
    }

    /// True when the sample was the same file in both.
    fn is_same(&self, case: &Case) -> bool {
        let [before, after] = self.samples.each_ref().map(|all| {
            let found = all.iter().find(|it| it.name == case.sample);
            found.map(|it| &it.blake3)
        });
        before == after
    }

    fn pair(&self, number: usize, case: &Case) -> Option<PairShown> {
        let [before, after] = self.sessions;
        let pair = Pair::read(before, after, case, self.profile, self.is_same(case));
        let first = pair.first_divergence(self.profile);
        let of_before = pair.before.as_ref().map(|it| self.report(before, it));
        let of_after = pair.after.as_ref().map(|it| self.report(after, it));
        PairShown::of(
            number,
            of_before.as_ref(),
            of_after.as_ref(),
            first.as_ref(),
        )
    }

    fn report(&'a self, session: &'a Session, play: &'a PairedPlay) -> SampleReport<'a> {
        SampleReport {
            about: about(session),
            header: &play.header,
            caution: "",
            events: &play.events,
            expected: play.expected.as_ref(),
            judgement: Some(&play.judgement),
            profile: self.profile,
        }
    }
}
