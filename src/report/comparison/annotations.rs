//! A comparison as workflow commands, which GitHub shows beside the change.

use std::io::{self, Write};

use mpdbg_analysis::{CaseComparison, ComparisonVerdict, Ruling};

use super::about::ComparisonReport;
use super::trouble::newly_crashed;
use super::words;
use crate::report::about::counted;
use crate::report::words::Escaped;

/// GitHub shows no more than ten errors of a step.
const MOST: usize = 10;
/// Defects of a case that are listed at most.
const DEFECTS: usize = 10;

/// Writes an error for each failing case, the worst first, and each new one that crashes, at most ten; one for
/// what weighs more than the verdict; or a warning where there is no clear verdict. `samples_dir` is where the samples are in the repository.
pub fn write_comparison_annotations(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
    samples_dir: &str,
) -> io::Result<()> {
    let comparison = report.comparison;
    if let Some(trouble) = report.trouble {
        command(out, "error", &[("title", "mpdbg")], &[trouble.to_owned()])?;
    }
    let mut failing = comparison.failing();
    failing.extend(newly_crashed(comparison));
    let listed = if failing.len() > MOST { MOST - 1 } else { MOST };
    for case in failing.iter().take(listed) {
        write_case(out, report, case, samples_dir)?;
    }
    let more = failing.len().saturating_sub(listed) as u64;
    if more > 0 {
        let words = format!("and {}, see the comparison", counted(more, "more case"));
        command(out, "error", &[("title", "mpdbg")], &[words])?;
    }
    for rate in words::worse_together(comparison) {
        let title = format!("{} in all cases together", rate.rule);
        command(out, "error", &[("title", &title)], &[words::rate(rate)])?;
    }
    if let ComparisonVerdict::Unclear(reasons) = &comparison.verdict {
        let title = words::verdict(comparison);
        command(out, "warning", &[("title", &title)], reasons)?;
    }
    Ok(())
}

fn write_case(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
    case: &CaseComparison,
    samples_dir: &str,
) -> io::Result<()> {
    let file = format!("{}/{}", samples_dir.trim_end_matches('/'), case.case.sample);
    let title = format!("{}: {}", case.case, case.standing.words());
    let mut lines: Vec<String> = words::ended(case).into_iter().collect();
    lines.extend(
        words::worse(report, case)
            .iter()
            .take(DEFECTS)
            .map(|change| {
                let (turn, what) = (words::turn(change.turn), words::what(change));
                let at = words::placed(change);
                format!("{turn}: {}{at}: {what}", change.rule)
            }),
    );
    lines.extend(
        words::content(case)
            .into_iter()
            .map(|(rule, told)| format!("{rule}: {told}")),
    );
    let worse = case.ruled(Ruling::Worse);
    lines.extend(worse.map(|it| format!("{}: {}", it.rule, words::rate(it))));
    let properties = [("file", file.as_str()), ("title", &title)];
    command(out, "error", &properties, &lines)
}

/// `::name key=value,key=value::message`, escaped as the runner of GitHub takes it apart again
/// (`@actions/core`, `command.ts`).
fn command(
    out: &mut dyn Write,
    name: &str,
    properties: &[(&str, &str)],
    message: &[String],
) -> io::Result<()> {
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    let lines: Vec<String> = message.iter().map(|line| data(line)).collect();
    writeln!(
        out,
        "::{name} {}::{}",
        properties.join(","),
        lines.join("%0A")
    )
}

/// A line of a message.
fn data(text: &str) -> String {
    Escaped(text).to_string().replace('%', "%25")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use mpdbg_analysis::Comparison;

    use super::super::fixture::{comparison, crashing_newly, harmless, report, troubled, unclear};
    use super::*;

    fn written(comparison: &Comparison) -> String {
        let mut out = Vec::new();
        write_comparison_annotations(&mut out, &report(comparison), "samples/").unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_failing_case_is_one_command_whatever_its_name() {
        let text = written(&comparison());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 5, "{text}");
        for line in &lines {
            // What the runner takes apart: the name, the properties, the message.
            let (properties, _) = line
                .strip_prefix("::error ")
                .unwrap()
                .split_once("::")
                .unwrap();
            for property in properties.split(',') {
                let (key, value) = property.split_once('=').unwrap();
                assert!(["file", "title"].contains(&key), "{property}");
                assert!(!value.contains(':'), "{property}");
            }
            assert!(!line.contains(char::is_control), "{line:?}");
        }
        let crash = "::error file=samples/bad.mkv,title=bad.mkv%3A regressed::finished before, \
                     crashed with SIGSEGV after%0Anew: life::crash at 0:00:02.000: SIGSEGV";
        assert!(lines.contains(&crash), "{text}");
    }

    #[test]
    fn no_verdict_is_a_warning_and_nothing_new_is_nothing() {
        assert_eq!(written(&harmless()), "");
        let unclear = written(&unclear());
        assert!(
            unclear.starts_with("::warning title=No clear verdict::confidence 0.20"),
            "{unclear}"
        );
    }

    #[test]
    fn what_fails_the_command_is_an_error() {
        let comparison = crashing_newly();
        let mut out = Vec::new();
        write_comparison_annotations(&mut out, &troubled(&comparison), "samples").unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "::error title=mpdbg::CRASHED, 1 case (exit code 3)\n\
             ::error file=samples/fresh.mp4,title=fresh.mp4%3A new::crashed with SIGSEGV\n"
        );
    }

    #[test]
    fn no_more_than_github_shows() {
        let mut comparison = comparison();
        let one = comparison.cases[0].clone();
        comparison.cases = vec![one; 25];
        comparison.rates.clear();
        let text = written(&comparison);
        assert_eq!(text.lines().count(), 10);
        assert!(
            text.ends_with("::and 16 more cases, see the comparison\n"),
            "{text}"
        );
    }
}
