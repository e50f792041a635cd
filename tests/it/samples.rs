//! The samples of this project do what their manifest says.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::harness::{Mpdbg, edit, own_samples, samples_with};

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
            .filter_map(toml::Value::as_str)
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
fn a_truncated_sample_shows_under_every_scenario_what_the_manifest_names() {
    let samples = samples_with(&["truncated.mp4"]);
    let all = fs::read_to_string(own_samples().join("manifest.toml")).unwrap();
    let mut tables = all.split("[[sample]]");
    let table = tables.find(|it| it.contains("\"truncated.mp4\"")).unwrap();
    let manifest = format!("[[sample]]{table}");
    fs::write(samples.path().join("manifest.toml"), manifest).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a", "--scenario", "all"]).ends(0);
    mpdbg.run(&["run"]).ends(0).shows(&["AS EXPECTED"]);
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

#[test]
fn a_manifest_needs_names_only_and_its_mistakes_are_told() {
    let samples = samples_with(&["corrupted.mp4", "tone.mp3", "tone.wav"]);
    let manifest = samples.path().join("manifest.toml");
    let all = "[[sample]]\nname = \"corrupted.mp4\"\n\
               expects = [\"picture::corrupt\", \"life::log-errors\"]\n";
    fs::write(&manifest, all).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["samples", "check"]).ends(0);
    mpdbg.run(&["new", "a"]).ends(0);
    let run = mpdbg.run(&["run"]).ends(0);
    assert_eq!(run.out.lines().last(), Some("verdict: AS EXPECTED"));
    let wrong = "[[sample]]\nname = \"tone.wav\"\nsize = 1\nopens = false\n\
                 [[sample]]\nname = \"tone.mp3\"\nexpects = [\"picture::lost\"]\n";
    fs::write(&manifest, wrong).unwrap();
    mpdbg
        .run(&["samples", "check"])
        .fails(2, &["2 of the samples are not"])
        .shows(&["wrong: tone.mp3 expects `picture::lost`"]);
    let new = mpdbg.run(&["new", "b"]);
    assert!(new.err.contains("describes another file"), "{}", new.err);
    assert!(new.err.contains("tone.wav has"), "{}", new.err);
    assert!(new.err.contains("`picture::lost`"), "{}", new.err);
    new.ends(0);
    let run = mpdbg.run(&["run", "--json"]).ends(1);
    let lines = run.json();
    let summary = lines.last().unwrap();
    assert_eq!(summary["type"], "summary");
    // tone.wav plays as if no entry named it.
    let row = &summary["rows"].as_array().unwrap()[2];
    assert_eq!(
        (&row["sample"], &row["bucket"]),
        (&"tone.wav".into(), &"perfect".into())
    );
}

#[test]
fn a_report_is_found_by_path_and_the_defective_samples_are_listed() {
    let samples = samples_with(&["corrupted.mp4", "tone.mp3"]);
    fs::copy(
        samples.path().join("tone.mp3"),
        samples.path().join("-dash.mp3"),
    )
    .unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg.run(&["run"]).ends(1);
    mpdbg
        .run(&["report"])
        .ends(0)
        .shows(&["picture::corrupt", "1 of 3 samples has defects"]);
    let path = samples.path().join("corrupted.mp4");
    mpdbg
        .run(&["report", path.to_str().unwrap()])
        .ends(0)
        .shows(&["Anomalies of corrupted.mp4"]);
    mpdbg
        .run(&["report", "-dash.mp3"])
        .fails(2, &["`mpdbg report -- -dash.flv`"]);
    mpdbg
        .run(&["report", "--", "-dash.mp3"])
        .ends(0)
        .shows(&["Anomalies of -dash.mp3"]);
}
