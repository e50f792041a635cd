//! What plays of one build differ by, and the history of a measure.

use std::fs;

use serde_json::Value;

use crate::harness::{Mpdbg, samples_with};

/// A machine on which every picture of a clip is late.
const CRAWLING: &str = "name = \"crawling\"\n[decode]\npicture_us = 60000\n";

/// Sessions `one` and `two` of the same build, and `three` on a machine that is too slow.
fn three_sessions() -> (tempfile::TempDir, Mpdbg) {
    let samples = samples_with(&["h264-aac.mp4", "tone.wav"]);
    let machine = samples.path().join("crawling.toml");
    fs::write(&machine, CRAWLING).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    for name in ["one", "two"] {
        mpdbg.run(&["new", name]).ends(0);
        mpdbg.run(&["run"]).ends(0);
    }
    let machine = machine.to_str().unwrap();
    mpdbg.run(&["new", "three", "--machine", machine]).ends(0);
    mpdbg.run(&["run"]).ends(1);
    (samples, mpdbg)
}

#[test]
fn sessions_of_one_build_report_no_regression_and_another_one_does() {
    let (_samples, mpdbg) = three_sessions();
    mpdbg
        .run(&["noise", "check", "one", "two"])
        .ends(0)
        .shows(&[
            "1 pairs of 2 sessions: a regression in 0, nothing regressed in 1",
            "2 cases of these pairs: 2 compared (2 the same, 0 otherwise), 0 not, since other work",
            "4 plays of the sessions: other work held up 0",
        ]);
    mpdbg
        .run(&["noise", "check", "one", "two", "three"])
        .ends(1)
        .shows(&[
            "3 pairs of 3 sessions: a regression in 2,",
            "three against one: h264-aac.mp4 (",
        ]);
    mpdbg
        .run(&["noise", "check", "one", "four"])
        .fails(2, &["four"]);
    mpdbg.run(&["noise", "check", "one"]).ends(2);
}

#[test]
fn history_tells_a_change_from_another_machine() {
    let (_samples, mpdbg) = three_sessions();
    // Another machine is no change of the player, and a second session of it none either.
    mpdbg.run(&["history", "h264-aac.mp4"]).ends(0).shows(&[
        "h264-aac.mp4: defects in 3 sessions, oldest first",
        "machine crawling, ",
        "no change",
    ]);
    mpdbg
        .run(&["history", "tone.wav"])
        .ends(0)
        .shows(&["no change"]);
    // A session with other samples lacks it, and says so.
    let list = mpdbg.sessions().join("list");
    fs::write(&list, "tone.wav\n").unwrap();
    let list = list.to_str().unwrap();
    mpdbg.run(&["new", "four", list]).ends(0);
    let ended = mpdbg.run(&["--json", "history", "h264-aac.mp4"]).ends(0);
    let points = ended.json();
    let told = |name: &str| -> Vec<Value> { points.iter().map(|it| it[name].clone()).collect() };
    assert_eq!(told("session"), ["one", "two", "three", "four"]);
    assert_eq!(told("changed"), [false; 4]);
    assert_eq!(points[1]["apart"], Value::Null);
    assert_eq!(points[3]["lacks"], true);
    assert_eq!(points[3]["remark"], "does not have it");
    assert!(points[3]["defects"].is_null());
    let rule = points[2]["defects"]["rules"].as_object().unwrap();
    let (id, count) = rule.iter().next().unwrap();
    let ended = mpdbg.run(&["--json", "history", id]).ends(0);
    let points = ended.json();
    assert_eq!(points[2]["defects"]["mean"], *count, "{id}");
    assert_eq!(points[2]["defects"]["cases_with"], 1);
    assert!(points[0]["defects"]["worst"][id].is_null(), "{}", points[0]);
    assert_eq!(points[2]["apart"], "machine crawling");
    mpdbg
        .run(&["history", "h264-aac.mp4"])
        .ends(0)
        .shows(&["`four` does not have it"]);
    // A session that cannot be read is listed, whatever is looked at.
    fs::write(mpdbg.session("one").join("configuration.json"), "{").unwrap();
    for measure in ["h264-aac.mp4", id.as_str()] {
        let ended = mpdbg.run(&["history", measure]).ends(0);
        ended.shows(&["one", "cannot be read: "]);
    }
}

#[test]
fn the_nearest_measure_is_named() {
    let (_samples, mpdbg) = three_sessions();
    mpdbg
        .run(&["history", "h264-acc.mp4"])
        .fails(2, &["did you mean `h264-aac.mp4`?"]);
    mpdbg
        .run(&["history", "picture::lat"])
        .fails(2, &["did you mean `picture::late`?"]);
    mpdbg
        .run(&["--session", "one", "history", "picture::late"])
        .ends(2);
}

#[test]
fn noise_is_measured_in_a_session_of_its_own() {
    let samples = samples_with(&["edit-list.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "mine", "--audio", "null"]).ends(0);
    let ended = mpdbg.run(&["noise", "--repeat", "2"]);
    let path = mpdbg.session("noise_00").join("configuration.json");
    let configuration: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    assert_eq!(configuration["clock"], "real");
    assert_eq!(configuration["repeats"], 2);
    let noise = mpdbg.sessions().join("noise.json");
    if ended.code == 0 {
        let noise: Value = serde_json::from_slice(&fs::read(noise).unwrap()).unwrap();
        let case = &noise["floors"][0]["noise"]["cases"][0];
        assert_eq!(
            (&case["case"], &case["plays"]),
            (&"edit-list.mp4".into(), &2.into())
        );
        assert!(case["worst"].is_array(), "{case}");
        let place = &noise["floors"][0]["place"];
        assert_eq!(place["at_once"], 1);
        assert_eq!(place["thresholds"]["late_ms"], 20);
    } else {
        // A computer that is busy cannot measure, and does not pretend to.
        ended.fails(4, &["held up", "measure when nothing else runs"]);
        assert!(!noise.exists());
    }
    mpdbg.run(&["status"]).ends(0).shows(&["mine (active)"]);
}

#[test]
fn a_damaged_record_is_told_before_anything_is_played() {
    let samples = samples_with(&["edit-list.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "mine"]).ends(0);
    fs::write(mpdbg.sessions().join("noise.json"), "{").unwrap();
    mpdbg
        .run(&["noise"])
        .fails(4, &["noise.json is damaged", "remove it"]);
    assert!(!mpdbg.session("noise_00").exists());
}
