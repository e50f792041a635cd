//! The words of a comparison that its formats have in common. Text from samples is in them as it is: every
//! format escapes it in its own way.

use mpdbg_analysis::{CaseComparison, Comparison, ComparisonVerdict, DefectChange, Standing, Turn};
use mpdbg_model::{Case, Defect, Measure, Severity, Unit};

use super::about::ComparisonReport;
use crate::report::about::counted;
pub(crate) use crate::report::words::content;
use crate::report::words::quoted;
pub(crate) use crate::report::words::{
    others_together, rate, ruled, ruled_of, ruling, worse_together,
};

/// The warning of sessions that may be written over.
pub(crate) const DEV_DEBUG: &str =
    "DEV DEBUG: recordings of these sessions may have been written over.";

/// The verdict in a few words.
pub(crate) fn verdict(comparison: &Comparison) -> String {
    match &comparison.verdict {
        ComparisonVerdict::NothingRegressed => "Nothing regressed".to_owned(),
        ComparisonVerdict::Unclear(_) => "No clear verdict".to_owned(),
        ComparisonVerdict::Regressed => {
            let (failing, all) = (comparison.failing().len(), comparison.cases.len());
            match failing {
                0 => "Regressed, in all cases together".to_owned(),
                _ => format!("Regressed: {failing} of {}", counted(all as u64, "case")),
            }
        }
    }
}

/// What a reader of the verdict has to know as well: why it is not clear, or what else differs.
pub(crate) fn reservations(comparison: &Comparison) -> Vec<String> {
    if let ComparisonVerdict::Unclear(reasons) = &comparison.verdict {
        return reasons.clone();
    }
    let muddle = comparison.circumstances.muddle();
    if muddle.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = muddle.iter().map(|it| it.thing.name()).collect();
    vec![format!(
        "more than one thing differs, so the code alone may not be the reason: {}",
        names.join(", ")
    )]
}

/// `new`, `stronger` …
pub(crate) const fn turn(turn: Turn) -> &'static str {
    match turn {
        Turn::New => "new",
        Turn::Stronger => "stronger",
        Turn::Moved => "moved",
        Turn::Weaker => "weaker",
        Turn::Fixed => "fixed",
    }
}

/// The defect that a change is about: as it is now, or as it was where it went away.
pub(crate) fn subject(change: &DefectChange) -> Option<&Defect> {
    change.after.as_ref().or(change.before.as_ref())
}

/// How bad it is.
pub(crate) fn severity(change: &DefectChange) -> Severity {
    subject(change).map_or(Severity::Major, |defect| defect.severity)
}

/// Where in the media it is; empty where it has no place there.
pub(crate) fn place(defect: &Defect) -> String {
    match defect.media {
        Some(media) if media.from == media.to => media.from.to_string(),
        Some(media) => format!("{} to {}", media.from, media.to),
        None => String::new(),
    }
}

/// The same behind other words: ` at …`, ` from … to …`, or nothing.
pub(crate) fn placed(change: &DefectChange) -> String {
    match subject(change).and_then(|defect| defect.media) {
        Some(media) if media.from == media.to => format!(" at {}", media.from),
        Some(media) => format!(" from {} to {}", media.from, media.to),
        None => String::new(),
    }
}

/// How much of it there is.
pub(crate) fn amount(defect: &Defect) -> String {
    match defect.measure {
        Some(Measure {
            value,
            unit: Unit::Ms,
        }) => format!("{value:.1} ms"),
        Some(Measure {
            value,
            unit: Unit::Frames,
        }) => counted(value as u64, "picture"),
        Some(Measure {
            value,
            unit: Unit::Count,
        }) => format!("{value:.0}"),
        None => defect.count.to_string(),
    }
}

/// What happened: the player's own words where it is new or gone, both sides where it is in both.
pub(crate) fn what(change: &DefectChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if change.turn == Turn::Moved => {
            format!("was at {}", place(before)) + &because(after)
        }
        (Some(before), Some(after)) => {
            let counts = match (before.count, after.count) {
                (one, other) if one == other => String::new(),
                (one, other) => format!(", count {one} before, {other} after"),
            };
            let severity = match (before.severity, after.severity) {
                (one, other) if one == other => String::new(),
                (one, other) => format!(", {one} before, {other} after"),
            };
            let amounts = format!("{} before, {} after", amount(before), amount(after));
            format!("{amounts}{counts}{severity}{}", because(after))
        }
        (None, Some(after)) => format!("{}{}", after.detail, because(after)),
        (Some(before), None) => before.detail.clone(),
        (None, None) => String::new(),
    }
}

/// The nearest cause, where the events show one.
fn because(defect: &Defect) -> String {
    match defect.causes.first() {
        Some(cause) => format!(", because {}", cause.words),
        None => String::new(),
    }
}

