//! What each case of a comparison came to, in the words of `JUnit`.

use mpdbg_analysis::{
    CaseComparison, ComparisonVerdict, DefectChange, NotComparable, Ruling, Standing, Turn,
};

use super::about::ComparisonReport;
use super::trouble::{command, crashes_newly, headline};
use super::words;

/// Defects of a case that are listed at most.
const DEFECTS: usize = 50;

/// What a test case came to, in the words of `JUnit`.
pub(super) enum Came {
    /// The second session does as well as the first one; what is to be known of it.
    Passed(Vec<String>),
    /// It passed, and something comes and goes: each with its type.
    Flaky(Vec<(String, String)>),
    /// Worse.
    Failed(Told),
    /// The player came to harm, or there is no verdict.
    Error(Told),
    /// Nothing can be said: why.
    Skipped(Told),
}

/// What is said of a test that did not pass.
pub(super) struct Told {
    pub(super) kind: String,
    pub(super) message: String,
    /// Line by line.
    pub(super) more: Vec<String>,
}

/// A test.
pub(super) struct Test {
    pub(super) class: String,
    pub(super) name: String,
    pub(super) came: Came,
}

/// The test of a case.
pub(super) fn test(report: &ComparisonReport<'_>, case: &CaseComparison) -> Test {
    Test {
        class: format!("mpdbg.{}", case.case.scenario),
        name: case.case.to_string(),
        came: came(report, case),
    }
}

fn came(report: &ComparisonReport<'_>, case: &CaseComparison) -> Came {
    if report.comparison.fails(case) {
        return worse(report, case);
    }
    if let Some(reason) = &case.not_comparable {
        return skipped(kind_of(reason), reason.to_string());
    }
    match case.standing {
        Standing::New if crashes_newly(case) => Came::Error(new_crash(report, case)),
        Standing::New => skipped("new", "only the second session has it".to_owned()),
        Standing::Gone => skipped("gone", "only the first session has it".to_owned()),
        Standing::Flaky => Came::Flaky(flaky(case)),
        Standing::Regressed
        | Standing::Changed
        | Standing::Mixed
        | Standing::NotComparable
        | Standing::Improved
        | Standing::Same => Came::Passed(notes(case)),
    }
}

/// A case that only the second session has, where the player comes to harm.
fn new_crash(report: &ComparisonReport<'_>, case: &CaseComparison) -> Told {
    let ended = case.ended_after.as_deref().unwrap_or_default();
    Told {
        kind: "new-crash".to_owned(),
        message: format!("only the second session has it: {ended}"),
        more: vec![command(report.comparison, case)],
    }
}

fn skipped(kind: &str, message: String) -> Came {
    Came::Skipped(Told {
        kind: kind.to_owned(),
        message,
        more: Vec::new(),
    })
}

const fn kind_of(reason: &NotComparable) -> &'static str {
    match reason {
        NotComparable::NotRecorded { .. } => "not-recorded",
        NotComparable::CrashedOnBoth => "crashed-on-both",
        NotComparable::NotApplicable => "not-applicable",
        NotComparable::OtherSample => "other-sample",
        NotComparable::OtherScenario => "other-scenario",
        NotComparable::OtherCaps(_) => "other-caps",
        NotComparable::OtherClock => "other-clock",
        NotComparable::TooFewPlays(_) => "too-few-plays",
        NotComparable::Loaded => "loaded",
    }
}

fn worse(report: &ComparisonReport<'_>, case: &CaseComparison) -> Came {
    let harm = case.worse().find(|it| {
        it.turn == Turn::New
            && ["life::crash", "life::exit", "life::hang", "life::timeout"].contains(&it.rule.0)
    });
    let first = harm.or_else(|| case.worse().next());
    let kind = first.map_or_else(
        || case.standing.words().to_owned(),
        |it| it.rule.to_string(),
    );
    let mut told: Vec<String> = words::ended(case).into_iter().collect();
    let listed = words::worse(report, case);
    told.extend(listed.iter().take(DEFECTS).map(|it| line(it)));
    if listed.len() > DEFECTS {
        told.push(format!("and {} more", listed.len() - DEFECTS));
    }
    told.extend(
        words::content(case)
            .into_iter()
            .map(|(rule, words)| format!("{rule}: {words}")),
    );
    let rates = case.ruled(Ruling::Worse);
    told.extend(rates.map(|it| format!("{}: {}", it.rule, words::rate(it))));
    told.extend(case.remarks.iter().cloned());
    told.push(words::command(report.comparison, case));
    let new = case.worse().count();
    let told = Told {
        kind,
        message: match first {
            Some(first) if new > 1 => format!("{} and {} more", line(first), new - 1),
            Some(first) => line(first),
            None => told.first().cloned().unwrap_or_default(),
        },
        more: told,
    };
    if harm.is_some() {
        Came::Error(told)
    } else {
        Came::Failed(told)
    }
}

/// `picture::late new at 0:00:01.000: 20 ms late`.
fn line(change: &DefectChange) -> String {
    let at = words::placed(change);
    let accepted = change
        .accepted
        .as_ref()
        .map_or_else(String::new, |reason| format!(" (accepted: {reason})"));
    let (turn, what) = (words::turn(change.turn), words::what(change));
    format!("{} {turn}{at}: {what}{accepted}", change.rule)
}

/// What came and went; there is at least one, so that the case is seen to be flaky.
fn flaky(case: &CaseComparison) -> Vec<(String, String)> {
    let rates = case
        .rates
        .iter()
        .map(|it| (it.rule.to_string(), words::rate(it)));
    let changes = case
        .changes
        .iter()
        .map(|it| (it.rule.to_string(), line(it)));
    let mut runs: Vec<(String, String)> = rates.chain(changes).collect();
    if runs.is_empty() {
        runs.push(("flaky".to_owned(), case.remarks.join("; ")));
    }
    runs
}

/// What is to be known of a case that passed: what is known already, accepted, better or elsewhere.
fn notes(case: &CaseComparison) -> Vec<String> {
    let mut notes: Vec<String> = case.changes.iter().map(line).collect();
    notes.extend(
        words::content(case)
            .into_iter()
            .map(|(rule, words)| format!("{rule}: {words}")),
    );
    notes.extend(case.rates.iter().map(|it| {
        format!(
            "{}: {}, {}",
            it.rule,
            words::ruling(it.ruling),
            words::rate(it)
        )
    }));
    if case.same > 0 {
        notes.push(format!("defects as before: {}", case.same));
    }
    notes.extend(case.remarks.iter().cloned());
    notes
}

/// The verdict, which is a test too.
pub(super) fn verdict(report: &ComparisonReport<'_>) -> Test {
    let comparison = report.comparison;
    let reservations = words::reservations(comparison);
    let rates: Vec<String> = words::worse_together(comparison)
        .map(|it| format!("{}: {}", it.rule, words::rate(it)))
        .collect();
    let told = |more: Vec<String>| Told {
        kind: "verdict".to_owned(),
        message: headline(report),
        more,
    };
    let came = match comparison.verdict {
        ComparisonVerdict::Unclear(_) => Came::Error(told(reservations)),
        _ if report.trouble.is_some() => Came::Error(told([rates, reservations].concat())),
        ComparisonVerdict::Regressed => Came::Failed(told([rates, reservations].concat())),
        ComparisonVerdict::NothingRegressed => Came::Passed(reservations),
    };
    Test {
        class: "mpdbg".to_owned(),
        name: "verdict".to_owned(),
        came,
    }
}
