//! `comparison_<after>_<before>.txt`, and the comparison on a terminal.

use std::io::{self, Write};

use super::about::ComparisonReport;
use super::parts::{Page, Room};
use crate::report::words::Palette;

/// What a terminal shows: the file has it all.
const SCREEN: Room = Room {
    cases: 5,
    changes: 4,
    names: 5,
    nothings: false,
};
/// What the file shows; a sample with ten thousand new defects is as well told with these, and the JSON
/// has them all.
const FILE: Room = Room {
    cases: usize::MAX,
    changes: 50,
    names: usize::MAX,
    nothings: true,
};

/// Writes a comparison for its file: the verdict, what else differs, the sums, what was left out, the
/// cases that fail, worst first, the others in short, and the thresholds.
pub(crate) fn write_comparison_text(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    let mut page = Page::begin(out, report, &Palette::PLAIN, FILE)?;
    page.body()?;
    page.thresholds()
}

/// Writes a comparison for a terminal: without the thresholds, which nobody reads there, and with short
/// lists.
pub fn write_comparison_screen(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    let mut page = Page::begin(out, report, &Palette::COLOUR, SCREEN)?;
    page.body()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::{Comparison, Turn};

    use super::super::fixture::{comparison, harmless, unclear};
    use super::*;

    fn report(comparison: &Comparison, only_new: bool) -> ComparisonReport<'_> {
        ComparisonReport {
            comparison,
            only_new,
            trouble: None,
            dev_debug: false,
        }
    }

    fn text(comparison: &Comparison, only_new: bool) -> String {
        let mut out = Vec::new();
        write_comparison_text(&mut out, &report(comparison, only_new)).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn screen(comparison: &Comparison) -> String {
        let mut out = Vec::new();
        write_comparison_screen(&mut out, &report(comparison, false)).unwrap();
        anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string()
    }

    /// A comparison without its thresholds, of which there are more with every rule.
    fn body(text: &str) -> &str {
        text.split_once("\nThresholds").unwrap().0
    }

    #[test]
    fn a_comparison_with_a_case_in_every_standing() {
        insta::assert_snapshot!(body(&text(&comparison(), false)), @r#"
        mpdbg comparison: after `x` <b> against before

        REGRESSED: 4 of 12 cases, 1 improved
          more than one thing differs, so the code alone may not be the reason: code,
          ffmpeg

        What else differs
          code
            before  a1b2c3
            after   </td><script>alert(1)</script>]]>&amp;|`x``**@me**
                    %0A::error::x\x0a\x1b[31m\u{202e}￾'"
          ffmpeg
            before  5.1.9
            after   7.1
          computer  (allowed)
            before  4 cores
            after   2 cores

        cases                         12
          regressed                    2
          changed                      2
          mixed                        0
          flaky                        1
          not comparable               2
          new                          1
          gone                         1
          improved                     1
          same                         2

                                    before     after
        cases                           12        12
        compared                         8         8
        crashed or hung                  1         1
        defects                         12        12  in what is compared
        quality number                1.09      1.09  defects per compared case
        confidence                              0.83  could be compared, 0.50 is needed

        What was left out
          accepted: 1 difference: wanted
          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
          before   after
               1       0  before: recorded; after: recording failed:
                          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
                          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
               1       1  crashed on both sides
               0       1  not in `before`
               1       0  not in `after `x` <b>`

        What got worse, worst first

          bad.mkv  regressed
            finished before, crashed with SIGSEGV after
            compared only up to 0:00:02.000
            new       life::crash, critical, 0:00:02.000
                      SIGSEGV
            besides: 1 the same
            $ mpdbg --session 'after `x` <b>' report bad.mkv anomalies
            $ mpdbg diff before 'after `x` <b>' bad.mkv

          </td><script>alert(1)</script>]]>&amp;|`x``**@me** %0A::error::x\x0a\x1b[31m\xe2\x80\xae￾'" [seek-back]  changed
            a remark on </td><script>alert(1)</script>]]>&amp;|`x``**@me**
            %0A::error::x\x0a\x1b[31m\u{202e}￾'"
            new       picture::missing, critical, 0:00:01.200
                      </td><script>alert(1)</script>]]>&amp;|`x``**@me**
                      %0A::error::x\x0a\x1b[31m\u{202e}￾'"
            stronger  picture::late, major, 0:00:00.080
                      20.0 ms before, 45.5 ms after, because the picture was decoded
                      45.5 ms late
            besides: 1 fixed, 1 the same
            $ mpdbg --session 'after `x` <b>' report --scenario seek-back '</td><script>alert(1)</script>]]>&amp;|`x``**@me** %0A::error::x\x0a\x1b[31m\xe2\x80\xae￾'\''"' anomalies
            $ mpdbg diff --scenario seek-back before 'after `x` <b>' '</td><script>alert(1)</script>]]>&amp;|`x``**@me** %0A::error::x\x0a\x1b[31m\xe2\x80\xae￾'\''"'

          slow.mp4  regressed
            more often  picture::dropped-late: +3.1 a minute, 95 % 2.2…4.0, p 0.0010,
            corrected 0.0030, noise of this computer 0.4; 4 of 5 plays against 1 of 5
            before
            besides: 1 the same
            $ mpdbg --session 'after `x` <b>' report slow.mp4 anomalies
            $ mpdbg diff before 'after `x` <b>' slow.mp4

          -grey.mp4  changed
            picture::checksum: 12 of 250 pictures have other content, the first at
            0:00:03.000; at worst 33.1 dB PSNR at 0:00:03.120; 4 beyond what rounding
            does, the first at 0:00:03.040
            besides: 1 the same
            $ mpdbg --session 'after `x` <b>' report -- -grey.mp4 anomalies
            $ mpdbg diff before 'after `x` <b>' -- -grey.mp4

        In all cases together
          more often  timing::stall: +3.1 a minute, 95 % 2.2…4.0, p 0.0010, corrected
          0.0030, noise of this computer 0.4; 4 of 5 plays against 1 of 5 before

        Flaky
          flaky.mp4: picture::late: chance explains it, +3.1 a minute, 95 % 2.2…4.0, p
          0.0010, corrected 0.0030, noise of this computer 0.4; 4 of 5 plays against 1
          of 5 before

        Not comparable
          never.mp4: before: recorded; after: recording failed:
          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
          always.mp4: crashed on both sides

        New
          new.mp4: defects: 1

        Gone
          gone.mp4: defects: 1

        Improved
          better.mp4: 1 fixed

        Same
          known.mp4: 1 new, accepted; 1 moved
        "#);
    }

    #[test]
    fn nothing_to_complain_about() {
        insta::assert_snapshot!(body(&text(&harmless(), false)), @r#"
        mpdbg comparison: after `x` <b> against before

        NOTHING REGRESSED, 1 improved

        cases                          8
          regressed                    0
          changed                      0
          mixed                        0
          flaky                        1
          not comparable               2
          new                          1
          gone                         1
          improved                     1
          same                         2

                                    before     after
        cases                            8         8
        compared                         4         4
        crashed or hung                  1         1
        defects                         12        12  in what is compared
        quality number                1.09      1.09  defects per compared case
        confidence                              0.83  could be compared, 0.50 is needed

        What was left out
          accepted: 1 difference: wanted
          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
          before   after
               1       0  before: recorded; after: recording failed:
                          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
                          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
               1       1  crashed on both sides
               0       1  not in `before`
               1       0  not in `after `x` <b>`

        Flaky
          flaky.mp4: picture::late: chance explains it, +3.1 a minute, 95 % 2.2…4.0, p
          0.0010, corrected 0.0030, noise of this computer 0.4; 4 of 5 plays against 1
          of 5 before

        Not comparable
          never.mp4: before: recorded; after: recording failed:
          </td><script>alert(1)</script>]]>&amp;|`x``**@me**
          %0A::error::x\x0a\x1b[31m\u{202e}￾'"
          always.mp4: crashed on both sides

        New
          new.mp4: defects: 1

        Gone
          gone.mp4: defects: 1

        Improved
          better.mp4: 1 fixed

        Same
          known.mp4: 1 new, accepted; 1 moved
        "#);
    }

    #[test]
    fn an_unclear_verdict_says_why() {
        let text = text(&unclear(), false);
        assert!(text.contains("\nNO CLEAR VERDICT"), "{text}");
        assert!(
            text.contains("\n  confidence 0.20, 0.50 is needed\n"),
            "{text}"
        );
    }

    #[test]
    fn what_is_stronger_or_better_is_not_new() {
        let comparison = comparison();
        let [all, new] = [false, true].map(|only_new| text(&comparison, only_new));
        assert!(all.contains("stronger") && all.contains("Improved"));
        assert!(!new.contains("stronger") && !new.contains("Improved"));
        let named = comparison.failing().into_iter();
        for case in named.filter(|it| it.worse().any(|it| it.turn == Turn::New)) {
            assert!(new.contains(&case.case.to_string()), "{new}");
        }
    }

    #[test]
    fn a_terminal_gets_short_lists_and_no_thresholds() {
        let screen = screen(&comparison());
        assert!(!screen.contains("Thresholds"));
        assert!(!screen.contains("\n  mixed "), "{screen}");
        assert!(text(&comparison(), false).contains("\n  mixed "));
    }

    #[test]
    fn what_strangers_wrote_does_not_act() {
        for text in [text(&comparison(), false), screen(&unclear())] {
            let acts = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(acts), "{text}");
        }
    }

    #[test]
    fn a_session_against_itself_is_said_to_be_so() {
        let comparison = Comparison {
            after: "before".to_owned(),
            ..harmless()
        };
        assert!(text(&comparison, false).contains("a session against itself"));
    }
}
