//! The parts of a comparison as text.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;
use mpdbg_analysis::{
    CaseComparison, Comparison, ComparisonVerdict, ContentChange, SideTotals, Standing,
};

use super::about::ComparisonReport;
use super::cases::write_failing;
use super::rules::write_rules;
use super::words;
use crate::report::about::counted;
use crate::report::words::Escaped;
use crate::report::words::Palette;
use crate::report::words::rounding;
use crate::report::words::wrapped;

/// How much of each list is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// Failing cases.
    pub(super) cases: usize,
    /// Changes of each of them.
    pub(super) changes: usize,
    /// Names of every other list.
    pub(super) names: usize,
    /// Whether standings are listed that no case has.
    pub(super) nothings: bool,
}

/// A comparison on its way to a reader.
pub(super) struct Page<'p> {
    pub(super) out: &'p mut dyn Write,
    pub(super) palette: &'p Palette,
    pub(super) room: Room,
    pub(super) report: &'p ComparisonReport<'p>,
}

pub(super) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// The verdict in a line, its kind in capitals: `REGRESSED: 2 of 22 cases, 1 improved`.
pub fn comparison_verdict(comparison: &Comparison) -> String {
    let words = words::verdict(comparison);
    let end = words.find([':', ',']).unwrap_or(words.len());
    let (kind, rest) = words.split_at(end);
    let improved = match comparison.standings.count(Standing::Improved) {
        0 => String::new(),
        improved => format!(", {improved} improved"),
    };
    format!("{}{rest}{improved}", kind.to_uppercase())
}

/// Which differences do not decide over the verdict, and why.
fn left_out(comparison: &Comparison) -> Vec<String> {
    let mut lines = Vec::new();
    let interest = &comparison.interest;
    if !interest.ignore.is_empty() {
        lines.push(format!("ignored: {}", interest.ignore.join(", ")));
    }
    if !interest.fail_on.is_empty() {
        let rules = interest.fail_on.join(", ");
        lines.push(format!("only these decide over the verdict: {rules}"));
    }
    let changes = comparison.cases.iter().flat_map(|it| &it.changes);
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for reason in changes.filter_map(|it| it.accepted.as_deref()) {
        *reasons.entry(reason).or_default() += 1;
    }
    for (reason, count) in reasons {
        let differences = counted(count, "difference");
        lines.push(format!("accepted: {differences}: {reason}"));
    }
    lines.extend(rounding(comparison));
    lines
}

/// True when nothing differs but what another version of the decoder makes of the same sample.
fn is_rounding(case: &CaseComparison) -> bool {
    let content = case.content.as_ref();
    content.is_some_and(ContentChange::is_rounding)
        && case.changes.is_empty()
        && case.rates.is_empty()
}

/// What is to be known of a case that does not fail.
fn in_short(case: &CaseComparison) -> String {
    let short = words::in_short(case);
    let parts = std::iter::once(&short).chain(&case.remarks);
    let parts: Vec<&str> = parts
        .map(String::as_str)
        .filter(|it| !it.is_empty())
        .collect();
    parts.join("; ")
}

impl<'p> Page<'p> {
    /// A page with its title and the verdict.
    pub(super) fn begin(
        out: &'p mut dyn Write,
        report: &'p ComparisonReport<'p>,
        palette: &'p Palette,
        room: Room,
    ) -> io::Result<Self> {
        let mut page = Self {
            out,
            palette,
            room,
            report,
        };
        if report.dev_debug {
            writeln!(
                page.out,
                "DEV DEBUG: recordings of these sessions may have been written over.\n"
            )?;
        }
        let comparison = report.comparison;
        let [before, after] = [&comparison.before, &comparison.after].map(|it| Escaped(it));
        writeln!(page.out, "mpdbg comparison: {after} against {before}")?;
        page.verdict()?;
        Ok(page)
    }

