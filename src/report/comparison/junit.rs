//! A comparison as `JUnit` XML, for continuous integration: a test case a case.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::about::ComparisonReport;
use super::junit_status::{Came, Test, Told, test, verdict};
use super::words;
use crate::report::words::Escaped;

/// Writes the cases as tests, as the xUnit schema of Jenkins (`junit-10.xsd`) has them.
///
/// A case that fails the comparison is a failure, or an error where the player newly crashes, hangs or
/// times out, or a new case crashes. What was not recorded, does not apply or cannot be compared is skipped,
/// with its reason. What comes and goes is flaky; everything else passes. The last test is the verdict, which
/// passes only where the command ends well.
pub(crate) fn write_comparison_junit(
    out: &mut dyn Write,
    report: &ComparisonReport<'_>,
) -> io::Result<()> {
    let comparison = report.comparison;
    let mut tests: Vec<Test> = comparison.cases.iter().map(|it| test(report, it)).collect();
    tests.push(verdict(report));
    let title = format!("mpdbg compare {} {}", comparison.before, comparison.after);
    let sums = sums(&tests);
    let mut xml = Writer::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.create_element("testsuites")
        .with_attribute(("name", &*safe(&title)))
        .with_attributes(sums[..3].iter().map(|(name, count)| (*name, &**count)))
        .write_inner_content(|xml| {
            xml.create_element("testsuite")
                .with_attribute(("name", &*safe(&title)))
                .with_attributes(sums.iter().map(|(name, count)| (*name, &**count)))
                .write_inner_content(|xml| {
                    write_properties(xml, report)?;
                    tests.iter().try_for_each(|test| write_test(xml, test))
                })?;
            Ok(())
        })?;
    writeln!(xml.into_inner())
}

