//! Exports, read back with the readers of others: Python's csv and json, `DuckDB`, jsonschema.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Mpdbg, samples_with};
use crate::readers::{ask, python_with, top};

const CLIP: &str = "h264-aac.mp4";
/// A name that a spreadsheet would take for a formula.
const FORMULA: &str = "=1+1.mp4";

/// What `exports.py` answers.
#[track_caller]
fn read(python: &Path, arguments: &[&str]) -> Value {
    ask(python, "exports.py", arguments)
}

/// A machine that needs 52 ms for a picture of the clip, which lasts 40 ms.
const TOO_SLOW: &str =
    "name = \"too-slow\"\nseed = 1\n\n[decode]\npicture_us = 200\npixel_ps = 900000\n";

/// A clip played by a machine that is too slow and by an ideal one: `after` and `before`, which is active.
fn before_and_after() -> (TempDir, Mpdbg) {
    let samples = samples_with(&[CLIP]);
    fs::copy(samples.path().join(CLIP), samples.path().join(FORMULA)).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    let machine = samples.path().join("too-slow.toml");
    fs::write(&machine, TOO_SLOW).unwrap();
    for (name, machine) in [("after", text(&machine)), ("before", "ideal")] {
        mpdbg.run(&["new", name, "--machine", machine]).ends(0);
        assert!(mpdbg.run(&["play"]).code <= 1);
    }
    (samples, mpdbg)
}

/// How often each kind of event occurred, as `mpdbg report SAMPLE counter` tells it.
fn kinds(mpdbg: &Mpdbg) -> BTreeMap<String, u64> {
    let report = mpdbg.run(&["report", CLIP, "counter"]).ends(0).out;
    let (_, events) = report.split_once("\nevent ").unwrap();
    let lines = events
        .lines()
        .skip(1)
        .filter_map(|line| line.rsplit_once(' '));
    let mut kinds: BTreeMap<String, u64> = lines
        .map(|(kind, times)| (kind.trim().to_owned(), times.parse().unwrap()))
        .collect();
    let all = kinds.remove("all events").unwrap();
    assert_eq!(kinds.values().sum::<u64>(), all);
    kinds
}

/// Presentation times of the pictures that were presented, as `mpdbg report SAMPLE all` tells them, in
/// milliseconds.
fn presented(mpdbg: &Mpdbg) -> Vec<i64> {
    let report = mpdbg.run(&["report", CLIP, "all"]).ends(0).out;
    let lines = report
        .lines()
        .filter(|line| line.contains(" frame-presented "));
    let time = |line: &str| {
        let time = line.split_once("pts 0:00:").unwrap().1;
        let (seconds, millis) = time.split_at(6).0.split_once('.').unwrap();
        seconds.parse::<i64>().unwrap() * 1000 + millis.parse::<i64>().unwrap()
    };
    lines.map(time).collect()
}

