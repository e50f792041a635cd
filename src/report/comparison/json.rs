//! A comparison as JSON; `docs/comparison.md` describes every field.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mpdbg_analysis::{
    CaseComparison, Circumstances, ComparisonVerdict, Ignored, Interest, Profile, RateChange,
    SideTotals, Standing, Thing,
};
use mpdbg_model::{SampleName, ScenarioName};
use serde::Serialize;

use super::about::ComparisonReport;
use super::words;

#[derive(Serialize)]
struct Document<'a> {
    r#type: &'static str,
    /// Version of this layout.
    format: u32,
    before: &'a str,
    after: &'a str,
    dev_debug: bool,
    verdict: &'static str,
    reasons: Vec<String>,
    confidence: f64,
    confidence_needed: f64,
    circumstances: &'a Circumstances,
    muddle: Vec<Thing>,
    interest: &'a Interest,
    standings: BTreeMap<&'static str, u64>,
    totals: Totals<'a>,
    rates: &'a [RateChange],
    ignored: Vec<Ignored>,
    failing: Vec<Named<'a>>,
    cases: Vec<Case<'a>>,
    profile: &'a Profile,
}

#[derive(Serialize)]
struct Totals<'a> {
    before: &'a SideTotals,
    after: &'a SideTotals,
}

/// A case by its name.
#[derive(Serialize)]
struct Named<'a> {
    sample: &'a SampleName,
    scenario: &'a ScenarioName,
    report_command: String,
    diff_command: String,
}

#[derive(Serialize)]
struct Case<'a> {
    sample: &'a SampleName,
    scenario: &'a ScenarioName,
    fails: bool,
    why_not: Option<String>,
    #[serde(flatten)]
    compared: &'a CaseComparison,
}

/// Writes a comparison as one JSON object and a line end: everything, whatever is to be shown.
pub fn write_comparison_json(out: &mut dyn Write, report: &ComparisonReport<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &document(report))?;
    writeln!(out)
}

fn document<'a>(report: &ComparisonReport<'a>) -> Document<'a> {
    let comparison = report.comparison;
    let named = |it: &'a CaseComparison| Named {
        sample: &it.case.sample,
        scenario: &it.case.scenario,
        report_command: words::report_command(comparison, &it.case),
        diff_command: words::command(comparison, it),
    };
    let case = |it: &'a CaseComparison| Case {
        sample: &it.case.sample,
        scenario: &it.case.scenario,
        fails: comparison.fails(it),
        why_not: it.not_comparable.as_ref().map(ToString::to_string),
        compared: it,
    };
    let standing = |it: Standing| (it.name(), comparison.standings.count(it));
    let (verdict, reasons) = match &comparison.verdict {
        ComparisonVerdict::NothingRegressed => ("nothing-regressed", Vec::new()),
        ComparisonVerdict::Regressed => ("regressed", Vec::new()),
        ComparisonVerdict::Unclear(reasons) => ("unclear", reasons.clone()),
    };
    Document {
        r#type: "comparison",
        format: 1,
        before: &comparison.before,
        after: &comparison.after,
        dev_debug: report.dev_debug,
        verdict,
        reasons,
        confidence: comparison.confidence,
        confidence_needed: comparison.confidence_needed,
        circumstances: &comparison.circumstances,
        muddle: comparison
            .circumstances
            .muddle()
            .iter()
            .map(|it| it.thing)
            .collect(),
        interest: &comparison.interest,
        standings: Standing::ALL.into_iter().map(standing).collect(),
        totals: Totals {
            before: &comparison.totals_before,
            after: &comparison.totals_after,
        },
        rates: &comparison.rates,
        ignored: comparison.ignored(),
        failing: comparison.failing().into_iter().map(named).collect(),
        cases: comparison.cases.iter().map(case).collect(),
        profile: &comparison.profile,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::fixture::{comparison, unclear};
    use super::*;

    fn written(comparison: &mpdbg_analysis::Comparison) -> serde_json::Value {
        let mut out = Vec::new();
        let report = ComparisonReport {
            comparison,
            only_new: false,
            trouble: None,
            dev_debug: false,
        };
        write_comparison_json(&mut out, &report).unwrap();
        assert!(out.ends_with(b"}\n"));
        serde_json::from_slice(&out).unwrap()
    }

    #[test]
    fn the_verdict_the_sums_and_every_case_are_there() {
        let comparison = comparison();
        let value = written(&comparison);
        assert_eq!(value["type"], "comparison");
        assert_eq!(value["verdict"], "regressed");
        assert_eq!(value["muddle"], serde_json::json!(["code", "ffmpeg"]));
        let cases = value["cases"].as_array().unwrap();
        let standings = value["standings"].as_object().unwrap();
        let sum: u64 = standings
            .values()
            .filter_map(serde_json::Value::as_u64)
            .sum();
        assert_eq!(sum, cases.len() as u64);
        assert_eq!(standings["not-comparable"], 2);
        let failing = cases.iter().filter(|it| it["fails"] == true).count();
        assert_eq!(value["failing"].as_array().unwrap().len(), failing);
        let bad = cases.iter().find(|it| it["sample"] == "bad.mkv").unwrap();
        assert_eq!(bad["scenario"], "play");
        assert_eq!(bad["changes"][0]["turn"], "new");
        assert_eq!(bad["changes"][0]["after"]["rule"], "life::crash");
    }

    /// Every field, at any depth; those of the profile are told with the thresholds, and those of a reason
    /// are its name.
    fn fields(value: &serde_json::Value, found: &mut Vec<String>) {
        if let Some(list) = value.as_array() {
            for it in list {
                fields(it, found);
            }
        }
        for (name, inner) in value.as_object().into_iter().flatten() {
            found.push(name.clone());
            if name != "profile" && name != "standings" && name != "not_comparable" {
                fields(inner, found);
            }
        }
    }

    #[test]
    fn every_field_is_described() {
        let page = include_str!("../../../docs/comparison.md");
        let mut found = Vec::new();
        fields(&written(&comparison()), &mut found);
        found.sort_unstable();
        found.dedup();
        assert!(found.len() > 60, "{found:?}");
        let told = |name: &&String| page.contains(&format!("`{name}`"));
        let untold: Vec<&String> = found.iter().filter(|it| !told(it)).collect();
        assert!(untold.is_empty(), "not in docs/comparison.md: {untold:?}");
    }

    #[test]
    fn an_unclear_verdict_has_its_reasons() {
        let value = written(&unclear());
        assert_eq!(value["verdict"], "unclear");
        assert_eq!(value["reasons"][0], "confidence 0.20, 0.50 is needed");
    }
}
