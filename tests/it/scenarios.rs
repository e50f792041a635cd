//! Every sample under every scenario, from `new` to the verdict.

use std::fs;
use std::path::Path;

use mpdbg_model::Outcome;
use mpdbg_session::{Recording, Store, read_reference};
use serde_json::Value;

use crate::harness::{Mpdbg, samples_with};

const TWO: [&str; 2] = ["h264-aac.mp4", "tone.mp3"];

/// Two samples under three scenarios, one of which does not fit the second: it has no pictures.
fn six_cases() -> (tempfile::TempDir, Mpdbg) {
    let samples = samples_with(&TWO);
    let mpdbg = Mpdbg::over(samples.path());
    let new = ["new", "six", "--scenario", "play", "scrub", "pause-resume"];
    mpdbg
        .run(&new)
        .ends(0)
        .shows(&["2 samples under each of 3 scenarios"]);
    (samples, mpdbg)
}

fn of<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn every_case_is_played_counted_and_protected() {
    let (_samples, mpdbg) = six_cases();
    let run = mpdbg.run(&["run", "--json"]);
    let lines = run.json();
    let cases: Vec<(&str, &str)> = of(&lines, "case")
        .iter()
        .map(|line| {
            (
                line["sample"].as_str().unwrap(),
                line["scenario"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(cases.len(), 6);
    for sample in TWO {
        for scenario in ["play", "scrub", "pause-resume"] {
            assert!(cases.contains(&(sample, scenario)), "{sample} [{scenario}]");
        }
    }
    let totals = of(&lines, "totals")[0];
    assert_eq!(
        (
            &totals["cases"],
            &totals["finished"],
            &totals["not_applicable"]
        ),
        (&6.into(), &5.into(), &1.into())
    );
    let summary = of(&lines, "summary")[0];
    assert_eq!(
        (&summary["samples"], &summary["tally"]["cases"]),
        (&2.into(), &6.into())
    );
    assert_eq!(summary["tally"]["not_applicable"], 1);
    let buckets = summary["tally"].as_object().unwrap().iter();
    let buckets = buckets.filter(|(name, _)| *name != "cases");
    let sum: u64 = buckets.map(|(_, count)| count.as_u64().unwrap()).sum();
    assert_eq!(sum, 6);
    let row = &summary["rows"][4];
    assert_eq!(
        (&row["sample"], &row["scenario"]),
        (&"tone.mp3".into(), &"scrub".into())
    );
    assert_eq!(
        (&row["bucket"], &row["unexpected"]),
        (&"not-applicable".into(), &Value::Array(Vec::new()))
    );

    let session = mpdbg.session("six");
    assert!(session.join("dbg/tone.mp3.dbg").is_file());
    assert!(session.join("dbg/_scenario/scrub/tone.mp3.dbg").is_file());
    assert!(
        !session
            .join("dbg/_scenario/scrub/tone.mp3.expected")
            .exists()
    );
    mpdbg.run(&["play"]).fails(2, &["protected"]);
}

#[test]
fn what_does_not_apply_is_shown_everywhere_and_fails_nothing() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "s", "--scenario", "scrub"]).ends(0);
    let run = mpdbg.run(&["run"]).ends(0);
    assert!(
        run.err.contains("1 to play: 1 not applicable"),
        "{}",
        run.err
    );
    run.shows(&[
        "NOTHING PLAYED",
        "not applicable 1",
        "tone.mp3 [scrub]: ",
        "verdict: NOTHING PLAYED; 1 case not applicable",
    ]);
    mpdbg.run(&["status"]).ends(0).shows(&[
        "recorded 1 of 1",
        "applicable 0 of 1 recorded, 1 not applicable",
        "tone.mp3 [scrub]: ",
    ]);
    mpdbg
        .run(&["list"])
        .ends(0)
        .shows(&["1 of 1 recorded, 1 not applicable"]);
    let status = &mpdbg.run(&["status", "--json"]).json()[0];
    assert_eq!(status["not_applicable"][0]["scenario"], "scrub");
    mpdbg
        .run(&["report", "tone.mp3"])
        .ends(0)
        .shows(&["Anomalies of tone.mp3 [scrub]", "CAUTION: not applicable"]);
}

#[test]
fn a_report_is_on_one_case() {
    let (_samples, mpdbg) = six_cases();
    mpdbg.run(&["play"]);
    mpdbg
        .run(&["report", "h264-aac.mp4", "all", "--scenario", "scrub"])
        .ends(0)
        .shows(&[
            "All events of h264-aac.mp4 [scrub]",
            "seek-asked",
            "step-taken",
        ]);
    let reports = mpdbg.session("six").join("reports");
    assert!(
        reports
            .join("_scenario/scrub/h264-aac.mp4.all.txt")
            .is_file()
    );
    let plain = mpdbg.run(&["report", "h264-aac.mp4", "all"]).ends(0);
    assert!(
        plain
            .out
            .starts_with("All events of h264-aac.mp4, session six")
    );
    assert!(!plain.out.contains("step-taken"));
    mpdbg
        .run(&["report", "h264-aac.mp4", "--scenario", "scrob"])
        .fails(2, &["no scenario `scrob`", "play, scrub, pause-resume"]);
}

#[test]
fn a_killed_run_goes_on_with_the_cases_that_are_left() {
    let (_samples, mpdbg) = six_cases();
    let mut run = mpdbg.spawn(&["run", "--jobs", "1"]);
    let second = mpdbg
        .session("six")
        .join("dbg/_scenario/scrub/h264-aac.mp4.dbg");
    while !second.exists() && run.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let before = mpdbg.run(&["status", "--json"]).ends(0).json();
    let again = mpdbg.run(&["run", "--json"]).json();
    let recorded = before[0]["recorded"].as_u64().unwrap();
    assert_eq!(of(&again, "totals")[0]["cases"], 6 - recorded);
    let after = mpdbg.run(&["status", "--json"]).ends(0).json();
    assert_eq!(
        (&after[0]["recorded"], &after[0]["cases"]),
        (&6.into(), &6.into())
    );
}

/// The hashes of the events of all cases of a session.
fn hashes(mpdbg: &Mpdbg, name: &str) -> Vec<String> {
    let session = Store::new(mpdbg.sessions()).open(name).unwrap();
    let cases = session.cases().unwrap();
    let hash = |case| {
        let path = session.attempt_files(case, 0).recording;
        match Recording::open(&path).unwrap() {
            Recording::Sealed { hash, .. } => hash.to_string(),
            other => panic!("{case}: not sealed, {} events", other.events().len()),
        }
    };
    cases.iter().map(hash).collect()
}

#[test]
fn a_random_scenario_is_the_same_in_every_session() {
    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let new = ["--scenario", "random", "--seed", "7", "--seed", "8"];
    for name in ["a", "b"] {
        mpdbg.run(&[&["new", name][..], &new].concat()).ends(0);
        mpdbg.run(&["play"]);
    }
    let first = hashes(&mpdbg, "a");
    assert_eq!(first, hashes(&mpdbg, "b"));
    assert!(first.len() == 2 && first[0] != first[1]);
    let session = Store::new(mpdbg.sessions()).open("a").unwrap();
    let names: Vec<&str> = session
        .configuration()
        .scenarios
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["random-7", "random-8"]);
}

