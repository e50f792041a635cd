//! Every case played several times, and played by another build.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use mpdbg_model::Listener;
use mpdbg_session::{Recorder, Recording, Store, seal};
use serde_json::Value;

use crate::harness::{Mpdbg, samples_with};

fn of<'l>(lines: &'l [Value], kind: &str) -> Vec<&'l Value> {
    lines.iter().filter(|line| line["type"] == kind).collect()
}

#[test]
fn all_cases_are_played_and_then_again() {
    let samples = samples_with(&["corrupted.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    let run = mpdbg.run(&["run", "--repeat", "3", "--jobs", "1", "--json"]);
    let lines = run.ends(1).json();
    let played: Vec<(&str, u64)> = of(&lines, "case")
        .iter()
        .map(|line| {
            let sample = line["sample"].as_str().unwrap();
            (sample, line["repeat"].as_u64().unwrap())
        })
        .collect();
    let once = |repeat| [("corrupted.mp4", repeat), ("tone.mp3", repeat)];
    assert_eq!(played, [once(0), once(1), once(2)].concat());
    let summary = of(&lines, "summary")[0];
    let tally = summary["tally"].as_object().unwrap();
    assert_eq!(
        (&tally["cases"], &tally["defective"]),
        (&6.into(), &3.into())
    );
    let buckets = tally.iter().filter(|(name, _)| *name != "cases");
    let sum: u64 = buckets.map(|(_, count)| count.as_u64().unwrap()).sum();
    assert_eq!(sum, 6);
    assert_eq!(summary["rows"][5]["repeat"], 2);
    for file in [
        "corrupted.mp4.dbg",
        "_repeat/2/corrupted.mp4.dbg",
        "_repeat/3/tone.mp3.dbg",
    ] {
        assert!(mpdbg.session("a/dbg").join(file).is_file(), "{file}");
    }
    let short = mpdbg.run(&["summarize"]).ends(1).shows(&[
        "samples in the playlist 2",
        "plays, 3 of each 6",
        "perfect plays 3",
        "corrupted.mp4 (3 plays, finished)",
        "in 3 of 3 plays, not expected",
        "NOT AS EXPECTED, 3 plays",
    ]);
    assert_eq!(
        short.out.matches("corrupted.mp4").count(),
        1,
        "{}",
        short.out
    );
    assert!(!short.out.contains("nondeterministic"), "{}", short.out);
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["6 of 6 (each sample 3 times)"]);
    mpdbg
        .run(&["list"])
        .ends(0)
        .shows(&["6 of 6 recorded (2 samples, 3 plays of each)"]);
}

#[test]
fn each_play_has_reports_of_its_own() {
    let samples = samples_with(&["corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&[
            "new",
            "a",
            "--repeat",
            "2",
            "--scenario",
            "play",
            "pause-resume",
        ])
        .ends(0)
        .shows(&["1 sample under each of 2 scenarios, 2 plays of each"]);
    mpdbg.run(&["run"]).ends(1).shows(&["plays, 2 of each 4"]);
    let second = "_repeat/2/_scenario/pause-resume/corrupted.mp4.anomalies.txt";
    assert!(mpdbg.session("a/reports").join(second).is_file());
    let report = ["report", "corrupted.mp4", "anomalies"];
    let options = ["--scenario", "pause-resume", "--repeat", "2"];
    mpdbg
        .run(&[&report[..], &options].concat())
        .ends(0)
        .shows(&[
            "corrupted.mp4 [pause-resume] #2, session a",
            "profile default",
        ]);
    mpdbg
        .run(&[&report[..], &["--repeat", "3"]].concat())
        .fails(2, &["no play 3 of a sample", "1 to 2"]);
    let hint = "`mpdbg report 'corrupted.mp4' --scenario pause-resume --repeat 2`";
    mpdbg
        .run(&["report", "corrupted.mp4 [pause-resume] #2"])
        .fails(2, &["has no sample", hint]);
    let listed = mpdbg.run(&["report"]).ends(0);
    let listed = listed.shows(&["in 2 of 2 plays", "2 of 2 cases", "--repeat N"]);
    assert_eq!(listed.out.lines().count(), 3, "{}", listed.out);
}

#[test]
fn how_often_is_raised_but_neither_lowered_nor_raised_when_protected() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a", "--repeat", "2"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    mpdbg
        .run(&["run", "--repeat", "1"])
        .fails(2, &["plays each case 2 times", "only be raised", "hint"]);
    mpdbg
        .run(&["run", "--repeat", "2", "--machine", "slow"])
        .fails(2, &["made already"]);
    mpdbg
        .run(&["run", "--repeat", "3"])
        .ends(0)
        .shows(&["plays, 3 of each 3"]);
    mpdbg
        .run(&["run", "--repeat", "4"])
        .fails(2, &["protected with 3", "mpdbg new NAME --repeat 4"]);
    for wrong in ["0", "1001", "x"] {
        mpdbg
            .run(&["new", "b", "--repeat", wrong])
            .fails(2, &["1 to 1000"]);
    }
    assert!(!mpdbg.session("b").exists());
}

