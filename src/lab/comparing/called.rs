//! What a comparison says of one case, against what is true.

use mpdbg_analysis::{CaseComparison, DefectChange, RateChange, Ruling, Standing, Turn};

use super::said::content_rules;

/// Which way a case went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Worse,
    Better,
}

/// True when the comparison says that the case went this way.
pub(super) fn went(case: &CaseComparison, way: Way) -> bool {
    // Another kind of defect, or some of either, is both worse and better.
    matches!(
        (case.standing, way),
        (Standing::Regressed, Way::Worse)
            | (Standing::Improved, Way::Better)
            | (Standing::Changed | Standing::Mixed, _)
    )
}

/// True when one of these rules says so. A difference of the content has no rule: it stands for the rules
/// that hold hashes against a reference decode.
pub(super) fn is_said_by(case: &CaseComparison, way: Way, rules: &[&str]) -> bool {
    let of_defects = changes(case, way).any(|it| rules.contains(&it.rule.0));
    let of_rates = rates(case, way).any(|it| rules.contains(&it.rule.0));
    of_defects || of_rates || content_rules(case).any(|it| rules.contains(&it))
}

/// True when nothing but the content differs. That is not judged but read from the hashes, so it is so:
/// what some decoders make of the same sound depends on where they began.
pub(super) fn is_content_alone(case: &CaseComparison) -> bool {
    case.changes.is_empty() && case.rates.is_empty() && case.content.is_some()
}

fn changes(case: &CaseComparison, way: Way) -> impl Iterator<Item = &DefectChange> {
    let turned = move |turn: Turn| match way {
        Way::Worse => turn.is_worse(),
        Way::Better => turn.is_better(),
    };
    case.changes.iter().filter(move |it| turned(it.turn))
}

fn rates(case: &CaseComparison, way: Way) -> impl Iterator<Item = &RateChange> {
    let wanted = match way {
        Way::Worse => Ruling::Worse,
        Way::Better => Ruling::Better,
    };
    case.rates.iter().filter(move |it| it.ruling == wanted)
}