    /// What comes below the verdict, but for the thresholds.
    pub(super) fn body(&mut self) -> io::Result<()> {
        self.circumstances()?;
        self.standings()?;
        self.totals()?;
        self.left_out()?;
        write_rules(self)?;
        write_failing(self)?;
        if self.report.only_new {
            return Ok(());
        }
        self.others()
    }

    pub(super) fn comparison(&self) -> &'p Comparison {
        self.report.comparison
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        let heading = painted(self.palette.heading, text);
        writeln!(self.out, "\n{heading}")
    }

    /// Text behind a label, whose further lines begin below the first.
    pub(super) fn labelled(&mut self, label: &str, text: &str) -> io::Result<()> {
        let margin = label.chars().count();
        let text = Escaped(text).to_string();
        for (number, line) in wrapped(&text, margin).iter().enumerate() {
            let label = if number == 0 { label } else { "" };
            writeln!(self.out, "{label:margin$}{line}")?;
        }
        Ok(())
    }

    /// Text behind a margin, in as many lines as it takes.
    pub(super) fn indented(&mut self, margin: usize, text: &str) -> io::Result<()> {
        let text = Escaped(text).to_string();
        for line in wrapped(&text, margin) {
            writeln!(self.out, "{:margin$}{line}", "")?;
        }
        Ok(())
    }

    fn verdict(&mut self) -> io::Result<()> {
        let comparison = self.comparison();
        let style = match comparison.verdict {
            ComparisonVerdict::NothingRegressed => self.palette.good,
            ComparisonVerdict::Regressed => self.palette.bad,
            ComparisonVerdict::Unclear(_) => self.palette.warning,
        };
        let words = comparison_verdict(comparison);
        writeln!(self.out, "\n{}", painted(style, &words))?;
        if let Some(trouble) = self.report.trouble {
            writeln!(self.out, "  {}", painted(self.palette.bad, trouble))?;
        }
        if comparison.before == comparison.after {
            self.indented(
                2,
                "a session against itself, which says nothing but that it can be read",
            )?;
        }
        for reservation in words::reservations(comparison) {
            self.indented(2, &reservation)?;
        }
        Ok(())
    }

    fn circumstances(&mut self) -> io::Result<()> {
        let all = &self.comparison().circumstances.0;
        if all.is_empty() {
            return Ok(());
        }
        self.heading("What else differs")?;
        for it in all {
            let note = match (it.allowed, it.counts) {
                (true, _) => "  (allowed)",
                (false, true) => "",
                (false, false) => "  (does not count)",
            };
            let name = it.thing.name();
            writeln!(self.out, "  {name}{}", painted(self.palette.quiet, note))?;
            if it.before == it.after {
                self.labelled("    both    ", &it.before)?;
                continue;
            }
            self.labelled("    before  ", &it.before)?;
            self.labelled("    after   ", &it.after)?;
        }
        Ok(())
    }

    fn standings(&mut self) -> io::Result<()> {
        let standings = self.comparison().standings;
        writeln!(self.out, "\n{:<24}  {:>6}", "cases", standings.total())?;
        for standing in Standing::ALL {
            let count = standings.count(standing);
            if count == 0 && !self.room.nothings {
                continue;
            }
            let line = format!("  {:<22}  {count:>6}", standing.words());
            let style = match standing {
                Standing::Regressed | Standing::Changed | Standing::Mixed if count > 0 => {
                    self.palette.bad
                }
                Standing::Improved if count > 0 => self.palette.good,
                _ => Style::new(),
            };
            writeln!(self.out, "{}", painted(style, &line))?;
        }
        Ok(())
    }

    fn totals(&mut self) -> io::Result<()> {
        let comparison = self.comparison();
        let (before, after) = (&comparison.totals_before, &comparison.totals_after);
        writeln!(self.out, "\n{:<24}  {:>8}  {:>8}", "", "before", "after")?;
        let count = |of: fn(&SideTotals) -> u64| [before, after].map(|it| of(it).to_string());
        let quality = |it: &SideTotals| {
            let quality = it.quality.map(|quality| format!("{quality:.2}"));
            quality.unwrap_or_else(|| "-".to_owned())
        };
        let rows = [
            ("cases", count(|it| it.cases), ""),
            ("compared", count(|it| it.compared), ""),
            ("crashed or hung", count(|it| it.crashed), ""),
            (
                "defects",
                [before, after].map(|it| words::mean(it.defects)),
                "in what is compared",
            ),
            (
                "quality number",
                [before, after].map(quality),
                "defects per compared case",
            ),
        ];
        for (name, [before, after], meaning) in rows {
            write!(self.out, "{name:<24}  {before:>8}  {after:>8}")?;
            if meaning.is_empty() {
                writeln!(self.out)?;
            } else {
                writeln!(self.out, "  {}", painted(self.palette.quiet, meaning))?;
            }
        }
        let (confidence, needed) = (comparison.confidence, comparison.confidence_needed);
        let meaning = format!("could be compared, {needed:.2} is needed");
        let meaning = painted(self.palette.quiet, &meaning);
        let name = "confidence";
        writeln!(
            self.out,
            "{name:<24}  {:>8}  {confidence:>8.2}  {meaning}",
            ""
        )
    }

    /// What was ignored, in either direction, and why.
    fn left_out(&mut self) -> io::Result<()> {
        let comparison = self.comparison();
        let (rules, cases) = (left_out(comparison), comparison.ignored());
        if rules.is_empty() && cases.is_empty() {
            return Ok(());
        }
        self.heading("What was left out")?;
        for line in rules {
            self.indented(2, &line)?;
        }
        if !cases.is_empty() {
            writeln!(self.out, "  {:>6}  {:>6}", "before", "after")?;
        }
        for it in cases.iter().take(self.room.names) {
            self.labelled(&format!("  {:>6}  {:>6}  ", it.before, it.after), &it.why)?;
        }
        self.more(cases.len(), self.room.names)
    }

    /// The cases that do not fail and are not the same, a line each.
    fn others(&mut self) -> io::Result<()> {
        for standing in Standing::ALL {
            let comparison = self.comparison();
            let shown = |it: &&CaseComparison| {
                it.standing == standing
                    && !comparison.fails(it)
                    && (standing != Standing::Same || !in_short(it).is_empty())
                    && (self.room.nothings || !is_rounding(it))
            };
            let cases: Vec<&CaseComparison> = comparison.cases.iter().filter(shown).collect();
            if cases.is_empty() {
                continue;
            }
            self.heading(words::heading(standing))?;
            for case in cases.iter().take(self.room.names) {
                let name = case.case.to_string();
                match in_short(case) {
                    short if short.is_empty() => self.indented(2, &name)?,
                    short => self.indented(2, &format!("{name}: {short}"))?,
                }
            }
            self.more(cases.len(), self.room.names)?;
        }
        Ok(())
    }

    /// Says how many a list leaves out.
    pub(super) fn more(&mut self, all: usize, shown: usize) -> io::Result<()> {
        match all.saturating_sub(shown) {
            0 => Ok(()),
            more => writeln!(self.out, "  and {more} more, see the file"),
        }
    }

    /// The thresholds that were judged by, at most 80 columns wide.
    pub(super) fn thresholds(&mut self) -> io::Result<()> {
        let profile = &self.comparison().profile;
        let name = Escaped(&profile.name).to_string();
        self.heading(&format!("Thresholds on both sides: profile {name}"))?;
        for row in profile.thresholds().chunks(2) {
            let cells = row
                .iter()
                .map(|(name, value)| format!("{name:<24}{value:>5}"));
            let cells: Vec<String> = cells.collect();
            writeln!(self.out, "  {}", cells.join("   "))?;
        }
        Ok(())
    }
}
