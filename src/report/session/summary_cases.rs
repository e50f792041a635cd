//! What a summary says of single cases, each with all of its plays.

use std::io;

use mpdbg_analysis::{Bucket, Folded, FoldedCount, Summary, Unexpected};
use mpdbg_model::Expectation;

use super::summary_parts::{Page, painted};
use crate::report::about::counted;
use crate::report::words::Escaped;

/// Why something is expected, and where more is to be read.
fn told(expectation: &Expectation) -> String {
    let reason = Escaped(&expectation.reason);
    match &expectation.link {
        Some(link) => format!("{reason}, {}", Escaped(link)),
        None => reason.to_string(),
    }
}

fn expired(expectation: &Expectation) -> String {
    let rule = Escaped(&expectation.rule);
    let day = Escaped(expectation.expires.as_deref().unwrap_or_default());
    if expectation.reason.is_empty() {
        return format!("{rule} was expected until {day}");
    }
    format!("{rule} was expected until {day} ({})", told(expectation))
}

fn is_imperfect(case: &Folded<'_>) -> bool {
    case.plays.iter().any(|row| {
        !matches!(row.bucket, Bucket::NotRecorded | Bucket::NotApplicable)
            && (row.bucket != Bucket::Perfect || !row.unexpected.is_empty())
    })
}

/// How the plays of a case ended, e.g. `finished`, or `5 plays: 4 finished, 1 timed out after 2.0 s`.
fn endings(case: &Folded<'_>) -> String {
    let plays = case.plays.len() as u64;
    match case.endings().as_slice() {
        [(ending, 1)] => Escaped(ending).to_string(),
        [(ending, _)] => format!("{}, {}", counted(plays, "play"), Escaped(ending)),
        many => {
            let each = many.iter();
            let each: Vec<String> = each
                .map(|(ending, count)| format!("{count} {}", Escaped(ending)))
                .collect();
            format!("{}: {}", counted(plays, "play"), each.join(", "))
        }
    }
}

impl Page<'_> {
    /// A paragraph for each case of which a play is not perfect.
    pub(super) fn imperfect(&mut self, summary: &Summary) -> io::Result<()> {
        let cases: Vec<Folded<'_>> = summary.folded().into_iter().filter(is_imperfect).collect();
        if cases.is_empty() {
            return Ok(());
        }
        let noun = if cases.iter().all(|it| it.case.scenario.is_play()) && summary.noun() != "case"
        {
            "Samples"
        } else {
            "Cases"
        };
        self.heading(&format!("{noun} that are not perfect"))?;
        cases.iter().try_for_each(|case| self.case(case))
    }

    fn case(&mut self, case: &Folded<'_>) -> io::Result<()> {
        let style = if case.is_as_expected() {
            self.palette.warning
        } else {
            self.palette.bad
        };
        let name = painted(style, &case.case.to_string());
        writeln!(self.out, "\n  {name}  ({})", endings(case))?;
        for count in &case.counts() {
            self.count(case, count)?;
        }
        for unexpected in case.other_unexpected() {
            self.unexpected(case, unexpected)?;
        }
        let unknown = case.plays.iter().map(|row| row.unknown.len()).max();
        let unknown = unknown.unwrap_or_default() as u64;
        if unknown > 0 {
            writeln!(
                self.out,
                "    {} could not answer: see its anomalies",
                counted(unknown, "rule")
            )?;
        }
        Ok(())
    }

    fn unexpected(&mut self, case: &Folded<'_>, unexpected: &Unexpected) -> io::Result<()> {
        match unexpected {
            Unexpected::Defect(_) => Ok(()),
            Unexpected::StayedAway(rule) => {
                let words = painted(self.palette.bad, "expected, but stayed away");
                writeln!(
                    self.out,
                    "    {:<28}  {:>6}  {words}",
                    Escaped(rule).to_string(),
                    0
                )?;
                self.reasons(case, rule)
            }
            Unexpected::Expired(expectation) => {
                let words = expired(expectation);
                writeln!(self.out, "    {}", painted(self.palette.bad, &words))
            }
            Unexpected::Opened => writeln!(self.out, "    opened, though it should not"),
        }
    }

    fn count(&mut self, case: &Folded<'_>, folded: &FoldedCount) -> io::Result<()> {
        let count = &folded.count;
        let expired = |one: &&Unexpected| matches!(one, Unexpected::Expired(expectation) if expectation.rule == count.rule.0);
        let (style, words) = if folded.unexpected {
            (self.palette.bad, "not expected")
        } else if case.other_unexpected().iter().any(expired) {
            (self.palette.bad, "no longer expected")
        } else {
            (self.palette.quiet, "expected")
        };
        let (rule, defects) = (count.rule, count.defects);
        let plays = match case.plays.len() {
            1 => String::new(),
            _ => format!(
                "in {} of {}, ",
                folded.plays,
                counted(case.recorded(), "play")
            ),
        };
        let things = if count.things == defects {
            String::new()
        } else {
            format!(", {} in all", count.things)
        };
        writeln!(
            self.out,
            "    {rule:<28}  {defects:>6}  {plays}{}{things}",
            painted(style, words)
        )?;
        self.reasons(case, rule.0)
    }

    /// Why a rule is expected to find something, where someone said so.
    fn reasons(&mut self, case: &Folded<'_>, rule: &str) -> io::Result<()> {
        let of_rule = case.expected().iter().filter(|it| it.rule == rule);
        for expectation in of_rule.filter(|it| !it.reason.is_empty()) {
            let until = expectation.expires.as_deref();
            let until = until.map_or_else(String::new, |day| format!(" until {}", Escaped(day)));
            let words = format!("expected{until}: {}", told(expectation));
            writeln!(self.out, "      {}", painted(self.palette.quiet, &words))?;
        }
        Ok(())
    }

    /// Every case with a play in the bucket in a line, with how it ended.
    pub(super) fn appendix(
        &mut self,
        heading: &str,
        summary: &Summary,
        bucket: Bucket,
    ) -> io::Result<()> {
        let folded = summary.folded();
        let cases: Vec<(&Folded<'_>, Folded<'_>)> = folded
            .iter()
            .filter_map(|case| Some((case, case.in_bucket(bucket)?)))
            .collect();
        if cases.is_empty() {
            return Ok(());
        }
        self.heading(heading)?;
        for (all, of_bucket) in cases.iter().take(self.listed) {
            let plays = match (of_bucket.plays.len(), all.plays.len()) {
                (_, 1) => String::new(),
                (some, all) if some == all => String::new(),
                (some, all) => format!("{some} of {all} plays: "),
            };
            let endings = of_bucket.endings().into_iter().map(|(ending, _)| {
                let reason = ending.strip_prefix("not applicable: ");
                Escaped(reason.unwrap_or(ending)).to_string()
            });
            let endings: Vec<String> = endings.collect();
            writeln!(self.out, "  {}: {plays}{}", all.case, endings.join(", "))?;
        }
        self.more(cases.len())
    }
}
