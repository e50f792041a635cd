//! `00_summary.txt`, and the summary on a terminal.

use std::io::{self, Write};

use anstyle::Style;
use mpdbg_analysis::{Bucket, Conclusion, Row, RuleCount, Summary, Unexpected};

use super::about::{SessionReport, counted};
use super::escape::Escaped;
use super::palette::Palette;

/// Names of a list on a terminal; the file has them all.
const LISTED: usize = 10;

/// Writes the summary of a session for `00_summary.txt`: the verdict, the sums, what crashed, a
/// paragraph for every sample that is not perfect, what has no recording, and the thresholds.
pub fn write_summary_text(out: &mut dyn Write, report: &SessionReport<'_>) -> io::Result<()> {
    let mut page = Page::begin(out, report, &Palette::PLAIN, usize::MAX)?;
    page.body(report)?;
    page.thresholds(report)
}

/// Writes the summary of a session for a terminal: without the thresholds, which nobody reads there, and
/// with short lists. Of a run that was just stopped only the verdict and the sums.
pub fn write_summary_screen(
    out: &mut dyn Write,
    report: &SessionReport<'_>,
    just_stopped: bool,
) -> io::Result<()> {
    let mut page = Page::begin(out, report, &Palette::COLOUR, LISTED)?;
    if just_stopped {
        return Ok(());
    }
    page.body(report)
}

struct Page<'p> {
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
    fn begin(
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

    fn body(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
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

    fn thresholds(&mut self, report: &SessionReport<'_>) -> io::Result<()> {
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use crate::report::fixture::{session_report, summary};

    fn text() -> String {
        let mut out = Vec::new();
        session_report(&summary(), |report| write_summary_text(&mut out, report)).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn screen(just_stopped: bool) -> String {
        let mut out = Vec::new();
        session_report(&summary(), |report| {
            write_summary_screen(&mut out, report, just_stopped)
        })
        .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_session_with_a_sample_in_nearly_every_bucket() {
        insta::assert_snapshot!(text(), @"
        mpdbg summary, session before

        CRASHED: 1 sample crashed or hung to the last
        INCOMPLETE: 1 sample without a recording

        samples version           2026.1
        samples in the playlist        5
          recorded                     4
            perfect plays              2
            plays with defects         1
            refused as expected        0
            always crashed             1
          no recording                 1
        relevant samples               3
        defects in them                3
        quality number              1.00  defects per relevant sample

        Defects by rule
          life::log-errors                   1  in 1 sample
          picture::late                      1  in 1 sample
          picture::missing                   1  in 1 sample

        Crashes and retries
          total retries                  2
          sometimes crashed              1
            flaky.mp4: 1 of 2 attempts, at last finished
          always crashed                 1
            bad.mkv: 2 of 2 attempts, at last crashed with SIGSEGV

        Samples that are not perfect

          clip.mp4  (finished)
            life::log-errors                   1  not expected
            picture::late                      1  not expected
            picture::missing                   1  expected
            picture::freeze                    0  expected, but stayed away
            1 rule could not answer: see its anomalies

          bad.mkv  (crashed with SIGSEGV)
            life::crash                        1  not expected

        Appendix: samples without a recording
          late.ts: never played

        Appendix: in the samples directory, but not played
          pipe: named pipe

        Thresholds: profile default
          late_ms                    20   early_ms                    5
          settle_ms                 500   freeze_times                3
          freeze_ms                 150   tail_ms                   100
          damage_reach_ms          2000   gap_ms                     20
          sound_merge_ms            100   offset_early_ms            45
          offset_late_ms            125   offset_severe_early_ms     90
          offset_severe_late_ms     185   offset_hold_ms            200
          scheduled_in_past_ms        5   jump_ms                   100
          start_up_ms              2000   stall_ms                  200
          duration_ms               250   position_ms                20
          plays_on_ms              1000
        ");
    }

    #[test]
    fn a_terminal_has_colours_and_no_thresholds() {
        let coloured = screen(false);
        assert!(coloured.contains("\u{1b}[1m\u{1b}[31mCRASHED"));
        let mut plain = String::new();
        for (index, part) in coloured.split("\u{1b}[").enumerate() {
            plain += if index == 0 {
                part
            } else {
                part.split_once('m').unwrap().1
            };
        }
        let text = text();
        let (without_thresholds, _) = text.split_once("\nThresholds").unwrap();
        assert_eq!(plain, without_thresholds);
    }

    #[test]
    fn a_file_fits_a_narrow_terminal() {
        let text = text();
        let widest = text.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(80), "{widest:?}");
    }

    #[test]
    fn of_a_stopped_run_only_the_sums_are_shown() {
        let short = screen(true);
        assert!(short.contains("quality number") && !short.contains("late.ts"));
    }
}
