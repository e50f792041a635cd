//! Whether what was accepted still shows.

use mpdbg_analysis::{
    Accepted, CONTENT, CaseComparison, Comparison, ContentChange, PRESENTATION, PresentationChange,
    Ruling, Standing,
};

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

/// True when something of the case is for the worse, and of the kind that this entry accepts; it may be
/// more of it than that.
fn shows(entry: &Accepted, case: &CaseComparison) -> bool {
    let changes = case.changes.iter().filter(|it| it.turn.is_worse());
    let changes = changes.map(|it| it.rule.0);
    let rates = case.rates.iter();
    let rates = rates.filter(|it| it.ruling == Ruling::Worse);
    let differs = |it: &ContentChange| it.accepted.is_some() || it.is_open();
    let content = case.content.as_ref().is_some_and(differs);
    let weighs = |it: &PresentationChange| it.weighs;
    let presentation = case.presentation.as_ref().is_some_and(weighs);
    let mut rules = changes
        .chain(rates.map(|it| it.rule.0))
        .chain(content.then_some(CONTENT))
        .chain(presentation.then_some(PRESENTATION));
    rules.any(|rule| entry.takes_in(&case.case, rule))
}
