//! `mpdbg diff`: where two recordings part.

use std::fs;

use serde_json::Value;

use crate::harness::{Mpdbg, edit, samples_with};

const CLIP: &str = "h264-aac.mp4";

/// Two sessions of a clip, the second one on a slow machine.
fn ideal_and_slow(samples: &std::path::Path) -> Mpdbg {
    let mpdbg = Mpdbg::over(samples);
    for (name, machine) in [("ideal", "ideal"), ("slow", "slow"), ("again", "ideal")] {
        mpdbg.run(&["new", name, "--machine", machine]).ends(0);
        mpdbg.run(&["play"]).ends(0);
    }
    mpdbg
}

fn swapped(value: &Value) -> Value {
    let minus = |value: &Value| value.as_i64().map_or(Value::Null, |it| (-it).into());
    let mut value = value.clone();
    let (before, after) = (value["before"].clone(), value["after"].clone());
    (value["before"], value["after"]) = (after, before);
    for field in ["by", "most", "lasting"] {
        value[field] = minus(&value[field]);
    }
    value["lacks"] = match value["lacks"].as_str() {
        Some("before") => "after".into(),
        Some(_) => "before".into(),
        None => Value::Null,
    };
    value["words"] = Value::Null;
    value
}

#[test]
fn plays_on_other_machines_part_where_the_device_differs_and_the_same_ones_do_not() {
    let samples = samples_with(&[CLIP]);
    let mpdbg = ideal_and_slow(samples.path());
    mpdbg
        .run(&["diff", "ideal", "again", CLIP])
        .ends(0)
        .shows(&["the recordings are the same"]);
    mpdbg.run(&["diff", "ideal", "slow", CLIP]).ends(1).shows(&[
        "CAUTION: other machines were simulated",
        "they part at 0.000000 s: another sound device",
        "before, session ideal",
        "> 4 0.000000 device-opened",
        "after, session slow",
        "`--all` lists each of them",
    ]);
    let json = |one: &str, other: &str| {
        let ended = mpdbg.run(&["diff", one, other, CLIP, "--all", "--json"]);
        ended.ends(1).json().remove(0)
    };
    let (forth, back) = (json("ideal", "slow"), json("slow", "ideal"));
    assert_eq!(forth["same"], false);
    assert_eq!(forth["first"]["kind"], "device");
    let list = |value: &Value| value["divergences"].as_array().unwrap().clone();
    let mirrored: Vec<Value> = list(&forth).iter().map(swapped).collect();
    let mut back = list(&back);
    for it in &mut back {
        it["words"] = Value::Null;
    }
    assert_eq!(mirrored, back);
    let of_kinds = forth["kinds"].as_array().unwrap().iter();
    let roots: u64 = of_kinds.map(|it| it["divergences"].as_u64().unwrap()).sum();
    let all = list(&forth);
    let follow = all.iter().filter(|it| !it["follows"].is_null()).count();
    assert_eq!(roots + follow as u64, all.len() as u64);
}

#[test]
fn what_cannot_be_compared_is_said_and_a_cut_recording_is_compared_as_far_as_it_goes() {
    let samples = samples_with(&[CLIP, "tone.wav"]);
    let mpdbg = Mpdbg::over(samples.path());
    for name in ["one", "other"] {
        mpdbg.run(&["new", name]).ends(0);
        mpdbg.run(&["play"]).ends(0);
    }
    mpdbg
        .run(&["diff", "one", "othr", CLIP])
        .fails(2, &["did you mean `other`", "`mpdbg list`"]);
    mpdbg
        .run(&["diff", "one", "other", "h264.mp4"])
        .fails(2, &["has no sample `h264.mp4`", CLIP]);
    mpdbg
        .run(&["diff", "one", "other", CLIP, "--scenario", "scrub"])
        .fails(2, &["no scenario `scrub`"]);
    let recording = mpdbg
        .session("other")
        .join("dbg")
        .join(format!("{CLIP}.dbg"));
    let length = fs::metadata(&recording).unwrap().len() as usize;
    edit(&recording, |bytes| bytes.truncate(length - 8));
    mpdbg
        .run(&["diff", "one", "other", CLIP])
        .ends(0)
        .shows(&["CAUTION: the recording is damaged", "as far as they go"]);
    fs::remove_file(&recording).unwrap();
    mpdbg
        .run(&["diff", "one", "other", CLIP])
        .fails(4, &["has no recording of", "`mpdbg list`"]);
}
