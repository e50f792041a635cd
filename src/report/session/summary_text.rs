//! `00_summary.txt`, and the summary on a terminal.

use std::io::{self, Write};

use super::summary_parts::Page;
use crate::report::about::SessionReport;
use crate::report::words::Palette;

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

    use mpdbg_analysis::Unexpected;
    use mpdbg_model::Expectation;

    use super::*;
    use crate::report::fixture::{session_report, summary, summary_of_cases, summary_of_plays};

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

    /// A summary without its thresholds, of which there are more with every rule.
    fn body(text: &str) -> &str {
        text.split_once("\nThresholds").unwrap().0
    }

    #[test]
    fn plays_that_were_held_up_are_told() {
        let mut out = Vec::new();
        session_report(&summary(), |report| {
            let loaded = SessionReport {
                loads: (5, 2),
                ..*report
            };
            write_summary_text(&mut out, &loaded)
        })
        .unwrap();
        let text = String::from_utf8(out).unwrap();
        let told = "\nLOADED: 2 of 5 plays held up by other work, so that times say little\n";
        assert!(text.contains(told), "{text}");
        assert!(!self::text().contains("LOADED"));
    }

    #[test]
    fn every_threshold_is_stated() {
        let text = text();
        let (_, stated) = text.split_once("\nThresholds: profile default\n").unwrap();
        for (name, value) in mpdbg_analysis::Profile::default().thresholds() {
            let mut words = stated.split_whitespace();
            assert!(words.any(|word| word == name), "{name}");
            assert_eq!(words.next(), Some(value.to_string().as_str()), "{name}");
        }
    }

    #[test]
    fn cases_are_named_and_those_that_do_not_apply_listed_apart() {
        let mut out = Vec::new();
        let cases = summary_of_cases();
        session_report(&cases, |report| write_summary_text(&mut out, report)).unwrap();
        let text = String::from_utf8(out).unwrap();
        insta::assert_snapshot!(body(&text), @r"
        mpdbg summary, session before
        profile default

        NOT AS EXPECTED: 1 case
        INCOMPLETE: 1 case without a recording

        samples version           2026.1
        samples in the playlist        2
        cases, by scenario             4
          recorded                     3
            perfect plays              1
            plays with defects         1
            refused as expected        0
            not applicable             1
            always crashed             0
          no recording                 1
        relevant cases                 2
        defects in them                3
        quality number              1.50  defects per relevant case

        Defects by rule
          life::log-errors                   1  in 1 case
          picture::late                      1  in 1 case
          picture::missing                   1  in 1 case

        Crashes and retries
          total retries                  0
          sometimes crashed              0
          always crashed                 0

        Cases that are not perfect

          clip.mp4 [seek-back]  (finished)
            life::log-errors                   1  not expected
            picture::late                      1  not expected
            picture::missing                   1  not expected
            1 rule could not answer: see its anomalies

        Appendix: cases without a recording
          tone.mp3: never played

        Appendix: not applicable, since the sample lacks what the scenario needs
          tone.mp3 [seek-back]: the sample\x1b cannot seek

        Appendix: in the samples directory, but not played
          pipe: named pipe
        ");
    }

    #[test]
    fn plays_of_a_case_are_folded_into_one_paragraph() {
        let mut out = Vec::new();
        let plays = summary_of_plays();
        session_report(&plays, |report| write_summary_text(&mut out, report)).unwrap();
        let text = String::from_utf8(out).unwrap();
        insta::assert_snapshot!(body(&text), @"
        mpdbg summary, session before
        profile default

        NOT AS EXPECTED: 5 plays
        INCOMPLETE: 2 plays without a recording

        samples version           2026.1
        samples in the playlist        2
        plays, 5 of each              10
          recorded                     8
            perfect plays              3
            plays with defects         5
            refused as expected        0
            not applicable             0
            always crashed             0
          no recording                 2
        relevant plays                 8
        defects in them               15
        quality number              1.88  defects per relevant play

        Defects by rule
          life::log-errors                   5  in 5 plays
          picture::late                      5  in 5 plays
          picture::missing                   5  in 5 plays

        Crashes and retries
          total retries                  0
          sometimes crashed              0
          always crashed                 0

        Samples that are not perfect

          clip.mp4  (5 plays, finished)
            life::log-errors                   2  in 2 of 5 plays, not expected
            picture::late                      2  in 2 of 5 plays, not expected
            picture::missing                   2  in 2 of 5 plays, expected
            1 rule could not answer: see its anomalies

          tail.mp4  (5 plays: 3 finished, 1 interrupted, 1 never played)
            life::log-errors                   3  in 3 of 3 plays, not expected
            picture::late                      3  in 3 of 3 plays, not expected
            picture::missing                   3  in 3 of 3 plays, expected
            1 rule could not answer: see its anomalies

        Appendix: plays without a recording
          tail.mp4: 2 of 5 plays: interrupted, never played

        Appendix: in the samples directory, but not played
          pipe: named pipe
        ");
    }

    #[test]
    fn a_session_with_a_sample_in_nearly_every_bucket() {
        insta::assert_snapshot!(body(&text()), @"
        mpdbg summary, session before
        profile default

        CRASHED: 1 sample crashed or hung to the last
        INCOMPLETE: 1 sample without a recording

        samples version           2026.1
        samples in the playlist        5
          recorded                     4
            perfect plays              2
            plays with defects         1
            refused as expected        0
            not applicable             0
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
        assert_eq!(plain, body(&text()));
    }

    #[test]
    fn an_expectation_is_shown_with_its_reason() {
        let mut summary = summary();
        let known = |rule: &str, expires: Option<&str>| Expectation {
            reason: "the encoder\u{1b}".to_owned(),
            link: Some("https://example.org/7".to_owned()),
            expires: expires.map(ToOwned::to_owned),
            ..Expectation::from(rule)
        };
        let row = &mut summary.rows[2];
        row.expected = vec![
            known("picture::missing", None),
            known("picture::freeze", Some("2026-12-31")),
        ];
        let is_late = |one: &Unexpected| matches!(one, Unexpected::Defect(it) if it.rule.0 == "picture::late");
        row.unexpected.retain(|one| !is_late(one));
        row.unexpected.push(Unexpected::Expired(known(
            "picture::late",
            Some("2026-01-01"),
        )));
        let mut out = Vec::new();
        session_report(&summary, |report| write_summary_text(&mut out, report)).unwrap();
        let text = String::from_utf8(out).unwrap();
        let begin = text.find("  clip.mp4").unwrap();
        let end = text.find("    1 rule could").unwrap();
        insta::assert_snapshot!(text[begin..end], @r"
        clip.mp4  (finished)
          life::log-errors                   1  not expected
          picture::late                      1  no longer expected
          picture::missing                   1  expected
            expected: the encoder\x1b, https://example.org/7
          picture::freeze                    0  expected, but stayed away
            expected until 2026-12-31: the encoder\x1b, https://example.org/7
          picture::late was expected until 2026-01-01 (the encoder\x1b, https://example.org/7)
        ");
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
