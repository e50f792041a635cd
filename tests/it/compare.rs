//! `mpdbg compare`: what a change did, said by the real program about real sessions.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Ended, Mpdbg, edit, samples_with};

const SAMPLES: [&str; 3] = ["h264-aac.mp4", "mpeg2-mp2.ts", "tone.flac"];

/// A machine on which no sample plays well: every picture takes longer than it is shown.
const HEAVY: &str = "name = \"heavy\"\n[decode]\npicture_us = 45000\n";

/// Stands for mpdbg in the script of a player.
const MPDBG: &str = "MPDBG";

struct Bench {
    samples: TempDir,
    machines: TempDir,
    mpdbg: Mpdbg,
}

impl Bench {
    fn new() -> Self {
        let samples = samples_with(&SAMPLES);
        let machines = tempfile::tempdir().unwrap();
        fs::write(machines.path().join("heavy.toml"), HEAVY).unwrap();
        Self {
            mpdbg: Mpdbg::over(samples.path()),
            samples,
            machines,
        }
    }

    /// Makes a session of three samples on these conditions; nothing is played.
    fn new_session(&self, name: &str, conditions: &[&str]) {
        // Where no repository is, the source cannot differ.
        let source = ["--source-dir", self.machines.path().to_str().unwrap()];
        let arguments = [&["new", name, "-q"], &source[..], conditions].concat();
        self.mpdbg.run(&arguments).ends(0);
    }

    /// Makes a session and plays it.
    fn session(&self, name: &str, conditions: &[&str]) {
        self.new_session(name, conditions);
        let played = self.mpdbg.run(&["play", "-q"]);
        assert!([0, 1].contains(&played.code), "{}", played.err);
    }

    /// A program that plays, as a shell runs it; `MPDBG` in it is the real one.
    fn player(&self, script: &str) -> String {
        let path = self.machines.path().join("player");
        let script = script.replace(MPDBG, &format!("'{}'", env!("CARGO_BIN_EXE_mpdbg")));
        fs::write(&path, format!("#!/bin/sh\n{script}")).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn heavy(&self) -> String {
        let path = self.machines.path().join("heavy.toml");
        path.to_str().unwrap().to_owned()
    }

    /// Compares `after` with `before`.
    fn compare(&self, after: &str, before: &str, options: &[&str]) -> Ended {
        let arguments = [&["--session", after, "compare", before], options].concat();
        self.mpdbg.run(&arguments)
    }

    /// The same as JSON.
    fn json(&self, after: &str, before: &str) -> Value {
        let mut lines = self.compare(after, before, &["--json"]).json();
        assert_eq!(lines.len(), 1);
        lines.remove(0)
    }
}

/// The standings add up to the cases, and the totals to those of each session.
fn check_sums(comparison: &Value) {
    let cases = comparison["cases"].as_array().unwrap();
    let standings = comparison["standings"].as_object().unwrap();
    let sum: u64 = standings.values().map(|it| it.as_u64().unwrap()).sum();
    assert_eq!(sum, cases.len() as u64);
    for side in ["before", "after"] {
        let has = |case: &&Value| !case[format!("ended_{side}")].is_null();
        let having = cases.iter().filter(has).count() as u64;
        assert_eq!(comparison["totals"][side]["cases"], having);
        let ignored = comparison["ignored"].as_array().unwrap();
        let ignored: u64 = ignored.iter().map(|it| it[side].as_u64().unwrap()).sum();
        let compared = comparison["totals"][side]["compared"].as_u64().unwrap();
        assert_eq!(compared + ignored, having);
    }
}

fn count(comparison: &Value, standing: &str) -> u64 {
    comparison["standings"][standing].as_u64().unwrap()
}

#[test]
fn nothing_regresses_where_nothing_changed() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &[]);
    bench.compare("after", "before", &[]).ends(0).shows(&[
        "NOTHING REGRESSED",
        "same 3",
        "verdict: NOTHING REGRESSED",
    ]);
    let quiet = bench.compare("after", "before", &["-q"]).ends(0);
    assert_eq!(quiet.out, "verdict: NOTHING REGRESSED\n");
    let comparison = bench.json("after", "before");
    check_sums(&comparison);
    assert_eq!(count(&comparison, "same"), 3);
    assert_eq!(comparison["circumstances"], serde_json::json!([]));
    let written = bench.mpdbg.sessions().join("comparison_after_before.json");
    let written: Value = serde_json::from_slice(&fs::read(written).unwrap()).unwrap();
    assert_eq!(written, comparison);
    let text = bench.mpdbg.sessions().join("comparison_after_before.txt");
    assert!(fs::read_to_string(text).unwrap().contains("\nThresholds"));
}

