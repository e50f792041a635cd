//! A comparison for a pull request: what is new, and nothing else at first sight.

use std::io::{self, Write};

use mpdbg_analysis::{CaseComparison, Comparison, Ruling, Standing};

use super::about::ComparisonReport;
use super::trouble::{command, headline, newly_crashed};
use super::words;
use crate::report::about::counted;
use crate::report::words::Escaped;

/// Cases that are listed at most; a comment has its limits (65,536 characters on GitHub).
const CASES: usize = 20;
/// New defects of a case that are listed at most.
const DEFECTS: usize = 5;
/// Cases of each kind that the details list at most.
const OTHERS: usize = 20;
/// Characters of a stranger's text at most.
const LONGEST: usize = 160;

/// Writes what is new, in GitHub's Markdown: the verdict, the failing cases, and the rest to be unfolded.
pub(crate) fn write_comparison_markdown(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    let comparison = report.comparison;
    if report.dev_debug {
        writeln!(out, "{}\n", words::DEV_DEBUG)?;
    }
    let names = (code(&comparison.before), code(&comparison.after));
    writeln!(out, "### {}", headline(report))?;
    writeln!(
        out,
        "\n{} against {}: {}.",
        names.1,
        names.0,
        in_a_line(comparison)
    )?;
    for reason in words::reservations(comparison) {
        writeln!(out, "\n- {}", code(&reason))?;
    }
    let mut failing = comparison.failing();
    failing.extend(newly_crashed(comparison));
    for case in failing.iter().take(CASES) {
        write_case(out, report, case)?;
    }
    more(out, failing.len(), CASES, "case")?;
    write_rates(out, comparison)?;
    if report.only_new {
        Ok(())
    } else {
        write_rest(out, comparison)
    }
}

fn in_a_line(comparison: &Comparison) -> String {
    let count = |standing| comparison.standings.count(standing);
    let better = count(Standing::Improved);
    let compared = comparison.totals_after.compared;
    format!(
        "{} compared, {better} improved, confidence {:.2}",
        counted(compared, "case"),
        comparison.confidence
    )
}

fn write_case(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
    case: &CaseComparison,
) -> io::Result<()> {
    let standing = case.standing.words();
    writeln!(out, "\n**{}** {standing}", code(&case.case.to_string()))?;
    if let Some(ended) = words::ended(case) {
        writeln!(out, "- {}", code(&ended))?;
    }
    let new = words::worse(report, case);
    for change in new.iter().take(DEFECTS) {
        let place = words::placed(change);
        let (turn, severity) = (words::turn(change.turn), words::severity(change));
        let what = code(&words::what(change));
        writeln!(
            out,
            "- {turn}: `{}`{place} ({severity}): {what}",
            change.rule
        )?;
    }
    more(out, new.len(), DEFECTS, "defect")?;
    for (rule, told) in words::content(case) {
        writeln!(out, "- `{rule}`: {}", code(&told))?;
    }
    for rate in case.ruled(Ruling::Worse) {
        writeln!(out, "- `{}`: {}", rate.rule, words::rate(rate))?;
    }
    writeln!(out, "- {}", code(&command(report.comparison, case)))
}

fn write_rates(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    let mut rates = words::worse_together(comparison).peekable();
    if rates.peek().is_some() {
        writeln!(out, "\n**All cases together**")?;
    }
    for rate in rates {
        writeln!(out, "- `{}`: {}", rate.rule, words::rate(rate))?;
    }
    Ok(())
}

/// What is not new, folded away.
fn write_rest(out: &mut dyn Write, comparison: &Comparison) -> io::Result<()> {
    writeln!(out, "\n<details><summary>Everything else</summary>\n")?;
    writeln!(out, "| cases | |\n|---|---:|")?;
    for standing in Standing::ALL {
        writeln!(
            out,
            "| {} | {} |",
            standing.words(),
            comparison.standings.count(standing)
        )?;
    }
    if !comparison.circumstances.0.is_empty() {
        writeln!(out, "\nWhat else differs:\n")?;
    }
    for it in &comparison.circumstances.0 {
        let allowed = if it.allowed { " (allowed)" } else { "" };
        let (before, after) = (code(&it.before), code(&it.after));
        writeln!(
            out,
            "- {}: {before} before, {after} after{allowed}",
            it.thing
        )?;
    }
    for standing in Standing::ALL {
        write_others(out, comparison, standing)?;
    }
    let together: Vec<String> = words::others_together(comparison)
        .map(words::ruled)
        .collect();
    if !together.is_empty() {
        writeln!(out, "\nAll cases together:\n")?;
    }
    for rate in together {
        writeln!(out, "- {}", code(&rate))?;
    }
    writeln!(out, "\n</details>")
}

fn write_others(
    out: &mut dyn Write,
    comparison: &Comparison,
    standing: Standing,
) -> io::Result<()> {
    let mut others = words::others(comparison, standing);
    others.retain(|it| standing != Standing::Same || !words::in_short(it).is_empty());
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}:\n", words::heading(standing))?;
    for case in others.iter().take(OTHERS) {
        let name = code(&case.case.to_string());
        match words::in_short(case) {
            short if short.is_empty() => writeln!(out, "- {name}")?,
            short => writeln!(out, "- {name}: {}", code(&short))?,
        }
    }
    more(out, others.len(), OTHERS, "case")
}