fn millis(times: &Value) -> Vec<i64> {
    let times = times.as_array().unwrap().iter();
    times
        .map(|it| (it.as_i64().unwrap() + 500_000) / 1_000_000)
        .collect()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Writes an export and gives the path.
fn exported(mpdbg: &Mpdbg, dir: &Path, format: &str, name: &str) -> PathBuf {
    let path = dir.join(name);
    mpdbg
        .run(&[
            "timeline",
            CLIP,
            "--format",
            format,
            "--output",
            &format!(
                "{}{}",
                path.display(),
                if name.contains('.') { "" } else { "/" }
            ),
        ])
        .ends(0);
    path
}

#[test]
fn rows_are_the_events_of_the_recording() {
    let (_samples, mpdbg) = before_and_after();
    let (kinds, presented) = (json!(kinds(&mpdbg)), presented(&mpdbg));
    assert!(presented.len() > 50, "{presented:?}");
    let Some(python) = python_with(&["csv"]) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let export = |format, name| exported(&mpdbg, dir.path(), format, name);

    let flat = read(&python, &["flat-csv", text(&export("csv", "a.csv"))]);
    assert_eq!(flat["kinds"], kinds);
    assert_eq!(millis(&flat["pts"]), presented);
    let numbers: Vec<usize> = (0..flat["numbers"].as_array().unwrap().len()).collect();
    assert_eq!(flat["numbers"], json!(numbers));

    let tables = read(&python, &["csv-tables", text(&export("csv", "tables"))]);
    let mut rows = tables["rows"].as_object().unwrap().clone();
    let defects = rows.remove("defects").unwrap();
    assert!(rows.remove("points").unwrap().as_u64() > Some(500));
    assert_eq!(Value::Object(rows), kinds);

    let lines = read(&python, &["json-lines", text(&export("jsonl", "a.jsonl"))]);
    assert_eq!(lines["kinds"], kinds);
    assert_eq!(millis(&lines["pts"]), presented);
    assert_eq!(lines["types"][0], "header");
    assert_eq!(lines["declared"], json!([numbers.len(), defects]));
    assert_eq!(
        lines["rules"].as_array().unwrap().len() as u64,
        defects.as_u64().unwrap()
    );

    let document: Value =
        serde_json::from_slice(&fs::read(export("json", "a.json")).unwrap()).unwrap();
    assert_eq!(document["events"].as_array().unwrap().len(), numbers.len());
    assert_eq!(document["header"]["session"], "before");

    let late = dir.path().join("late.jsonl");
    mpdbg
        .run(&[
            "timeline",
            CLIP,
            "--session",
            "after",
            "--format",
            "jsonl",
            "-o",
            text(&late),
        ])
        .ends(0);
    let lines = read(&python, &["json-lines", text(&late)]);
    let rules = lines["rules"].as_array().unwrap();
    assert!(rules.contains(&json!("picture::late")), "{rules:?}");
    assert_eq!(lines["declared"][1], rules.len());
}

#[test]
fn what_is_written_is_what_the_schemas_say() {
    let (_samples, mpdbg) = before_and_after();
    let dir = tempfile::tempdir().unwrap();
    let tables = dir.path().join("tables");
    mpdbg.run(&["activate", "after"]).ends(0);
    mpdbg.run(&["export", "--jsonl", text(&tables)]).ends(0);
    let document = exported(&mpdbg, dir.path(), "json", "a.json");
    let lines = exported(&mpdbg, dir.path(), "jsonl", "a.jsonl");
    let table = |name: &str| tables.join(format!("{name}.jsonl"));
    let Some(python) = python_with(&["jsonschema"]) else {
        return;
    };
    for (name, path, how) in [
        ("json", document, "document"),
        ("jsonl", lines, "lines"),
        ("events", table("events"), "lines"),
        ("defects", table("defects"), "lines"),
        ("points", table("points"), "lines"),
        ("samples", table("samples"), "lines"),
    ] {
        let schema = dir.path().join(format!("{name}.schema.json"));
        fs::write(&schema, mpdbg.run(&["schema", name]).ends(0).out).unwrap();
        let found = read(&python, &["valid", text(&schema), text(&path), how]);
        assert!(found["valid"].as_u64() > Some(0), "{name}: {found}");
        assert_eq!(found["valid"], found["refused"], "{name}");
    }
    mpdbg.run(&["schema"]).ends(0).shows(&["samples.jsonl"]);
    mpdbg
        .run(&["schema", "xml"])
        .fails(2, &["no schema `xml`", "jsonl"]);
}

#[test]
fn a_whole_session_is_exported_and_the_queries_of_the_page_answer() {
    let (_samples, mpdbg) = before_and_after();
    let dir = tempfile::tempdir().unwrap();
    let (form, ending) = if cfg!(feature = "parquet") {
        ("--parquet", ".parquet")
    } else {
        ("--jsonl", ".jsonl")
    };
    for name in ["before", "after"] {
        let into = dir.path().join(name);
        let csv = dir.path().join(format!("{name}-csv"));
        mpdbg
            .run(&["export", name, form, text(&into), "--csv", text(&csv)])
            .ends(0)
            .shows(&["2 plays, "]);
        mpdbg
            .run(&["export", name, form, text(&into)])
            .fails(2, &["is not empty", "nothing is overwritten"]);
    }
    let Some(python) = python_with(&["csv"]) else {
        return;
    };
    let tables = read(
        &python,
        &["csv-tables", text(&dir.path().join("after-csv"))],
    );
    assert_eq!(tables["samples"], json!([format!("'{FORMULA}"), CLIP]));
    assert_eq!(tables["rows"]["samples"], 2);

    let Some(python) = python_with(&["duckdb"]) else {
        return;
    };
    let query = |query: &str| {
        let query = query.replace(".parquet", ending);
        read(&python, &["ask", text(dir.path()), &query])
    };
    let counted = query(&format!(
        "SELECT kind, count(*) FROM 'before/events.parquet' WHERE sample = '{CLIP}' GROUP BY kind"
    ));
    let counted = counted.as_array().unwrap().iter();
    let counted: BTreeMap<String, u64> = counted
        .map(|row| {
            (
                row[0].as_str().unwrap().to_owned(),
                row[1].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(counted, kinds(&mpdbg));
    let presented_now = query(&format!(
        "SELECT list(pts_ns ORDER BY event) FROM 'before/events.parquet' WHERE kind = 'frame-presented' AND sample = '{CLIP}'"
    ));
    assert_eq!(millis(&presented_now[0][0]), presented(&mpdbg));
    let sums = query(
        "SELECT count(*) FROM 'after/samples.parquet' AS s WHERE defects <> (SELECT count(*) FROM 'after/defects.parquet' AS d WHERE d.sample = s.sample) OR events <> (SELECT count(*) FROM 'after/events.parquet' AS e WHERE e.sample = s.sample) OR sample_bytes = 0",
    );
    assert_eq!(sums, json!([[0]]));

    if ending != ".parquet" {
        println!(
            "skipped: the queries of the page are of Parquet, which this build does not write"
        );
        return;
    }
    let page = top().join("docs/exports.md");
    let answers = read(&python, &["page", text(&page), text(dir.path())]);
    let answers = answers.as_array().unwrap();
    assert!(answers.len() >= 5, "{answers:?}");
    for answer in answers {
        assert!(!answer.as_array().unwrap().is_empty(), "{answers:?}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure_and_nothing_is_overwritten() {
    let (_samples, mpdbg) = before_and_after();
    // Each of them is longer than what a pipe holds.
    for format in ["csv", "json", "jsonl", "html", "perfetto", "firefox"] {
        let mut child = mpdbg
            .command(&["timeline", CLIP, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let ended = child.wait_with_output().unwrap();
        assert_eq!(
            (ended.status.code(), ended.stderr),
            (Some(0), Vec::new()),
            "{format}"
        );
    }

    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("kept.csv");
    fs::write(&path, "kept").unwrap();
    mpdbg
        .run(&["timeline", CLIP, "--format", "csv", "-o", text(&path)])
        .fails(4, &["kept.csv", "nothing is overwritten"]);
    assert_eq!(fs::read(&path).unwrap(), b"kept");
    mpdbg
        .run(&["timeline", CLIP, "--format", "csv", "-o", text(dir.path())])
        .fails(2, &["is not empty"]);
    mpdbg
        .run(&[
            "timeline",
            CLIP,
            "--format",
            "json",
            "-o",
            &format!("{}/new/", dir.path().display()),
        ])
        .fails(2, &["json is one file"]);
    mpdbg.run(&["export"]).fails(2, &["--parquet <DIR>"]);
}