#[test]
fn a_slower_machine_regresses_and_a_faster_one_improves() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &["--machine", &bench.heavy()]);
    let shown = bench.compare("after", "before", &["--allow", "machine"]);
    let shown = shown.ends(1).shows(&[
        "REGRESSED: 2 of 3 cases",
        "machine (allowed)",
        "before ideal",
        "after heavy",
        "new picture::dropped-late, critical, 0:00:0",
        "$ mpdbg --session after report h264-aac.mp4 anomalies",
        "$ mpdbg diff before after h264-aac.mp4",
        "verdict: REGRESSED: 2 of 3 cases (exit code 1)",
    ]);
    let verdict = shown.out.find("REGRESSED").unwrap();
    assert!(verdict < shown.out.find("What else differs").unwrap());
    let command = "mpdbg --session after report h264-aac.mp4 anomalies";
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    bench
        .mpdbg
        .run(&words)
        .ends(0)
        .shows(&["picture::dropped-late"]);

    let (there, back) = (bench.json("after", "before"), bench.json("before", "after"));
    check_sums(&there);
    check_sums(&back);
    assert_eq!((count(&there, "regressed"), count(&there, "same")), (2, 1));
    assert_eq!((count(&back, "improved"), count(&back, "same")), (2, 1));
    assert_eq!(there["totals"]["before"], back["totals"]["after"]);
    assert_eq!(there["failing"].as_array().unwrap().len(), 2);
    assert_eq!(back["verdict"], "nothing-regressed");
    bench
        .compare("before", "after", &[])
        .ends(0)
        .shows(&["NOTHING REGRESSED, 2 improved", "h264-aac.mp4: "]);
}

#[test]
fn what_counts_can_be_chosen() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &["--machine", &bench.heavy()]);
    let with = |options: &[&str]| bench.compare("after", "before", options);
    with(&["--ignore", "picture,sync,timing,sound,content"])
        .ends(0)
        .shows(&[
            "NOTHING REGRESSED",
            "ignored: picture, sync, timing, sound, content",
        ]);
    with(&["--fail-on", "life"])
        .ends(0)
        .shows(&["only these decide over the verdict: life", "regressed 2"]);
    with(&["--fail-on", "life", "--fail-on", "dropped-late"])
        .ends(1)
        .shows(&["REGRESSED"]);
    let new = with(&["--only-new"])
        .ends(1)
        .shows(&["new picture::dropped-late"]);
    assert!(!new.out.contains("besides"), "{}", new.out);
}

#[test]
fn two_things_that_differ_leave_no_clear_verdict() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &["--machine", "desktop", "--timeout", "100"]);
    bench.compare("after", "before", &[]).ends(5).shows(&[
        "NO CLEAR VERDICT",
        "machine",
        "limits",
        "timeout_ms 100000",
        "(exit code 5)",
    ]);
    let one = bench.compare("after", "before", &["--allow", "machine"]);
    one.ends(0).shows(&["machine (allowed)"]);
}