/// Takes the last but one event out of a sealed recording.
fn shorten(path: &Path) {
    let recording = Recording::open(path).unwrap();
    let outcome = recording.outcome().unwrap().clone();
    let (header, mut events) = (
        recording.header().unwrap().clone(),
        recording.events().to_vec(),
    );
    events.truncate(events.len() - 1);
    events.remove(events.len() / 2);
    fs::remove_file(path).unwrap();
    let mut recorder = Recorder::create(path, &header).unwrap();
    for event in &events {
        recorder.event(event).unwrap();
    }
    recorder.finish().unwrap();
    seal(path, &outcome).unwrap();
}

#[test]
fn a_play_that_differs_from_the_first_one_is_not_deterministic() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a", "--repeat", "3"]).ends(0);
    mpdbg.run(&["play"]).ends(0).shows(&["AS EXPECTED"]);
    shorten(&mpdbg.session("a/dbg/_repeat/2/tone.mp3.dbg"));
    mpdbg
        .run(&["summarize"])
        .ends(1)
        .shows(&["life::nondeterministic 1 in 1 of 3 plays, not expected"]);
    mpdbg
        .run(&["report", "tone.mp3", "--repeat", "2"])
        .ends(0)
        .shows(&["life::nondeterministic"]);
    let third = mpdbg.run(&["report", "tone.mp3", "--repeat", "3"]).ends(0);
    assert!(!third.out.contains("nondeterministic"), "{}", third.out);
}

#[test]
fn two_plays_of_a_session_are_held_against_each_other() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before", "--repeat", "3"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    mpdbg.run(&["new", "after", "--repeat", "3"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    shorten(&mpdbg.session("after/dbg/_repeat/3/tone.mp3.dbg"));
    let diff = |more: &[&str]| mpdbg.run(&[&["diff", "after", "after", "tone.mp3"], more].concat());
    // The first that differs, unasked.
    diff(&[])
        .ends(1)
        .shows(&["session after, play 1, ", "session after, play 3, "]);
    diff(&["--repeat", "1:2"])
        .ends(0)
        .shows(&["the recordings are the same"]);
    diff(&["--repeat", "3:1"])
        .ends(1)
        .shows(&["session after, play 3, "]);
    diff(&["--repeat", "1:4"]).fails(2, &["no play 4", "1 to 3"]);
    diff(&["--repeat", "0"]).fails(2, &["e.g. 1:3"]);
    // The command that a comparison shows finds it.
    let compared = mpdbg.run(&["compare", "before", "after"]).ends(1);
    compared.shows(&[
        "life::nondeterministic",
        "$ mpdbg diff after after tone.mp3",
        "audio written",
    ]);
    mpdbg.run(&["diff", "before", "after"]).ends(1).shows(&[
        "tone.mp3",
        "life::nondeterministic",
        "$ mpdbg diff after after tone.mp3",
    ]);
    mpdbg
        .run(&["--session", "after", "compare", "before", "after"])
        .fails(2, &["does not take --session"]);
}