pub(super) fn more(out: &mut dyn Write, all: usize, listed: usize, noun: &str) -> io::Result<()> {
    match all.saturating_sub(listed) {
        0 => Ok(()),
        more => writeln!(
            out,
            "- and {}",
            counted(more as u64, &format!("more {noun}"))
        ),
    }
}

/// A stranger's text as code: there neither markup, nor HTML, nor a mention means anything. It ends no
/// earlier than it should, since its fence is longer than every run of backticks in it.
fn code(text: &str) -> String {
    let text = Escaped(text).to_string();
    let text = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    };
    if text.trim().is_empty() {
        return "-".to_owned();
    }
    let longest = text.split(|c| c != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    let pad = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser};

    use super::super::fixture::{
        HOSTILE, comparison, crashing_newly, harmless, report, troubled, unclear,
    };
    use super::*;

    fn written(comparison: &Comparison) -> String {
        let mut out = Vec::new();
        write_comparison_markdown(&mut out, &report(comparison)).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What a reader sees before anything is unfolded.
    fn at_first_sight(text: &str) -> &str {
        text.split_once("<details>").unwrap().0
    }

    #[test]
    fn only_what_is_new_is_seen_at_first() {
        let text = written(&comparison());
        let first = at_first_sight(&text);
        for new in [
            "picture::missing",
            "picture::late",
            "life::crash",
            "12 of 250 pictures",
            "timing::stall",
        ] {
            assert!(first.contains(new), "{new}: {first}");
        }
        for known in [
            "sound::gap",
            "known.mp4",
            "same.mp4",
            "better.mp4",
            "never.mp4",
        ] {
            assert!(!first.contains(known), "{known}: {first}");
        }
        assert!(
            text.contains("better.mp4") && !text.contains("same.mp4"),
            "{text}"
        );
        let harmless = written(&harmless());
        assert!(at_first_sight(&harmless).lines().count() <= 4, "{harmless}");
        assert!(written(&unclear()).contains("confidence 0.20, 0.50 is needed"));
    }

    #[test]
    fn only_what_both_sessions_have_is_compared() {
        // Of 12 cases one is new, one is gone and two cannot be compared.
        let text = written(&comparison());
        assert!(text.contains(": 8 cases compared, 1 improved"), "{text}");
    }

    #[test]
    fn a_new_crash_is_new() {
        let comparison = crashing_newly();
        let mut out = Vec::new();
        write_comparison_markdown(&mut out, &troubled(&comparison)).unwrap();
        let text = String::from_utf8(out).unwrap();
        let first = at_first_sight(&text);
        for words in [
            "### Nothing regressed; CRASHED, 1 case (exit code 3)\n",
            "**`fresh.mp4`** new\n- `crashed with SIGSEGV`",
            "report fresh.mp4 anomalies`",
        ] {
            assert!(first.contains(words), "{words}: {first}");
        }
        assert!(!first.contains("`new.mp4`"), "{first}");
    }

    #[test]
    fn a_strangers_words_are_nothing_but_words() {
        let text = written(&comparison());
        let parser = Parser::new_ext(&text, Options::ENABLE_TABLES);
        let mut words = String::new();
        for event in parser {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => {
                    let own = ["<details><summary>Everything else</summary>", "</details>"];
                    assert!(own.contains(&html.trim()), "{html}");
                }
                Event::Code(code) => words.push_str(&code),
                Event::Start(tag) => {
                    let tag = format!("{tag:?}");
                    assert!(
                        !tag.starts_with("Link") && !tag.starts_with("Image"),
                        "{tag}"
                    );
                }
                _ => {}
            }
        }
        let escaped = Escaped(HOSTILE).to_string();
        assert!(words.contains(&escaped), "{words}");
    }

    proptest! {
        #[test]
        fn any_text_is_one_piece_of_code(text in "[`| \\\\<>&*_a\u{1b}\n-]{0,24}|.{0,40}") {
            let shown = code(&text);
            let mut events = Parser::new(&shown);
            let found = events.find_map(|event| match event {
                Event::Code(code) => Some(code.to_string()),
                _ => None,
            });
            let escaped = Escaped(&text).to_string();
            let meant = Some(escaped.clone()).filter(|it| !it.trim().is_empty());
            prop_assert_eq!(found, meant, "{}", shown);
            prop_assert!(!events.any(|event| matches!(event, Event::Code(_) | Event::Text(_))));
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b"), "```a``b```");
        assert_eq!(code("`"), "`` ` ``");
        assert_eq!(code(" "), "-");
        assert_eq!(code(&"x".repeat(200)).chars().count(), LONGEST + 3);
    }

    #[test]
    fn a_comment_takes_it_however_much_is_new() {
        let mut comparison = comparison();
        let one = comparison.cases[0].clone();
        comparison.cases = vec![one; 5000];
        assert!(written(&comparison).len() < 60_000);
    }
}