#[test]
fn what_is_not_recorded_is_not_comparable() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.new_session("after", &[]);
    bench
        .compare("after", "before", &[])
        .fails(
            5,
            &["session `after` has no recording; `mpdbg --session after play`"],
        )
        .shows(&[
            "NO CLEAR VERDICT",
            "0 of 3 cases could be compared",
            "after: never played",
        ]);
    let comparison = bench.json("after", "before");
    check_sums(&comparison);
    assert_eq!(comparison["verdict"], "unclear");
    bench
        .compare("after", "before", &["--min-comparable", "0"])
        .fails(5, &["has no recording"])
        .shows(&["3 cases that have a recording before have none after"]);
    bench
        .compare("before", "after", &["--min-comparable", "0"])
        .ends(5)
        .shows(&["0 of 3 cases could be compared"]);
}

#[test]
fn a_damaged_recording_is_named_and_the_others_are_compared() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &[]);
    let recording = bench.mpdbg.session("after").join("dbg/h264-aac.mp4.dbg");
    edit(&recording, |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0x55;
    });
    bench.compare("after", "before", &[]).ends(5).shows(&[
        "NO CLEAR VERDICT",
        "1 case that has a recording before has none after",
        "not comparable 1",
        "same 2",
        "h264-aac.mp4: before: recorded; after: recording damaged:",
    ]);
    check_sums(&bench.json("after", "before"));
}

#[test]
fn a_session_by_another_name_gives_the_same_answer() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &["--machine", &bench.heavy()]);
    let there = bench.json("after", "before");
    let renamed = bench.mpdbg.session("another name");
    fs::rename(bench.mpdbg.session("after"), renamed).unwrap();
    let mut again = bench.json("another name", "before");
    let told = again["failing"][0]["report_command"].as_str().unwrap();
    assert!(
        told.starts_with("mpdbg --session 'another name' report "),
        "{told}"
    );
    again["after"] = there["after"].clone();
    again["failing"] = there["failing"].clone();
    assert_eq!(again, there);
}

#[test]
fn a_session_is_not_compared_with_itself_and_a_copy_of_it_is_empty() {
    let bench = Bench::new();
    bench.session("one", &["--machine", &bench.heavy()]);
    // `mpdbg new` was forgotten.
    let refused = [
        "session `one` cannot be compared with itself",
        "hint",
        "mpdbg new",
    ];
    bench.mpdbg.run(&["compare", "one"]).fails(2, &refused);
    bench.compare("one", "one", &[]).fails(2, &refused);
    bench.mpdbg.run(&["baseline", "set", "one"]).ends(0);
    bench.mpdbg.run(&["compare", "baseline"]).fails(2, &refused);
    let copied = std::process::Command::new("cp")
        .arg("-R")
        .args(["one", "two"].map(|it| bench.mpdbg.session(it)))
        .status();
    assert!(copied.unwrap().success());
    bench
        .compare("two", "one", &[])
        .ends(0)
        .shows(&["same 3", "NOTHING REGRESSED"]);
    let comparison = bench.json("two", "one");
    let cases = comparison["cases"].as_array().unwrap();
    let empty = |case: &Value| case["changes"].as_array().unwrap().is_empty();
    assert!(cases.iter().all(|it| empty(it) && it["content"].is_null()));
}

