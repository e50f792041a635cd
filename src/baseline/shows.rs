//! Whether what was accepted still shows.

use mpdbg_analysis::{
    Accepted, CaseComparison, Comparison, ContentChange, DefectChange, Ruling, Standing,
};

use super::pattern::CONTENT;

/// Whether an accepted difference shows in a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// It does.
    Still,
    /// It does not, and could: its entry can go.
    NoLonger,
    /// No case that it takes in could be compared.
    Unknown,
}

impl Shows {
    /// Looks for what `entry` takes in.
    pub(crate) fn of(entry: &Accepted, comparison: &Comparison) -> Self {
        let is_meant = |case: &&CaseComparison| {
            entry
                .sample
                .as_ref()
                .is_none_or(|it| *it == case.case.sample)
                && entry
                    .scenario
                    .as_ref()
                    .is_none_or(|it| *it == case.case.scenario)
        };
        let said = |case: &&CaseComparison| {
            !matches!(
                case.standing,
                Standing::NotComparable | Standing::New | Standing::Gone
            )
        };
        let mut cases = comparison
            .cases
            .iter()
            .filter(is_meant)
            .filter(said)
            .peekable();
        let ignored = entry
            .rule
            .as_ref()
            .is_some_and(|it| comparison.interest.ignores(it));
        if ignored || cases.peek().is_none() {
            return Self::Unknown;
        }
        if cases.any(|case| shows(entry, case)) {
            Self::Still
        } else {
            Self::NoLonger
        }
    }
}

/// True when something of the case is for the worse, and accepted by this entry.
fn shows(entry: &Accepted, case: &CaseComparison) -> bool {
    let worse = |it: &&DefectChange| it.turn.is_worse() && it.accepted.is_some();
    let changes = case.changes.iter().filter(worse).map(|it| it.rule.0);
    let rates = case.rates.iter();
    let rates = rates.filter(|it| it.ruling == Ruling::Worse && it.accepted.is_some());
    let accepted = |it: &ContentChange| it.accepted.is_some();
    let content = case.content.as_ref().is_some_and(accepted);
    let mut rules = changes
        .chain(rates.map(|it| it.rule.0))
        .chain(content.then_some(CONTENT));
    rules.any(|rule| entry.takes_in(&case.case, rule))
}
