//! The last line of every command that plays or judges.

use mpdbg_analysis::{CaseComparison, Comparison, ComparisonVerdict, Conclusion, Summary};

use super::exit_code::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use crate::report::{Escaped, comparison_verdict};

/// Shows the verdict on a session and gives the exit code that says the same. It is all that `--quiet`
/// leaves; among JSON the code has to do.
pub(crate) fn conclude(summary: &Summary, terminal: Terminal) -> Result<Exit, Failure> {
    let exit = Exit::of(summary);
    if !terminal.json {
        Terminal::show(|out| writeln!(out, "{}", line(summary, exit)))?;
    }
    Ok(exit)
}

/// Shows the verdict on a comparison and gives the exit code that says the same.
pub(crate) fn conclude_comparison(
    comparison: &Comparison,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let exit = Exit::of_comparison(&comparison.verdict);
    show_comparison_verdict(comparison, exit, "", terminal)?;
    Ok(exit)
}

/// What weighs more than the verdict on a comparison, where its session was just played.
pub(crate) struct Trouble {
    exit: Exit,
    words: String,
}

impl Trouble {
    /// What could not be recorded weighs most, then what crashes to the last and did not, unless that is
    /// accepted or does not count.
    pub(crate) fn of(comparison: &Comparison, summary: &Summary) -> Option<Self> {
        let crashed = |it: &&CaseComparison| it.newly_crashed(&comparison.interest);
        let crashed = comparison.cases.iter().filter(crashed).count() as u64;
        let (exit, words) = match (summary.tally.not_recorded, crashed) {
            (0, 0) => return None,
            (0, _) => (
                Exit::Crashed,
                format!("CRASHED, {}", counted(crashed, "case")),
            ),
            (lacking, _) => {
                let lacking = counted(lacking, summary.noun());
                let words = format!("INCOMPLETE, {lacking} without a recording");
                (Exit::Failed, words)
            }
        };
        Some(Self { exit, words })
    }

    /// Its words, with the exit code.
    pub(crate) fn told(&self) -> String {
        format!("{}{}", self.words, told(self.exit))
    }
}

/// As [`conclude_comparison`], for a session that was just played.
pub(crate) fn conclude_run(
    comparison: &Comparison,
    trouble: Option<&Trouble>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let Some(Trouble { exit, words }) = trouble else {
        return conclude_comparison(comparison, terminal);
    };
    show_comparison_verdict(comparison, *exit, &format!("; {words}"), terminal)?;
    Ok(*exit)
}

/// `more` is told behind the verdict.
fn show_comparison_verdict(
    comparison: &Comparison,
    exit: Exit,
    more: &str,
    terminal: Terminal,
) -> Result<(), Failure> {
    if terminal.json {
        return Ok(());
    }
    let why = match &comparison.verdict {
        ComparisonVerdict::Unclear(reasons) => format!(": {}", reasons.join("; ")),
        ComparisonVerdict::NothingRegressed | ComparisonVerdict::Regressed => String::new(),
    };
    let words = comparison_verdict(comparison);
    let line = format!("{words}{why}{more}{}", told(exit));
    Terminal::show(|out| writeln!(out, "verdict: {}", Escaped(&line)))
}

fn told(exit: Exit) -> String {
    match exit {
        Exit::AsExpected => String::new(),
        other => format!(" (exit code {})", other as u8),
    }
}

fn line(summary: &Summary, exit: Exit) -> String {
    let tally = summary.tally;
    let counted = |count| counted(count, summary.noun());
    let mut parts = Vec::new();
    match summary.conclusion {
        Conclusion::Crashed => parts.push(format!("CRASHED, {}", counted(summary.crashed()))),
        Conclusion::Unexpected => {
            parts.push(format!("NOT AS EXPECTED, {}", counted(summary.unexpected)));
        }
        Conclusion::AsExpected if tally.recorded() == 0 => {
            parts.push("NOTHING RECORDED".to_owned());
        }
        Conclusion::AsExpected if tally.recorded() == tally.not_applicable => {
            parts.push("NOTHING PLAYED".to_owned());
        }
        Conclusion::AsExpected if tally.not_recorded == 0 => parts.push("AS EXPECTED".to_owned()),
        Conclusion::AsExpected => {}
    }
    if tally.not_recorded > 0 {
        let lacking = counted(tally.not_recorded);
        parts.push(format!("INCOMPLETE, {lacking} without a recording"));
    }
    if tally.not_applicable > 0 {
        let unfit = counted(tally.not_applicable);
        parts.push(format!("{unfit} not applicable"));
    }
    format!("verdict: {}{}", parts.join("; "), told(exit))
}

fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

#[cfg(test)]
mod tests {
    use mpdbg_analysis::{Entry, NotRecorded, Recorded, RuleCount};
    use mpdbg_model::{Outcome, RuleId, SampleName, SampleRecord, ScenarioName};

    use super::*;

    fn entry(recorded: Recorded) -> Result<Entry, mpdbg_model::SampleNameError> {
        Ok(Entry {
            sample: SampleRecord {
                name: SampleName::parse("a")?,
                size: 1,
                blake3: String::new(),
                opens: true,
                expects: Vec::new(),
            },
            scenario: ScenarioName::default(),
            repeat: 0,
            today: String::new(),
            attempts: Vec::new(),
            recorded,
        })
    }

    fn played(rules: &[&'static str]) -> Recorded {
        let count = |rule: &&'static str| RuleCount {
            rule: RuleId(rule),
            defects: 1,
            things: 1,
        };
        Recorded::Judged {
            counts: rules.iter().map(count).collect(),
            unknown: Vec::new(),
            outcome: Outcome::Finished,
        }
    }

    #[test]
    fn the_line_says_what_the_exit_code_says() -> Result<(), mpdbg_model::SampleNameError> {
        let unfit = || Recorded::Judged {
            counts: Vec::new(),
            unknown: Vec::new(),
            outcome: Outcome::NotApplicable {
                reason: "it cannot seek".to_owned(),
            },
        };
        let never = || Recorded::Not(NotRecorded::NeverPlayed);
        let cases = [
            (vec![played(&[])], "AS EXPECTED"),
            (
                vec![played(&["picture::late"])],
                "NOT AS EXPECTED, 1 sample (exit code 1)",
            ),
            (
                vec![played(&["picture::late"]), never(), never()],
                "NOT AS EXPECTED, 1 sample; INCOMPLETE, 2 samples without a recording (exit code 4)",
            ),
            (
                vec![played(&[]), unfit()],
                "AS EXPECTED; 1 sample not applicable",
            ),
            (vec![unfit()], "NOTHING PLAYED; 1 sample not applicable"),
            (
                vec![played(&[]), never()],
                "INCOMPLETE, 1 sample without a recording (exit code 4)",
            ),
        ];
        for (recorded, words) in cases {
            let entries = recorded.into_iter().map(entry);
            let summary = Summary::of(&entries.collect::<Result<Vec<_>, _>>()?);
            let line = line(&summary, Exit::of(&summary));
            assert_eq!(line, format!("verdict: {words}"));
        }
        Ok(())
    }
}
