//! The parts of a summary.

use std::io::{self, Write};

use anstyle::Style;
use mpdbg_analysis::{Bucket, Conclusion, Row, RuleCount, Summary, Unexpected};

use super::about::{SessionReport, counted};
use super::escape::Escaped;
use super::palette::Palette;

/// A summary on its way to a reader.
pub(super) struct Page<'p> {
    out: &'p mut dyn Write,
    palette: &'p Palette,
    /// Names of a list at most.
    listed: usize,
}

fn painted(style: Style, text: &str) -> String {
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
        self.samples(report.summary)?;
        self.without_recording(report)
    }

    fn heading(&mut self, text: &str) -> io::Result<()> {
        let heading = painted(self.palette.heading, text);
        writeln!(self.out, "\n{heading}")
    }

    fn verdict(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let summary = report.summary;
        let (style, words) = match summary.conclusion {
            Conclusion::Crashed => (
                self.palette.bad,
                format!(
                    "CRASHED: {} crashed or hung to the last",
                    counted(summary.crashed(), "sample")
                ),
            ),
            Conclusion::Unexpected => (
                self.palette.bad,
                format!("NOT AS EXPECTED: {}", counted(summary.unexpected, "sample")),
            ),
            Conclusion::AsExpected if summary.tally.recorded() == 0 => {
                (self.palette.warning, "NOTHING RECORDED".to_owned())
            }
            Conclusion::AsExpected => (self.palette.good, "AS EXPECTED".to_owned()),
        };
        writeln!(self.out, "\n{}", painted(style, &words))?;
        if report.interrupted {
            let words = "INTERRUPTED: the run was stopped before its end";
            writeln!(self.out, "{}", painted(self.palette.warning, words))?;
        }
        let lacking = summary.tally.not_recorded;
        if lacking > 0 {
            let words = format!(
                "INCOMPLETE: {} without a recording",
                counted(lacking, "sample")
            );
            writeln!(self.out, "{}", painted(self.palette.warning, &words))?;
        }
        let silent = report.without_device;
        if silent > 0 {
            let words = format!(
                "NO SOUND DEVICE: {} played on a timed stand-in",
                counted(silent, "sample")
            );
            writeln!(self.out, "{}", painted(self.palette.warning, &words))?;
        }
        Ok(())
    }

    fn sums(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let (summary, tally) = (report.summary, report.summary.tally);
        let version = report.samples_version.map_or_else(
            || "none stated".to_owned(),
            |version| Escaped(version.trim()).to_string(),
        );
        writeln!(self.out, "\nsamples version           {version}")?;
        self.sum("samples in the playlist", tally.playlist)?;
        self.sum("  recorded", tally.recorded())?;
        for bucket in Bucket::ALL
            .into_iter()
            .filter(|bucket| *bucket != Bucket::NotRecorded)
        {
            self.sum(&format!("    {}", bucket.words()), tally.in_bucket(bucket))?;
        }
        self.sum("  no recording", tally.not_recorded)?;
        self.sum("relevant samples", tally.relevant())?;
        self.sum("defects in them", summary.defects())?;
        let quality = summary
            .quality
            .map_or_else(|| "-".to_owned(), |quality| format!("{quality:.2}"));
        let meaning = painted(self.palette.quiet, "defects per relevant sample");
        writeln!(
            self.out,
            "{:<24}  {quality:>6}  {meaning}",
            "quality number"
        )
    }

    fn sum(&mut self, words: &str, count: u64) -> io::Result<()> {
        writeln!(self.out, "{words:<24}  {count:>6}")
    }

    fn totals(&mut self, summary: &Summary) -> io::Result<()> {
        if summary.totals.is_empty() {
            return Ok(());
        }
        self.heading("Defects by rule")?;
        for total in &summary.totals {
            let has = |row: &&Row| {
                row.bucket.is_relevant() && row.counts.iter().any(|count| count.rule == total.rule)
            };
            let samples = counted(summary.rows.iter().filter(has).count() as u64, "sample");
            let (rule, defects) = (total.rule, total.defects);
            writeln!(self.out, "  {rule:<28}  {defects:>6}  in {samples}")?;
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
        for (words, names, style) in lists {
            writeln!(self.out, "  {words:<24}  {:>6}", names.len())?;
            for row in summary
                .rows
                .iter()
                .filter(|row| names.contains(&row.sample))
            {
                let name = painted(style, row.sample.as_str());
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

    fn samples(&mut self, summary: &Summary) -> io::Result<()> {
        let imperfect = |row: &&Row| {
            row.bucket != Bucket::NotRecorded
                && (row.bucket != Bucket::Perfect || !row.unexpected.is_empty())
        };
        let mut rows = summary.rows.iter().filter(imperfect).peekable();
        if rows.peek().is_none() {
            return Ok(());
        }
        self.heading("Samples that are not perfect")?;
        rows.try_for_each(|row| self.sample(row))
    }

    fn sample(&mut self, row: &Row) -> io::Result<()> {
        let style = if row.unexpected.is_empty() {
            self.palette.warning
        } else {
            self.palette.bad
        };
        let name = painted(style, row.sample.as_str());
        writeln!(self.out, "\n  {name}  ({})", Escaped(&row.ending))?;
        for count in &row.counts {
            self.count(row, count)?;
        }
        for unexpected in &row.unexpected {
            match unexpected {
                Unexpected::Defect(_) => {}
                Unexpected::StayedAway(rule) => {
                    let words = painted(self.palette.bad, "expected, but stayed away");
                    writeln!(
                        self.out,
                        "    {:<28}  {:>6}  {words}",
                        Escaped(rule).to_string(),
                        0
                    )?;
                }
                Unexpected::Opened => writeln!(self.out, "    opened, though it should not")?,
            }
        }
        let unknown = row.unknown.len() as u64;
        if unknown > 0 {
            writeln!(
                self.out,
                "    {} could not answer: see its anomalies",
                counted(unknown, "rule")
            )?;
        }
        Ok(())
    }

    fn count(&mut self, row: &Row, count: &RuleCount) -> io::Result<()> {
        let unexpected = row.unexpected.contains(&Unexpected::Defect(*count));
        let (style, words) = if unexpected {
            (self.palette.bad, "not expected")
        } else {
            (self.palette.quiet, "expected")
        };
        let (rule, defects) = (count.rule, count.defects);
        let things = if count.things == defects {
            String::new()
        } else {
            format!(", {} in all", count.things)
        };
        writeln!(
            self.out,
            "    {rule:<28}  {defects:>6}  {}{things}",
            painted(style, words)
        )
    }

    fn without_recording(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
        let rows = &report.summary.rows;
        let lacking = rows.iter().filter(|row| row.bucket == Bucket::NotRecorded);
        if lacking.clone().next().is_some() {
            self.heading("Appendix: samples without a recording")?;
            for row in lacking.clone().take(self.listed) {
                writeln!(self.out, "  {}: {}", row.sample, Escaped(&row.ending))?;
            }
            self.more(lacking.count())?;
        }
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
    fn more(&mut self, all: usize) -> io::Result<()> {
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
