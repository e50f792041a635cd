//! `mpdbg diff` without a sample: the cases that differ.

use std::io::{self, Write};

use mpdbg_analysis::{CaseComparison, Comparison, Profile, Standing, Terms};
use mpdbg_session::Session;
use serde_json::json;

use super::compare::compared;
use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::{Escaped, diff_command};

/// Cases that are listed.
const LISTED: usize = 20;

/// Lists the cases whose defects or content differ, those that tell most first, each with the command that
/// shows where its recordings part.
pub(super) fn list(
    before: &Session,
    after: &Session,
    profile: Profile,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    if before.name() == after.name() {
        return Err(Failure::usage("which sample is to be held against itself?")
            .hint("`mpdbg diff SESSION SESSION SAMPLE` compares two plays of one session"));
    }
    let terms = Terms {
        profile,
        ..Terms::default()
    };
    let comparison = compared(before, after, terms, &[], terminal)?;
    let differing = differing(&comparison);
    if terminal.json {
        for case in &differing {
            Terminal::show_json(&json!({
                "type": "differing",
                "case": case.case,
                "standing": case.standing,
                "diff_command": diff_command(&comparison, case),
            }))?;
        }
    } else if !terminal.quiet {
        Terminal::show(|out| write_list(out, &comparison, &differing))?;
    }
    Ok(if differing.is_empty() {
        Exit::AsExpected
    } else {
        Exit::Defects
    })
}

/// The cases that both sessions have and that differ: what fails first, then what else changed.
fn differing(comparison: &Comparison) -> Vec<&CaseComparison> {
    let mut found = comparison.failing();
    found.retain(|case| has_both(case));
    let others = comparison.cases.iter().filter(|case| {
        let apart = case.standing != Standing::Same || !case.changes.is_empty();
        apart && has_both(case) && !comparison.fails(case)
    });
    found.extend(others);
    found
}

fn has_both(case: &CaseComparison) -> bool {
    !matches!(
        case.standing,
        Standing::New | Standing::Gone | Standing::NotComparable
    )
}

fn write_list(
    out: &mut dyn Write,
    comparison: &Comparison,
    differing: &[&CaseComparison],
) -> io::Result<()> {
    if differing.is_empty() {
        return writeln!(
            out,
            "no case differs in its defects or its content; a SAMPLE behind the sessions shows whether its events do"
        );
    }
    for case in differing.iter().take(LISTED) {
        let mut rules: Vec<&str> = case.changes.iter().map(|it| it.rule.0).collect();
        rules.dedup();
        let rules = if rules.is_empty() {
            String::new()
        } else {
            format!(": {}", rules.join(", "))
        };
        let name = case.case.to_string();
        writeln!(out, "{}  {}{rules}", Escaped(&name), case.standing.words())?;
        let command = diff_command(comparison, case);
        writeln!(out, "  $ {}", Escaped(&command))?;
    }
    match differing.len().saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more"),
    }
}
