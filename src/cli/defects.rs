//! `mpdbg defects`.

use mpdbg_analysis::{RULES, Rule};
use serde_json::{Value, json};

use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// List every defect that mpdbg names
///
/// Each with what it is, from when on it counts, and what has to be known to find it. `mpdbg explain RULE`
/// says more of one. The figures are those of the default profile.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(terminal: Terminal) -> Result<Exit, Failure> {
    if terminal.json {
        for rule in RULES {
            Terminal::show_json(&described(rule))?;
        }
        return Ok(Exit::AsExpected);
    }
    Terminal::show(|out| {
        for rule in RULES {
            writeln!(out, "{:<28}  {}", rule.id.0, rule.summary)?;
            writeln!(out, "    threshold: {}", rule.threshold)?;
            let needs = rule.needs.words();
            if !needs.is_empty() {
                writeln!(out, "    needs: {}", needs.join("; "))?;
            }
        }
        Ok(())
    })?;
    Ok(Exit::AsExpected)
}

/// A rule as JSON.
pub(super) fn described(rule: &Rule) -> Value {
    json!({
        "type": "rule",
        "rule": rule.id.0,
        "summary": rule.summary,
        "meaning": rule.meaning,
        "threshold": rule.threshold,
        "look_at": rule.look_at,
        "needs": rule.needs.words(),
    })
}
