//! The samples of this project do what their manifest says.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{Mpdbg, edit, own_samples};

fn manifest() -> Vec<toml::Table> {
    let text = fs::read_to_string(own_samples().join("manifest.toml")).unwrap();
    let manifest: toml::Table = text.parse().unwrap();
    let samples = manifest["sample"].as_array().unwrap();
    samples
        .iter()
        .map(|sample| sample.as_table().unwrap().clone())
        .collect()
}

/// The ids of the defects that a row of the summary counts.
fn found(row: &Value) -> BTreeSet<&str> {
    let counts = row["counts"].as_array().unwrap();
    counts
        .iter()
        .map(|count| count["rule"].as_str().unwrap())
        .collect()
}

#[test]
fn every_sample_shows_the_defects_that_the_manifest_names_and_no_other() {
    let mpdbg = Mpdbg::over(&own_samples());
    mpdbg.run(&["new", "a"]).ends(0);
    let run = mpdbg.run(&["run", "--json"]);
    let lines = run.json();
    let rows = lines.last().unwrap()["rows"].as_array().unwrap();
    let manifest = manifest();
    assert_eq!(rows.len(), manifest.len());
    for sample in &manifest {
        let name = sample["name"].as_str().unwrap();
        let row = rows.iter().find(|row| row["sample"] == name).unwrap();
        let named = sample.get("expects").and_then(toml::Value::as_array);
        let named: BTreeSet<&str> = named
            .into_iter()
            .flatten()
            .map(|id| id.as_str().unwrap())
            .collect();
        assert_eq!(found(row), named, "{name}");
        let opens = sample
            .get("opens")
            .is_none_or(|opens| opens.as_bool().unwrap());
        assert_eq!(
            row["ending"],
            if opens {
                "finished"
            } else {
                "could not be opened"
            },
            "{name}"
        );
    }
    run.ends(0);
}

#[test]
fn two_runs_record_the_same_events() {
    let mpdbg = Mpdbg::over(&own_samples());
    for name in ["one", "two"] {
        mpdbg.run(&["new", name]).ends(0);
        mpdbg.run(&["play"]).ends(0);
    }
    for sample in manifest() {
        let name = sample["name"].as_str().unwrap();
        let events = |session: &str| {
            let path = mpdbg
                .session(session)
                .join("dbg")
                .join(format!("{name}.dbg"));
            mpdbg_session::Recording::open(&path)
                .unwrap()
                .events()
                .to_vec()
        };
        let (one, two) = (events("one"), events("two"));
        assert!(!one.is_empty() && one == two, "{name}");
    }
}

#[test]
fn the_samples_are_those_of_their_manifest() {
    let mpdbg = Mpdbg::over(&own_samples());
    mpdbg
        .run(&["samples", "check"])
        .ends(0)
        .shows(&["as the manifest says"]);
}

#[test]
fn made_samples_are_checked_and_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let samples = dir.path().join("made");
    let mpdbg = Mpdbg::over(&samples);
    let samples = samples.to_str().unwrap();
    mpdbg
        .run(&["samples", "generate", samples])
        .fails(0, &["] h264-aac.mp4"])
        .shows(&["20 samples"]);
    mpdbg.run(&["samples", "check"]).ends(0);
    mpdbg
        .run(&["samples", "generate", samples])
        .fails(2, &["there already", "nothing was written"]);
    edit(&mpdbg.samples().join("tone.mp3"), |content| {
        content[100] ^= 1;
    });
    fs::remove_file(mpdbg.samples().join("tone.wav")).unwrap();
    fs::write(mpdbg.samples().join("new.mp4"), "").unwrap();
    mpdbg
        .run(&["samples", "check"])
        .fails(2, &["2 of the samples"])
        .shows(&[
            "wrong: tone.mp3 has other content",
            "wrong: tone.wav is in the manifest but not in the directory",
            "note: new.mp4 is not in the manifest",
        ]);
}