#[test]
fn a_player_that_is_replaced_while_a_session_is_recorded_is_noticed() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let other = other_build(dir.path());
    let player = other.to_str().unwrap();
    for name in ["pure", "mixed"] {
        mpdbg.run(&["new", name, "--player", player]).ends(0);
        mpdbg.run(&["play"]).ends(0);
    }
    // The same bytes elsewhere are the same player.
    let copy = dir.path().join("copy");
    fs::copy(&other, &copy).unwrap();
    mpdbg
        .run(&["new", "copied", "--player", copy.to_str().unwrap()])
        .ends(0);
    mpdbg.run(&["play"]).ends(0);
    let compared = mpdbg.run(&["compare", "pure", "copied"]).ends(0);
    assert!(!compared.out.contains("player\n"), "{}", compared.out);
    // mpdbg itself by its path is its own player.
    let own = env!("CARGO_BIN_EXE_mpdbg");
    mpdbg.run(&["new", "own", "--player", own]).ends(0);
    let stated = Store::new(mpdbg.sessions()).open("own").unwrap();
    assert!(stated.configuration().player.as_ref().unwrap().own);

    let mut text = fs::read_to_string(&other).unwrap();
    text.push_str("# built anew\n");
    fs::write(&other, text).unwrap();
    for _ in 0..2 {
        mpdbg
            .run(&["--session", "mixed", "play"])
            .fails(0, &["is another file than when session `mixed` was made"]);
    }
    let info = fs::read_to_string(mpdbg.session("mixed/dbg/_mpdbg_info.txt")).unwrap();
    assert_eq!(info.matches("player replaced by").count(), 1, "{info}");
    assert_eq!(info.lines().last().unwrap().trim().len(), 64, "{info}");
    mpdbg
        .run(&["compare", "pure", "mixed"])
        .ends(0)
        .shows(&["player", "then another"]);
}

/// A program that says that it is another build, and plays as this one does.
fn other_build(dir: &Path) -> PathBuf {
    let path = dir.join("other");
    let this = env!("CARGO_BIN_EXE_mpdbg");
    let text = format!(
        "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'mpdbg 9.9'; echo 'libav x'; exit; fi\nexec '{this}' \"$@\"\n"
    );
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn another_build_plays_and_is_named() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let other = other_build(dir.path());
    let player = other.to_str().unwrap();
    mpdbg
        .run(&["new", "a", "--player", player])
        .ends(0)
        .shows(&["played by", player]);
    mpdbg.run(&["run"]).ends(0);
    let recording = Recording::open(&mpdbg.session("a/dbg/tone.mp3.dbg")).unwrap();
    assert_eq!(recording.header().unwrap().player, "mpdbg 9.9");
    let info = fs::read_to_string(mpdbg.session("a/dbg/_mpdbg_info.txt")).unwrap();
    assert!(info.contains("player: mpdbg 9.9\n"), "{info}");
    assert!(info.contains("libav x") && info.contains(player), "{info}");
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["player mpdbg 9.9", player]);
    let session = Store::new(mpdbg.sessions()).open("a").unwrap();
    let stated = session.configuration().player.clone().unwrap();
    assert!(stated.program.is_absolute());
}

#[test]
fn a_player_that_cannot_play_is_found_out_before_anything_is_made() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let new = |player: &str| mpdbg.run(&["new", "a", "--player", player]);
    new("nowhere/mpdbg").fails(2, &["nowhere/mpdbg cannot be run", "hint"]);
    new("/bin/true").fails(2, &["/bin/true is no player", "hint"]);
    new("/bin/false").fails(2, &["does not say its version", "hint"]);
    new(samples.path().join("tone.mp3").to_str().unwrap()).fails(2, &["not executable", "hint"]);
    new(samples.path().to_str().unwrap()).fails(2, &["is no file", "hint"]);
    assert!(!mpdbg.session("a").exists());
    let dir = tempfile::tempdir().unwrap();
    let other = other_build(dir.path());
    new(other.to_str().unwrap()).ends(0);
    fs::remove_file(&other).unwrap();
    mpdbg.run(&["run"]).fails(2, &["cannot be run"]);
    mpdbg.run(&["summarize"]).ends(4).shows(&["INCOMPLETE"]);
}
