//! Two sessions, compared.

use mpdbg_model::{Case, Profile};
use serde::Serialize;

use super::{CaseComparison, Circumstances, RateChange, Standing};

/// Which differences decide over the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Interest {
    /// Rules, or areas such as `picture`, that alone fail a comparison; all where empty.
    pub fail_on: Vec<String>,
    /// Rules or areas that are left out altogether.
    pub ignore: Vec<String>,
}

/// How many cases stand how. Their sum is the number of cases of both sessions together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Standings {
    /// Cases in each standing, in the order of [`Standing::ALL`].
    pub of: [u64; 9],
}

/// What one session adds up to, over the cases that are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct SideTotals {
    /// Cases of the session.
    pub cases: u64,
    /// Those of them that are compared.
    pub compared: u64,
    /// Cases of the session whose last attempt crashed or hung.
    pub crashed: u64,
    /// Defects in the compared cases, the mean over repeated plays.
    pub defects: f64,
    /// Defects in each compared case: the quality number.
    pub quality: Option<f64>,
}

/// What a comparison comes to.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparisonVerdict {
    /// Nothing is worse; what is better is counted.
    NothingRegressed,
    /// Something is worse: exit code 1, even where the verdict is not clear otherwise.
    Regressed,
    /// Not enough could be compared, or more than one thing differs: why.
    Unclear(Vec<String>),
}

/// Two sessions, compared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// Name of the first session, the one that is compared with.
    pub before: String,
    /// Name of the second session.
    pub after: String,
    /// What else differs than the code.
    pub circumstances: Circumstances,
    /// What decided over the verdict.
    pub interest: Interest,
    /// The thresholds that both sides were judged with.
    pub profile: Profile,
    /// Every case of either session: those of the second in its order, then those that are gone.
    pub cases: Vec<CaseComparison>,
    /// Rules whose rate over all cases together differs in repeated plays.
    pub rates: Vec<RateChange>,
    /// How many cases stand how.
    pub standings: Standings,
    /// The first session in figures.
    pub totals_before: SideTotals,
    /// The second session in figures.
    pub totals_after: SideTotals,
    /// From 1 to 0: the share of the cases of both sessions together that could be compared.
    pub confidence: f64,
    /// The confidence below which there is no verdict.
    pub confidence_needed: f64,
    /// What it comes to.
    pub verdict: ComparisonVerdict,
}

impl Standings {
    /// Cases that stand so.
    pub fn count(&self, standing: Standing) -> u64 {
        let at = Standing::ALL.iter().position(|it| *it == standing);
        at.map_or(0, |at| self.of[at])
    }

    /// All cases.
    pub fn total(&self) -> u64 {
        self.of.iter().sum()
    }
}

impl Comparison {
    /// The cases that fail the comparison, worst first.
    pub fn failing(&self) -> Vec<&CaseComparison> {
        let failing = self.cases.iter().filter(|it| self.fails(it));
        let mut ordered: Vec<(f64, &CaseComparison)> = failing.map(|it| (it.order(), it)).collect();
        ordered.sort_by(|one, other| other.0.total_cmp(&one.0));
        ordered.into_iter().map(|(_, case)| case).collect()
    }

    /// True when this case fails the comparison.
    pub fn fails(&self, case: &CaseComparison) -> bool {
        case.fails(&self.interest)
    }

    /// The case called so.
    pub fn case(&self, case: &Case) -> Option<&CaseComparison> {
        self.cases.iter().find(|it| it.case == *case)
    }
}
