//! A comparison in single lines, for a screen. Text from samples is in them as it is: the screen escapes it.

use mpdbg_analysis::{CaseComparison, Comparison, Ruling};

use super::rules::by_rule;
use super::words;
use crate::report::about::counted;

/// What a reader of the verdict has to know: why it is not clear, and what else differs than the code.
pub(crate) fn comparison_notes(comparison: &Comparison) -> Vec<String> {
    let mut notes = words::reservations(comparison);
    for it in &comparison.circumstances.0 {
        let note = match (it.allowed, it.counts) {
            (true, _) => " (allowed)",
            (false, true) => "",
            (false, false) => " (does not count)",
        };
        let name = it.thing.name();
        let (before, after) = (it.before.trim(), it.after.trim());
        notes.push(if it.before == it.after {
            format!("{name} of both{note}: {before}")
        } else {
            format!("{name}{note}: {before} before, {after} after")
        });
    }
    notes
}

/// The rules that find more or less, each with the number of cases in which it is worse, and better; those that
/// are worse in most come first. What is worse in all cases together comes before them.
pub(crate) fn comparison_rules(comparison: &Comparison) -> Vec<String> {
    let together = words::worse_together(comparison);
    let mut lines: Vec<String> = together
        .map(|rate| format!("{} in all cases together: {}", rate.rule, words::rate(rate)))
        .collect();
    let by_rule = by_rule(comparison);
    lines.extend(by_rule.into_iter().map(|(rule, worse, better)| {
        let worse = (worse > 0).then(|| format!("worse in {}", counted(worse, "case")));
        let better = (better > 0).then(|| format!("better in {better}"));
        let parts: Vec<String> = worse.into_iter().chain(better).collect();
        format!("{rule} {}", parts.join(", "))
    }));
    lines
}

/// What is to be known of a case, in a line: what is worse where something is, else how it stands.
pub(crate) fn case_in_a_line(case: &CaseComparison) -> String {
    let mut worse: Vec<String> = Vec::new();
    if let Some(change) = case.worse().next() {
        let (turn, rule) = (words::turn(change.turn), change.rule);
        let place = words::placed(change);
        worse.push(format!("{turn} {rule}{place}"));
        let more = case.worse().count() - 1;
        if more > 0 {
            worse.push(format!("{more} more"));
        }
    }
    for rate in case.ruled(Ruling::Worse) {
        worse.push(format!("worse {}", rate.rule));
    }
    if worse.is_empty() {
        return words::in_short(case);
    }
    worse.extend(
        words::content(case)
            .into_iter()
            .map(|(rule, _)| rule.to_string()),
    );
    worse.join(", ")
}

/// What is to be known of a case, in full.
pub(crate) fn case_in_lines(case: &CaseComparison) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {}, defects {} before, {} after",
        case.case,
        case.standing.words(),
        words::mean(case.defects_before),
        words::mean(case.defects_after)
    )];
    lines.extend(words::ended(case).map(|ended| format!("ended {ended}")));
    lines.extend(case.not_comparable.iter().map(ToString::to_string));
    lines.extend(case.remarks.iter().cloned());
    for change in &case.changes {
        let (turn, rule) = (words::turn(change.turn), change.rule);
        let severity = words::severity(change);
        let place = words::placed(change);
        let what = words::what(change);
        let accepted = change.accepted.as_ref();
        let accepted = accepted.map_or_else(String::new, |why| format!(" (accepted: {why})"));
        lines.push(format!(
            "{turn} {rule}, {severity}{place}: {what}{accepted}"
        ));
    }
    let content = words::content(case).into_iter();
    lines.extend(content.map(|(rule, what)| format!("{rule}: {what}")));
    lines.extend(words::ruled_of(case));
    if case.same > 0 {
        lines.push(format!("{} the same", counted(case.same, "defect")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::fixture::comparison;
    use super::*;

    #[test]
    fn every_case_is_told_in_a_line_and_in_full() {
        let comparison = comparison();
        let lines: Vec<String> = comparison.cases.iter().map(case_in_a_line).collect();
        insta::assert_debug_snapshot!(lines);
        let full: Vec<Vec<String>> = comparison.cases.iter().map(case_in_lines).collect();
        insta::assert_debug_snapshot!(full);
    }

    #[test]
    fn what_else_differs_and_the_rules_are_told() {
        let comparison = comparison();
        insta::assert_debug_snapshot!(comparison_notes(&comparison));
        insta::assert_debug_snapshot!(comparison_rules(&comparison));
    }
}