#[test]
fn a_player_that_loses_the_end_promises_as_little_as_it_plays() {
    let bench = Bench::new();
    bench.session("before", &[]);
    // It sees only the beginning of every file, when it finds out what the file promises too.
    let short = bench.machines.path().join("short");
    fs::create_dir(&short).unwrap();
    for name in SAMPLES {
        let whole = fs::read(bench.samples.path().join(name)).unwrap();
        let half = &whole[..whole.len() / 2];
        // The index of an MP4 file may be at its end.
        let kept = if name == SAMPLES[0] { &whole[..] } else { half };
        fs::write(short.join(name), kept).unwrap();
    }
    let samples = fs::canonicalize(bench.samples.path()).unwrap();
    let (samples, short) = (samples.display(), short.display());
    let player = bench.player(&format!(
        "for it do shift\ncase \"$it\" in '{samples}'/*) it='{short}'/\"${{it##*/}}\" ;; esac\n\
         set -- \"$@\" \"$it\"\ndone\nexec {MPDBG} \"$@\"\n"
    ));
    bench.session("after", &["--player", &player]);
    for (after, before) in [("after", "before"), ("before", "after")] {
        let comparison = bench.json(after, before);
        let case = |sample: &str| {
            let cases = comparison["cases"].as_array().unwrap();
            let case = cases.iter().find(|it| it["sample"] == sample);
            case.unwrap().clone()
        };
        let (broken, sound) = (case("mpeg2-mp2.ts"), case("h264-aac.mp4"));
        assert_eq!(
            (&sound["standing"], &sound["remarks"]),
            (&"same".into(), &Value::Array(Vec::new()))
        );
        let standing = if after == "after" {
            "regressed"
        } else {
            "improved"
        };
        assert_eq!(broken["standing"], standing, "{broken}");
        let lost = |it: &Value| it["rule"] == "picture::tail-missing";
        let changes = broken["changes"].as_array().unwrap();
        assert!(changes.iter().any(lost), "{broken}");
        let remark = broken["remarks"].to_string();
        assert!(remark.contains("promise different things: "), "{remark}");
        assert!(remark.contains("both are judged by the longer"), "{remark}");
    }
    bench.compare("after", "before", &[]).ends(1);
}

#[test]
fn two_ffmpegs_are_compared_when_the_player_is_allowed_to_be_another_one() {
    let bench = Bench::new();
    bench.session("ff5", &[]);
    let player = bench.player(&format!(
        "if [ \"$1\" = --version ]; then\n\
         {MPDBG} --version | sed 's/libavcodec [0-9.]*/libavcodec 99.1.100/'\n\
         exit\nfi\nexec {MPDBG} \"$@\"\n"
    ));
    bench.session("ff7", &["--player", &player]);
    bench
        .compare("ff7", "ff5", &[])
        .ends(5)
        .shows(&["more than one thing differs: player, ffmpeg"]);
    bench
        .compare("ff7", "ff5", &["--allow", "player"])
        .ends(0)
        .shows(&["player (allowed)", "NOTHING REGRESSED"]);
    // Another build of the same FFmpeg is the change under test.
    let other = bench.player(&format!("exec {MPDBG} \"$@\"\n"));
    bench.session("build", &["--player", &other]);
    bench.compare("build", "ff5", &[]).ends(0);
}

#[test]
fn samples_of_one_session_only_are_new_and_gone() {
    let bench = Bench::new();
    bench.session("before", &[]);
    let other = samples_with(&["h264-aac.mp4", "tone.mp3"]);
    // Another file under the same name.
    fs::copy(
        other.path().join("tone.mp3"),
        other.path().join("tone.flac"),
    )
    .unwrap();
    let samples = other.path().to_str().unwrap();
    bench.new_session("after", &["--samples-dir", samples]);
    let played = bench.mpdbg.run(&["play", "-q"]);
    assert!([0, 1].contains(&played.code), "{}", played.err);
    let there = bench.json("after", "before");
    check_sums(&there);
    for (standing, cases) in [("same", 1), ("new", 1), ("gone", 1), ("not-comparable", 1)] {
        assert_eq!(count(&there, standing), cases, "{standing}");
    }
    let samples = &there["circumstances"][0];
    assert_eq!(samples["thing"], "samples");
    assert_eq!(
        samples["before"],
        "3, 1 that the other lacks, 1 with other bytes"
    );
    assert_eq!(samples["counts"], false);
    let back = bench.json("before", "after");
    assert_eq!((count(&back, "new"), count(&back, "gone")), (1, 1));
}

