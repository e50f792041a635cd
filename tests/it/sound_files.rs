//! On a sound file no scenario shows a defect, whichever steps it takes; a machine that is too slow shows
//! what it cannot do, and nothing else.

use std::fs;

use mpdbg_media::generate::{Set, generate_some};
use serde_json::Value;

use crate::harness::{Mpdbg, own_samples, samples_with};

/// Ten samples with pictures and sound: six containers, seven codecs, B-frames, variable frame rates,
/// an edit list, a gap.
const TEN: [&str; 10] = [
    "edit-list.mp4",
    "gap.mkv",
    "h264-aac.mp4",
    "h264-b-frames.mp4",
    "mpeg2-mp2.ts",
    "mpeg4-mp3.avi",
    "negative-start.ts",
    "theora-vorbis.ogv",
    "vfr.mkv",
    "vp9-opus.webm",
];

/// The last line of the run that tells of all cases, with its rows.
fn summary(mpdbg: &Mpdbg) -> Value {
    let lines = mpdbg.run(&["run", "--jobs", "2", "--json"]).json();
    let of_summary = |line: &Value| line["type"] == "summary";
    lines.into_iter().find(of_summary).unwrap()
}

/// Plays the ten samples under random scenarios of these seeds: all end in order, and perfectly.
fn play_by_chance(seeds: std::ops::Range<u32>) {
    let samples = samples_with(&TEN);
    let mpdbg = Mpdbg::over(samples.path());
    let mut new = vec!["new".to_owned(), "chance".to_owned()];
    new.extend(["--scenario".to_owned(), "random".to_owned()]);
    for seed in seeds.clone() {
        new.extend(["--seed".to_owned(), seed.to_string()]);
    }
    mpdbg.run(&new).ends(0);
    let summary = summary(&mpdbg);
    for row in summary["rows"].as_array().unwrap() {
        let (bucket, ending) = (&row["bucket"], &row["ending"]);
        assert_eq!(
            (bucket, ending),
            (&"perfect".into(), &"finished".into()),
            "{row}"
        );
    }
    let cases = TEN.len() * seeds.len();
    assert_eq!(summary["tally"]["perfect"], cases, "{}", summary["tally"]);
    mpdbg.run(&["summarize"]).ends(0);
}

#[test]
fn ten_random_scenarios_on_ten_samples_show_no_defect() {
    play_by_chance(0..10);
}

#[test]
#[ignore = "a thousand cases take minutes"]
fn a_hundred_random_scenarios_on_ten_samples_show_no_defect() {
    play_by_chance(0..100);
}

#[test]
fn the_shipped_scenarios_show_no_defect_on_sound_samples() {
    let samples = samples_with(&TEN);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "all", "--scenario", "all"]).ends(0);
    let summary = summary(&mpdbg);
    for row in summary["rows"].as_array().unwrap() {
        let wanted = match row["scenario"].as_str().unwrap() {
            "track-switch" => "not-applicable",
            _ => "perfect",
        };
        assert_eq!(row["bucket"], wanted, "{row}");
    }
    mpdbg.run(&["summarize"]).ends(0);
}

#[test]
fn what_is_no_media_is_refused_under_every_scenario() {
    let samples = samples_with(&["empty.mp4", "no-moov.mp4"]);
    let manifest = fs::read_to_string(own_samples().join("manifest.toml")).unwrap();
    let of_both = |part: &&str| part.contains("\"empty.mp4\"") || part.contains("\"no-moov.mp4\"");
    let two: Vec<&str> = manifest.split_inclusive("\n\n").filter(of_both).collect();
    fs::write(samples.path().join("manifest.toml"), two.concat()).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "all", "--scenario", "all"]).ends(0);
    let summary = summary(&mpdbg);
    let rows = summary["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * 11);
    for row in rows {
        assert_eq!(row["bucket"], "refused-as-expected", "{row}");
    }
}

/// The rules by which a machine shows defects in a sample, and what was recorded but for the moment.
fn on_machine(mpdbg: &Mpdbg, session: &str, machine: &str) -> [(Vec<String>, Vec<u8>); 2] {
    mpdbg.run(&["new", session, "--machine", machine]).ends(0);
    let summary = summary(mpdbg);
    let rows = summary["rows"].as_array().unwrap();
    [LARGE, SMALL].map(|sample| {
        let row = rows.iter().find(|row| row["sample"] == sample).unwrap();
        let counts = row["counts"].as_array().unwrap().iter();
        let rules = counts.map(|count| count["rule"].as_str().unwrap().to_owned());
        (rules.collect(), recorded(mpdbg, session, sample))
    })
}

/// The bytes of a recording behind its two lines of text, which hold when it was started.
fn recorded(mpdbg: &Mpdbg, session: &str, sample: &str) -> Vec<u8> {
    let path = mpdbg.session(session).join(format!("dbg/{sample}.dbg"));
    let mut bytes = fs::read(path).unwrap();
    let lines = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let (end, _) = lines.take(2).last().unwrap();
    bytes.split_off(end + 1)
}

const LARGE: &str = "h264-1080p.mov";
const SMALL: &str = "h264-360p.mov";

#[test]
fn the_slow_machine_cannot_do_1080p_and_can_do_360p() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = |name: &str| name == LARGE || name == SMALL;
    generate_some(Set::Marked, wanted, dir.path()).unwrap();
    let mpdbg = Mpdbg::over(dir.path());
    let first = on_machine(&mpdbg, "first", "slow");
    assert_eq!(first[0].0, ["picture::dropped-late", "picture::late"]);
    assert!(first[1].0.is_empty(), "{:?}", first[1].0);
    let again = on_machine(&mpdbg, "again", "slow");
    assert!(first == again, "the recordings of two runs differ");
    let [large, small] = on_machine(&mpdbg, "desktop", "desktop");
    assert!(
        large.0.is_empty() && small.0.is_empty(),
        "{large:?} {small:?}"
    );
}