#[test]
fn a_session_may_have_a_machine_a_profile_and_references() {
    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let new = "new s --machine slow --profile strict --reference --scenario play loop-twice";
    mpdbg.run(&new.split(' ').collect::<Vec<_>>()).ends(0);
    mpdbg.run(&["play"]);
    let session = Store::new(mpdbg.sessions()).open("s").unwrap();
    let case = &session.cases().unwrap()[1];
    let recording = Recording::open(&session.attempt_files(case, 0).recording).unwrap();
    assert_eq!(recording.outcome(), Some(&Outcome::Finished));
    assert_eq!(recording.header().unwrap().machine.as_deref(), Some("slow"));
    let reference = read_reference(&session.reference_path(&case.sample)).unwrap();
    assert!(!reference.pictures.is_empty() && !reference.sound.is_empty());
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["machine slow", "a reference decode", "profile strict"]);
    mpdbg
        .run(&["new", "t", "--machine", "slow", "--clock", "real"])
        .fails(2, &["--machine goes with the virtual clock"]);
    mpdbg
        .run(&["new", "t", "--reference", "--hash", "none"])
        .fails(2, &["--reference compares hashes"]);
}

fn write(samples: &Path, name: &str, text: &str) {
    let dir = samples.join("scenarios");
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join(format!("{name}.toml")), text).unwrap();
}

