//! What a reader has to know of a case.

use std::collections::BTreeSet;

use mpdbg_model::RuleId;

use super::cut::Reach;
use super::showing::{Showing, rules};
use super::{CaseComparison, CaseSide, Terms};
use crate::RULES;

/// Words about plays that are not there.
pub(super) fn remark_on_missing(
    compared: &mut CaseComparison,
    before: &CaseSide,
    after: &CaseSide,
) {
    for (side, name) in [(before, "before"), (after, "after")] {
        let (all, telling) = (side.plays.len(), side.telling().len());
        if telling < all {
            let words = format!("{telling} of {all} plays {name} are recorded, and compared");
            compared.remarks.push(words);
        }
    }
}

/// Words about a rule that cannot say anything of one side, so that its defects are neither new nor fixed.
pub(super) fn silent(rule: RuleId, before: &Showing<'_>, after: &Showing<'_>) -> Option<String> {
    let of = |side: &Showing<'_>, name: &str| {
        let reason = side.silent(rule)?;
        Some(format!("{rule} is not compared; {name}: {reason}"))
    };
    of(before, "before").or_else(|| of(after, "after"))
}

/// Words about rules that found nothing, and can say nothing of one side.
pub(super) fn remarks_on_silence(
    before: &Showing<'_>,
    after: &Showing<'_>,
    terms: &Terms,
) -> Vec<String> {
    let found = rules(before, after);
    let silent = |rule: RuleId| {
        let words =
            |side: &str, reason: &str| format!("{rule} could not be judged {side}: {reason}");
        match (before.silent(rule), after.silent(rule)) {
            (Some(reason), None) => Some(words("before", reason)),
            (None, Some(reason)) => Some(words("after", reason)),
            _ => None,
        }
    };
    let rules = RULES.iter().map(|it| it.id);
    let asked = rules.filter(|it| !terms.interest.ignores(it.0) && !found.contains(it));
    asked.filter_map(silent).collect()
}

/// Words about attempts that came to harm and were tried again, more often on one side than on the other.
pub(super) fn remarks_on_retries(
    before: &Showing<'_>,
    after: &Showing<'_>,
    terms: &Terms,
) -> Vec<String> {
    let sides = [&before.retried, &after.retried];
    let rules = sides.iter().flat_map(|it| &it.defects).map(|it| it.rule);
    let rules: BTreeSet<RuleId> = rules.filter(|it| !terms.interest.ignores(it.0)).collect();
    let words = |rule: RuleId| {
        let [one, other] = sides.map(|it| it.share(rule));
        (one != other).then(|| {
            format!(
                "{rule} in attempts that were tried again: {} of {} before, {} of {} after",
                one.0, one.1, other.0, other.1
            )
        })
    };
    rules.into_iter().filter_map(words).collect()
}

/// Words about plays that were cut short.
pub(super) fn remark_on_cut(
    reaches: &[Reach],
    (before, after): (&Showing<'_>, &Showing<'_>),
    (left_before, left_after): (usize, usize),
) -> String {
    let place = reaches.iter().map(Reach::place).min().flatten();
    let (one, other) = (before.ended(), after.ended());
    let Some(place) = place else {
        return format!("only how it ended is compared (before: {one}; after: {other})");
    };
    format!(
        "compared only up to {place} (before: {one}; after: {other}); what differs behind it or about the \
         play as a whole is left out, before {left_before} and after {left_after} defects"
    )
}