#[test]
fn the_files_go_where_they_are_wanted() {
    let bench = Bench::new();
    let long = "x".repeat(200);
    bench.new_session("before", &[]);
    bench.new_session(&long, &[]);
    let dir = tempfile::tempdir().unwrap();
    let wanted = dir.path().join("a/b");
    let option = ["--reldir", wanted.to_str().unwrap(), "-q"];
    bench
        .compare(&long, "before", &option)
        .fails(5, &["no recording"]);
    let names = |dir: &Path| -> Vec<String> {
        let entries = fs::read_dir(dir).unwrap();
        entries
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .collect()
    };
    let written = names(&wanted);
    assert!(written.len() >= 2, "{written:?}");
    assert!(written.iter().all(|it| it.starts_with("comparison_xxx")));
    assert!(
        names(bench.mpdbg.sessions())
            .iter()
            .all(|it| !it.starts_with("comparison"))
    );
    // A link in the place of a report is replaced, and what it leads to stays.
    let text = |it: &&String| it.rsplit('.').next() == Some("txt");
    let report = wanted.join(written.iter().find(text).unwrap());
    let precious = dir.path().join("precious");
    fs::write(&precious, "mine").unwrap();
    fs::remove_file(&report).unwrap();
    std::os::unix::fs::symlink(&precious, &report).unwrap();
    bench.compare(&long, "before", &option).ends(5);
    assert_eq!(fs::read_to_string(&precious).unwrap(), "mine");
    assert!(!report.is_symlink());
}

#[test]
fn what_is_not_known_is_told_with_what_is_near() {
    let bench = Bench::new();
    bench.new_session("before", &[]);
    bench.new_session("after", &[]);
    for (arguments, words) in [
        (&["befor"][..], "did you mean `before`?"),
        (&["../before"], "no session"),
        (&["before", "--allow", "machin"], "'machine'"),
        (
            &["before", "--fail-on", "picture::lat"],
            "did you mean `picture::late`?",
        ),
        (&["before", "--ignore", "pictur"], "did you mean `picture`?"),
        (
            &["before", "--ignore", "corrupt"],
            "picture::corrupt, sound::corrupt",
        ),
        (
            &["before", "--min-comparable", "1.5"],
            "not between 0 and 1",
        ),
        (&["before", "--profile", "strikt"], "did you mean `strict`?"),
        (&["before", "--reldir", "/dev/null"], "is not a directory"),
    ] {
        let arguments = [&["compare"], arguments].concat();
        bench.mpdbg.run(&arguments).fails(2, &[words]);
    }
    bench
        .mpdbg
        .run(&["--session", "afte", "compare", "before"])
        .fails(2, &["no session `afte`"]);
}

#[test]
fn plays_that_are_missing_are_told() {
    let bench = Bench::new();
    bench.session("before", &[]);
    bench.session("after", &["--repeat", "3"]);
    let second = bench.mpdbg.session("after").join("dbg/_repeat/2");
    fs::remove_file(second.join("tone.flac.dbg")).unwrap();
    bench.compare("after", "before", &[]).ends(0).shows(&[
        "repeats (does not count)",
        "before once",
        "after 3 times",
        "same 3",
        "tone.flac: 2 of 3 plays after are recorded",
    ]);
}

#[test]
fn a_crash_that_a_retry_made_good_is_a_regression() {
    let bench = Bench::new();
    let crashed = bench.machines.path().join("crashed");
    fs::create_dir(&crashed).unwrap();
    // Crashes of one sample, once.
    let player = bench.player(&format!(
        "case \"$*\" in *tone.flac*) mkdir '{}' 2>/dev/null && kill -SEGV $$ ;; esac\nexec {MPDBG} \"$@\"\n",
        crashed.display()
    ));
    bench.session("before", &["--player", &player]);
    fs::remove_dir(&crashed).unwrap();
    bench.new_session("after", &["--player", &player]);
    let run = bench.mpdbg.run(&["run", "-q"]);
    assert!([0, 1].contains(&run.code), "{}", run.err);
    assert!(crashed.is_dir());
    bench.compare("after", "before", &[]).ends(1).shows(&[
        "REGRESSED: 1 of 3 cases",
        "new life::crash",
        "crashed with SIGSEGV in 1 of 2 attempts",
    ]);
    let back = bench.json("before", "after");
    assert_eq!((count(&back, "improved"), count(&back, "same")), (1, 2));
}