#[test]
fn a_bad_scenario_is_told_with_its_line_and_nothing_is_made() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let cases = [
        ("step = [", "line 1, column "),
        (
            "[[step]]\ndo = \"sek\"",
            "line 2, column 6: unknown action `sek`; did you mean `seek`?",
        ),
        (
            "[[step]]\ndo = \"seek\"\ntoo = \"1s\"",
            "line 3, column 1: unknown key `too`; did you mean `to`?",
        ),
        (
            "[[step]]\ndo = \"rate\"\nrate = 9.0",
            "line 3, column 8: `rate` is a number from 0.25 to 4, not 9.0",
        ),
        (
            "[[step]]\ndo = \"stop\"\n\n[[step]]\ndo = \"pause\"",
            "line 4, column 1: this step can never happen: a `stop` before it",
        ),
        (
            "[[step]]\nat = \"-1s\"\ndo = \"stop\"",
            "line 2, column 6: `at` is a media time",
        ),
    ];
    for (text, words) in cases {
        write(samples.path(), "mine", text);
        mpdbg
            .run(&["new", "s", "--scenario", "mine"])
            .fails(2, &["scenarios/mine.toml", words, "mpdbg help scenario"]);
        assert!(!mpdbg.session("s").exists());
    }
    write(samples.path(), "mine", "summary = \"fine\"");
    mpdbg.run(&["new", "s", "--scenario", "mine"]).ends(0);
    write(samples.path(), "mine", "nonsense");
    mpdbg.run(&["run"]).ends(0);
}

#[test]
fn scenarios_that_do_not_exist_or_do_not_go_together_are_named() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "s", "--scenario", "seek-bck"])
        .fails(2, &["no scenario `seek-bck`; did you mean `seek-back`?"]);
    mpdbg
        .run(&["new", "s", "--scenario", "play", "some/playlist.txt"])
        .fails(
            2,
            &[
                "no scenario `some/playlist.txt`",
                "stands before --scenario",
            ],
        );
    mpdbg
        .run(&["new", "s", "--scenario", "play", "--seed", "1"])
        .fails(2, &["--seed goes with `--scenario random`"]);
    mpdbg
        .run(&["new", "s", "--seed", "1"])
        .fails(2, &["--scenario"]);
    mpdbg
        .run(&["new", "s", "--scenario", "random", "--seed", "-1"])
        .fails(2, &["--seed"]);
    assert!(!mpdbg.session("s").exists());
    mpdbg.run(&["new", "s"]).ends(0);
    mpdbg
        .run(&["run", "--scenario", "play"])
        .fails(2, &["the session is made already"]);
    write(samples.path(), "play", "[[step]]\ndo = \"stop\"\n");
    mpdbg
        .run(&["new", "t"])
        .fails(2, &["line 1, column 1: `play` has no steps"]);
}

#[test]
fn the_format_and_the_shipped_scenarios_are_explained() {
    let samples = samples_with(&[]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["help", "scenario"]).ends(0).shows(&[
        "do = \"select-audio\"",
        "seek-storm",
        "track-switch",
    ]);
}
