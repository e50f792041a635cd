//! `00_summary.txt`, and the summary on a terminal.

use std::io::{self, Write};

use super::about::SessionReport;
use super::palette::Palette;
use super::summary_page::Page;

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