fn sums(tests: &[Test]) -> [(&'static str, String); 4] {
    let count = |of: fn(&Came) -> bool| tests.iter().filter(|it| of(&it.came)).count().to_string();
    [
        ("tests", tests.len().to_string()),
        ("failures", count(|came| matches!(came, Came::Failed(_)))),
        ("errors", count(|came| matches!(came, Came::Error(_)))),
        ("skipped", count(|came| matches!(came, Came::Skipped(_)))),
    ]
}

type Xml<'o> = Writer<&'o mut dyn Write>;

fn write_properties(xml: &mut Xml<'_>, report: &ComparisonReport<'_>) -> io::Result<()> {
    let comparison = report.comparison;
    let mut properties = vec![
        ("before".to_owned(), comparison.before.clone()),
        ("after".to_owned(), comparison.after.clone()),
        (
            "confidence".to_owned(),
            format!("{:.2}", comparison.confidence),
        ),
    ];
    if report.dev_debug {
        properties.push(("dev-debug".to_owned(), words::DEV_DEBUG.to_owned()));
    }
    for it in &comparison.circumstances.0 {
        properties.push((format!("{}.before", it.thing), it.before.clone()));
        properties.push((format!("{}.after", it.thing), it.after.clone()));
    }
    xml.create_element("properties")
        .write_inner_content(|xml| {
            for (name, value) in &properties {
                xml.create_element("property")
                    .with_attributes([("name", name.as_str()), ("value", &safe(value))])
                    .write_empty()?;
            }
            Ok(())
        })?;
    Ok(())
}

fn write_test(xml: &mut Xml<'_>, test: &Test) -> io::Result<()> {
    let (class, name) = (safe(&test.class), safe(&test.name));
    let element = xml
        .create_element("testcase")
        .with_attributes([("classname", class.as_str()), ("name", &name)]);
    match &test.came {
        Came::Passed(more) if more.is_empty() => element.write_empty()?,
        Came::Passed(more) => element.write_inner_content(|xml| {
            xml.create_element("system-out")
                .write_text_content(BytesText::new(&lines(more)))?;
            Ok(())
        })?,
        Came::Flaky(runs) => element.write_inner_content(|xml| {
            for (kind, message) in runs {
                xml.create_element("flakyFailure")
                    .with_attributes([("message", safe(message).as_str()), ("type", kind)])
                    .write_empty()?;
            }
            Ok(())
        })?,
        Came::Failed(told) => {
            element.write_inner_content(|xml| write_told(xml, "failure", told))?
        }
        Came::Error(told) => element.write_inner_content(|xml| write_told(xml, "error", told))?,
        Came::Skipped(told) => {
            element.write_inner_content(|xml| write_told(xml, "skipped", told))?
        }
    };
    Ok(())
}

fn write_told(xml: &mut Xml<'_>, name: &str, told: &Told) -> io::Result<()> {
    let element = xml.create_element(name).with_attributes([
        ("message", safe(&told.message).as_str()),
        ("type", &told.kind),
    ]);
    if told.more.is_empty() {
        element.write_empty()?;
    } else {
        element.write_text_content(BytesText::new(&lines(&told.more)))?;
    }
    Ok(())
}

/// Text that any XML 1.0 may hold.
fn safe(text: &str) -> String {
    let allowed = |c: char| {
        if matches!(c, '\u{fffe}' | '\u{ffff}') {
            '\u{fffd}'
        } else {
            c
        }
    };
    Escaped(text).to_string().chars().map(allowed).collect()
}

/// The same for text of several lines.
fn lines(text: &[String]) -> String {
    let lines: Vec<String> = text.iter().map(|line| safe(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use proptest::prelude::*;
    use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};

    use mpdbg_analysis::Comparison;

    use super::super::fixture::{
        HOSTILE, comparison, crashing_newly, harmless, report, troubled, unclear,
    };
    use super::super::junit_schema::assert_valid;
    use super::*;

    fn read(comparison: &Comparison) -> Report {
        read_report(&report(comparison))
    }

    /// Every file that a test makes is valid.
    fn read_report(report: &ComparisonReport<'_>) -> Report {
        let mut out = Vec::new();
        write_comparison_junit(&mut out, report).unwrap();
        let xml = String::from_utf8(out).unwrap();
        assert_valid(&xml);
        Report::deserialize_from_str(&xml).unwrap()
    }

    fn tests(report: &Report) -> &[TestCase] {
        let [suite] = &report.test_suites[..] else {
            panic!("not one suite");
        };
        &suite.test_cases
    }

    fn came(report: &Report, name: &str) -> String {
        let test = tests(report).iter().find(|it| &*it.name == name).unwrap();
        match &test.status {
            TestCaseStatus::Success { flaky_runs } if !flaky_runs.is_empty() => "flaky".to_owned(),
            TestCaseStatus::Success { .. } => "passed".to_owned(),
            TestCaseStatus::NonSuccess { kind, ty, .. } => {
                let kind = match kind {
                    NonSuccessKind::Failure => "failure",
                    NonSuccessKind::Error => "error",
                };
                format!("{kind} {}", ty.as_deref().unwrap_or_default())
            }
            TestCaseStatus::Skipped { ty, .. } => {
                format!("skipped {}", ty.as_deref().unwrap_or_default())
            }
        }
    }

    #[test]
    fn every_case_is_what_it_is() {
        let report = read(&comparison());
        for (name, kind) in [
            ("bad.mkv", "error life::crash"),
            ("-grey.mp4", "failure changed"),
            ("slow.mp4", "failure regressed"),
            ("known.mp4", "passed"),
            ("same.mp4", "passed"),
            ("better.mp4", "passed"),
            ("flaky.mp4", "flaky"),
            ("never.mp4", "skipped not-recorded"),
            ("always.mp4", "skipped crashed-on-both"),
            ("new.mp4", "skipped new"),
            ("gone.mp4", "skipped gone"),
            ("verdict", "failure verdict"),
        ] {
            assert_eq!(came(&report, name), kind, "{name}");
        }
        let suite = &report.test_suites[0];
        assert_eq!(
            (suite.tests, suite.failures, suite.errors, suite.skipped),
            (13, 4, 1, 4)
        );
        assert_eq!((report.tests, report.failures, report.errors), (13, 4, 1));
    }

    #[test]
    fn a_strangers_words_are_read_back_as_they_are_shown() {
        let report = read(&comparison());
        let test = &tests(&report)[0];
        let shown = safe(HOSTILE);
        assert!(
            test.name
                .as_str()
                .contains("</td><script>alert(1)</script>]]>&amp;|`x`")
        );
        let TestCaseStatus::NonSuccess {
            description,
            message,
            ..
        } = &test.status
        else {
            panic!("passed");
        };
        assert!(message.as_ref().unwrap().contains(&shown));
        assert!(description.as_ref().unwrap().contains(&shown));
        let known = tests(&report)
            .iter()
            .find(|it| &*it.name == "known.mp4")
            .unwrap();
        let out = known.system_out.as_ref().unwrap();
        assert!(
            out.contains(&shown) && out.contains("accepted"),
            "{}",
            out.as_str()
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_back_as_it_is_shown(text in "\\PC{0,20}|.{0,30}|[\\]<>&'\"\u{0}-\u{1f}\u{fffe}]{0,20}") {
            let mut comparison = comparison();
            comparison.cases.truncate(1);
            comparison.cases[0].remarks = vec![format!("x{text}x")];
            let report = read(&comparison);
            let TestCaseStatus::NonSuccess { description, .. } = &tests(&report)[0].status else {
                panic!("passed");
            };
            let shown = format!("\nx{}x\n", safe(&text));
            prop_assert!(description.as_ref().unwrap().contains(&shown), "{}", shown);
        }
    }

    #[test]
    fn the_verdict_is_a_test_too() {
        assert_eq!(came(&read(&harmless()), "verdict"), "passed");
        assert_eq!(came(&read(&unclear()), "verdict"), "error verdict");
    }

    #[test]
    fn it_is_never_green_where_the_command_fails() {
        let comparison = crashing_newly();
        let report = read_report(&troubled(&comparison));
        assert_eq!(came(&report, "fresh.mp4"), "error new-crash");
        assert_eq!(came(&report, "new.mp4"), "skipped new");
        assert_eq!(came(&report, "verdict"), "error verdict");
        assert_eq!((report.failures, report.errors), (0, 2));
        let message = tests(&report).iter().rev().find_map(|it| match &it.status {
            TestCaseStatus::NonSuccess { message, .. } => message.as_ref(),
            _ => None,
        });
        assert_eq!(
            message.unwrap().as_str(),
            "Nothing regressed; CRASHED, 1 case (exit code 3)"
        );
        let comparison = harmless();
        assert_eq!(
            came(&read_report(&troubled(&comparison)), "verdict"),
            "error verdict"
        );
    }
}