/// The defects of a case that are for the worse, as many kinds of them as the reader asked for.
pub(crate) fn worse<'c>(
    report: &ComparisonReport<'_>,
    case: &'c CaseComparison,
) -> Vec<&'c DefectChange> {
    let asked = |it: &&DefectChange| !report.only_new || it.turn == Turn::New;
    case.worse().filter(asked).collect()
}

/// A number of defects, which is a mean where there are several plays.
pub(crate) fn mean(defects: f64) -> String {
    if (defects - defects.round()).abs() < 0.05 {
        format!("{defects:.0}")
    } else {
        format!("{defects:.1}")
    }
}

/// How the plays ended, where that is not the same on both sides, or where a new case crashes.
pub(crate) fn ended(case: &CaseComparison) -> Option<String> {
    match (&case.ended_before, &case.ended_after) {
        (Some(before), Some(after)) if before != after => {
            Some(format!("{before} before, {after} after"))
        }
        (None, Some(after)) if case.crashed_after => Some(after.clone()),
        _ => None,
    }
}

/// The heading over the cases that stand so and do not fail.
pub(crate) const fn heading(standing: Standing) -> &'static str {
    match standing {
        Standing::Regressed => "Regressed, but that does not count",
        Standing::Changed => "Changed, but that does not count",
        Standing::Mixed => "Mixed, but that does not count",
        Standing::Flaky => "Flaky",
        Standing::NotComparable => "Not comparable",
        Standing::New => "New",
        Standing::Gone => "Gone",
        Standing::Improved => "Improved",
        Standing::Same => "Same",
    }
}

/// The cases that stand so and do not fail.
pub(crate) fn others(comparison: &Comparison, standing: Standing) -> Vec<&CaseComparison> {
    let quiet = |it: &&CaseComparison| it.standing == standing && !comparison.fails(it);
    comparison.cases.iter().filter(quiet).collect()
}

/// A line on a case that does not fail: what is to be known of it.
pub(crate) fn in_short(case: &CaseComparison) -> String {
    if let Some(reason) = &case.not_comparable {
        let reason = std::iter::once(reason.to_string());
        return reason.chain(ruled_of(case)).collect::<Vec<_>>().join("; ");
    }
    let mut parts = Vec::new();
    for kind in [
        Turn::New,
        Turn::Stronger,
        Turn::Moved,
        Turn::Weaker,
        Turn::Fixed,
    ] {
        let of = |accepted: bool| {
            let of = |it: &&DefectChange| it.turn == kind && it.accepted.is_some() == accepted;
            case.changes.iter().filter(of).count()
        };
        match of(false) {
            0 => {}
            open => parts.push(format!("{open} {}", turn(kind))),
        }
        match of(true) {
            0 => {}
            accepted => parts.push(format!("{accepted} {}, accepted", turn(kind))),
        }
    }
    parts.extend(content(case).into_iter().map(|(_, words)| words));
    parts.extend(ruled_of(case));
    match case.standing {
        Standing::New => parts.push(format!("defects: {}", mean(case.defects_after))),
        Standing::Gone => parts.push(format!("defects: {}", mean(case.defects_before))),
        Standing::Regressed
        | Standing::Changed
        | Standing::Mixed
        | Standing::Flaky
        | Standing::NotComparable
        | Standing::Improved
        | Standing::Same => {}
    }
    parts.join("; ")
}

/// The command that shows where the two recordings of a case part, fit for a shell. Where what is worse is
/// that plays of one session differ, they are held against each other.
pub(crate) fn command(comparison: &Comparison, case: &CaseComparison) -> String {
    let chance = |it: &DefectChange| it.rule.0 == "life::nondeterministic";
    let before = if case.worse().next().is_some_and(chance) {
        &comparison.after
    } else {
        &comparison.before
    };
    let [before, after] = [before, &comparison.after].map(|name| quoted(name));
    let (scenario, sample) = aimed(&case.case);
    format!("mpdbg diff{scenario} {before} {after}{sample}")
}

/// The command that shows the defects of a case in the second session, fit for a shell.
pub(crate) fn report_command(comparison: &Comparison, case: &Case) -> String {
    let after = quoted(&comparison.after);
    let (scenario, sample) = aimed(case);
    format!("mpdbg --session {after} report{scenario}{sample} anomalies")
}

/// The words of a command that choose a case: its options, and its sample.
pub(crate) fn aimed(case: &Case) -> (String, String) {
    let scenario = if case.scenario.is_play() {
        String::new()
    } else {
        format!(" --scenario {}", quoted(case.scenario.as_str()))
    };
    let name = case.sample.as_str();
    let dashes = if name.starts_with('-') { " --" } else { "" };
    (scenario, format!("{dashes} {}", quoted(name)))
}
