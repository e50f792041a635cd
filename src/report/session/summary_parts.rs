//! The parts of a summary; those about single cases are in `summary_case.rs`.

use std::io::{self, Write};

use anstyle::Style;
use mpdbg_analysis::{Bucket, Summary};

use super::summary_words as words;
use super::summary_words::Tone;
use crate::report::about::{SessionReport, counted};
use crate::report::words::Escaped;
use crate::report::words::Palette;

/// A summary on its way to a reader.
pub(super) struct Page<'p> {
    pub(super) out: &'p mut dyn Write,
    pub(super) palette: &'p Palette,
    /// Names of a list at most.
    pub(super) listed: usize,
}

/// A text in its colour.
pub(super) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

impl<'p> Page<'p> {
    /// A page with the verdict and the sums.
    pub(super) fn begin(
        out: &'p mut dyn Write,
        report: &SessionReport<'_>,
        palette: &'p Palette,
        listed: usize,
    ) -> io::Result<Self> {
        report.about.write(out, "mpdbg summary")?;
        writeln!(out, "{}", report.terms())?;
        let mut page = Self {
            out,
            palette,
            listed,
        };
        page.verdict(report)?;
        page.sums(report)?;
        Ok(page)
    }

    /// What comes below the sums, but for the thresholds.
    pub(super) fn body(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        self.totals(report.summary)?;
        self.crashes(report.summary)?;
        self.imperfect(report.summary)?;
        self.without_recording(report)
    }

    pub(super) fn heading(&mut self, text: &str) -> io::Result<()> {
        let heading = painted(self.palette.heading, text);
        writeln!(self.out, "\n{heading}")
    }

    fn verdict(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        writeln!(self.out)?;
        for (tone, words) in words::verdict(report) {
            let style = match tone {
                Tone::Good => self.palette.good,
                Tone::Warning => self.palette.warning,
                Tone::Bad => self.palette.bad,
            };
            writeln!(self.out, "{}", painted(style, &words))?;
        }
        Ok(())
    }

    fn sums(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let summary = report.summary;
        let version = report.samples_version.map_or_else(
            || "none stated".to_owned(),
            |version| Escaped(version.trim()).to_string(),
        );
        writeln!(self.out, "\nsamples version           {version}")?;
        for sum in words::sums(summary) {
            let words = format!("{:indent$}{}", "", sum.words, indent = 2 * sum.depth);
            writeln!(self.out, "{words:<24}  {:>6}", sum.count)?;
        }
        let meaning = format!("defects per relevant {}", summary.noun());
        let meaning = painted(self.palette.quiet, &meaning);
        let quality = words::quality(summary);
        writeln!(
            self.out,
            "{:<24}  {quality:>6}  {meaning}",
            "quality number"
        )
    }

    fn totals(&mut self, summary: &Summary) -> io::Result<()> {
        if summary.totals.is_empty() {
            return Ok(());
        }
        self.heading("Defects by rule")?;
        for (total, having) in words::totals(summary) {
            let cases = counted(having, summary.noun());
            let (rule, defects) = (total.rule, total.defects);
            writeln!(self.out, "  {rule:<28}  {defects:>6}  in {cases}")?;
        }
        Ok(())
    }

    fn crashes(&mut self, summary: &Summary) -> io::Result<()> {
        self.heading("Crashes and retries")?;
        writeln!(
            self.out,
            "  {:<24}  {:>6}",
            "total retries", summary.retries
        )?;
        let lists = [
            (
                "sometimes crashed",
                &summary.sometimes_crashed,
                self.palette.warning,
            ),
            ("always crashed", &summary.always_crashed, self.palette.bad),
        ];
        for (words, cases, style) in lists {
            writeln!(self.out, "  {words:<24}  {:>6}", cases.len())?;
            for row in summary.rows.iter().filter(|row| cases.contains(&row.case)) {
                let name = painted(style, &row.case.to_string());
                let attempts = counted(u64::from(row.attempts), "attempt");
                let ending = Escaped(&row.ending);
                writeln!(
                    self.out,
                    "    {name}: {} of {attempts}, at last {ending}",
                    row.crashes
                )?;
            }
        }
        Ok(())
    }

    fn without_recording(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let lacking = format!("Appendix: {}s without a recording", report.summary.noun());
        self.appendix(&lacking, report.summary, Bucket::NotRecorded)?;
        let unfit = "Appendix: not applicable, since the sample lacks what the scenario needs";
        self.appendix(unfit, report.summary, Bucket::NotApplicable)?;
        if !report.skipped.is_empty() {
            self.heading("Appendix: in the samples directory, but not played")?;
            for skipped in report.skipped.iter().take(self.listed) {
                writeln!(self.out, "  {}: {}", skipped.name, Escaped(&skipped.reason))?;
            }
            self.more(report.skipped.len())?;
        }
        Ok(())
    }

    /// Says how many names a list leaves out.
    pub(super) fn more(&mut self, all: usize) -> io::Result<()> {
        match all.saturating_sub(self.listed) {
            0 => Ok(()),
            more => writeln!(self.out, "  and {more} more, see 00_summary.txt"),
        }
    }

    /// The thresholds that were judged by, at most 80 columns wide.
    pub(super) fn thresholds(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let name = Escaped(&report.profile.name).to_string();
        self.heading(&format!("Thresholds: profile {name}"))?;
        for row in report.profile.thresholds().chunks(2) {
            let cells = row
                .iter()
                .map(|(name, value)| format!("{name:<24}{value:>5}"));
            let cells: Vec<String> = cells.collect();
            writeln!(self.out, "  {}", cells.join("   "))?;
        }
        Ok(())
    }
}
