//! Profiles, rules, machines, expectations, and judging again.

use std::fs;
use std::path::Path;

use mpdbg_analysis::Observed;
use mpdbg_session::Recording;
use serde_json::Value;

use crate::harness::{Mpdbg, samples_with};

/// The files of a directory with their content, to see that nothing was written.
fn content(dir: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = walk(dir)
        .into_iter()
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn every_rule_is_listed_and_explained() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["defects"]).ends(0).shows(&[
        "picture::late",
        "threshold: more than 20 ms (late_ms)",
        "needs: which pictures it presents; when pictures are due",
    ]);
    let listed = mpdbg.run(&["defects", "--json"]).ends(0).json();
    assert_eq!(listed.len(), mpdbg_analysis::RULES.len());
    let drift = |it: &&Value| it["rule"] == "picture::late";
    assert!(listed.iter().find(drift).unwrap()["meaning"].is_string());
    mpdbg.run(&["explain", "picture::late"]).ends(0).shows(&[
        "where to look",
        "late_ms  default 20  strict 10  lenient 45",
    ]);
    let one = mpdbg
        .run(&["explain", "picture::late", "--json"])
        .ends(0)
        .json();
    assert_eq!(one[0]["type"], "rule");
    mpdbg.run(&["explain", "picture::lat"]).fails(
        2,
        &[
            "no rule `picture::lat`; did you mean `picture::late`?",
            "mpdbg defects",
        ],
    );
}

#[test]
fn profiles_and_machines_that_cannot_be() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let negative = file("negative.toml", "name = \"x\"\n\nlate_ms = -3\n");
    let unknown = file("unknown.toml", "lat_ms = 3\n");
    let broken = file("broken.toml", "late_ms = \n");
    let jitter = file("jitter.toml", "[decode]\njitter_percent = 101\n");
    for (option, value, words) in [
        (
            "--profile",
            negative.as_str(),
            "line 3, column 11: late_ms is negative",
        ),
        (
            "--profile",
            &unknown,
            "line 1, column 1: unknown key `lat_ms`; did you mean `late_ms`?",
        ),
        ("--profile", &broken, "line 1, column"),
        (
            "--profile",
            "strikt",
            "no profile `strikt`; did you mean `strict`?",
        ),
        (
            "--profile",
            "./gone.toml",
            "cannot read the profile `./gone.toml`",
        ),
        (
            "--machine",
            &jitter,
            "line 2, column 18: jitter_percent is not between 0 and 100",
        ),
        (
            "--machine",
            "slwo",
            "no machine `slwo`; did you mean `slow`?",
        ),
    ] {
        mpdbg.run(&["new", "a", option, value]).fails(2, &[words]);
    }
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);
    mpdbg.run(&["new", "a"]).ends(0);
    for command in ["summarize", "recheck"] {
        let words = "late_ms is negative";
        mpdbg
            .run(&[command, "--profile", &negative])
            .fails(2, &[words]);
    }
    mpdbg
        .run(&["machine"])
        .ends(0)
        .shows(&["ideal", "desktop", "slow"]);
    mpdbg
        .run(&["machine", "show", "slow"])
        .ends(0)
        .shows(&["pixel_ps = 22000"]);
    mpdbg
        .run(&["machine", "show", "fast"])
        .fails(2, &["no machine `fast`"]);
    mpdbg
        .run(&["machine", "measure"])
        .fails(2, &["not played on the real clock", "--clock real"]);
}

const TRUNCATED: &str = "[[sample]]\nname = \"truncated.mp4\"\nexpects = [\"life::log-errors\"]\n";

#[test]
fn a_session_may_expect_more_than_its_manifest() {
    let samples = samples_with(&["truncated.mp4", "tone.mp3"]);
    fs::write(samples.path().join("manifest.toml"), TRUNCATED).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a"]).ends(0);
    mpdbg
        .run(&["run"])
        .ends(1)
        .shows(&["picture::tail-missing 1 not expected"]);
    let own = mpdbg.session("a").join("expectations.toml");
    let expect = |sample: &str, rule: &str, more: &str| {
        let text = format!(
            "[[sample]]\nname = \"{sample}\"\n[[sample.expects]]\nrule = \"{rule}\"\nreason = \"cut\"\n{more}"
        );
        fs::write(&own, text).unwrap();
    };
    expect(
        "truncated.mp4",
        "picture::tail-missing",
        "link = \"https://example.org/1\"\n",
    );
    mpdbg.run(&["summarize"]).ends(0).shows(&[
        "picture::tail-missing 1 expected",
        "expected: cut, https://example.org/1",
    ]);
    expect(
        "truncated.mp4",
        "picture::tail-missing",
        "expires = \"2026-01-01\"\n",
    );
    mpdbg
        .run(&["summarize"])
        .ends(1)
        .shows(&["picture::tail-missing was expected until 2026-01-01 (cut)"]);
    expect("tone.mp3", "sound::gap", "expires = 9999-12-31\n");
    mpdbg.run(&["summarize"]).ends(1).shows(&[
        "sound::gap 0 expected, but stayed away",
        "expected until 9999-12-31: cut",
    ]);
    for (sample, rule, more, words) in [
        (
            "truncatd.mp4",
            "sound::gap",
            "",
            "no sample `truncatd.mp4`; did you mean `truncated.mp4`?",
        ),
        ("tone.mp3", "sound::gaps", "", "did you mean `sound::gap`?"),
        (
            "tone.mp3",
            "sound::gap",
            "expires = \"2026-02-30\"\n",
            "`2026-02-30` is not a day",
        ),
        (
            "tone.mp3",
            "sound::gap",
            "scenario = \"seek-back\"\n",
            "no such scenario",
        ),
        (
            "tone.mp3",
            "sound::gap",
            "until = \"2026-12-31\"\n",
            "line 6, column 1: unknown key `until`",
        ),
    ] {
        expect(sample, rule, more);
        for command in [&["summarize"][..], &["run"], &["recheck"]] {
            mpdbg.run(command).fails(2, &["expectations.toml", words]);
        }
    }
}

#[test]
fn a_recheck_says_what_another_profile_changes_and_writes_nothing() {
    let samples = samples_with(&["tone.flac", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let slow_start = dir.path().join("slow-start.toml");
    fs::write(
        &slow_start,
        "blocked_reads = [{ at_ms = 0, for_ms = 1500 }]\n",
    )
    .unwrap();
    let slow_start = slow_start.to_str().unwrap();
    mpdbg.run(&["new", "a", "--machine", slow_start]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    let before = content(&mpdbg.session("a"));
    mpdbg
        .run(&["recheck"])
        .ends(0)
        .shows(&["unchanged\n", "verdict: AS EXPECTED"]);
    mpdbg
        .run(&["recheck", "a", "--profile", "strict"])
        .ends(1)
        .shows(&[
            "now   judged by mpdbg",
            "with the profile strict",
            "start_up_ms was 2000 and is 1000",
            "tone.mp3\n  was perfect plays, is plays with defects\n  + timing::start-up 1\n",
            "2 changed, 0 unchanged",
        ]);
    let told = mpdbg
        .run(&["recheck", "--profile", "strict", "--json"])
        .ends(1)
        .json();
    assert_eq!(
        told[0]["changes"][1]["rules"][0]["rule"],
        "timing::start-up"
    );
    assert_eq!(told[0]["before"]["profile"]["name"], "default");
    // What is shown is judged otherwise than what is kept.
    let shown = ["report", "tone.mp3", "--profile", "strict"];
    mpdbg.run(&shown).ends(0).shows(&["timing::start-up"]);
    assert_eq!(content(&mpdbg.session("a")), before);
    let verdict = mpdbg.session("a").join("reports/_verdict.json");
    fs::write(&verdict, "{").unwrap();
    mpdbg.run(&["recheck"]).fails(4, &["_verdict.json"]);
    fs::remove_file(&verdict).unwrap();
    mpdbg
        .run(&["recheck"])
        .fails(0, &["no verdict is kept", "mpdbg summarize"]);
    mpdbg.run(&["recheck", "b"]).fails(2, &["no session `b`"]);
}

#[test]
fn a_session_keeps_the_profile_that_it_was_made_with() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "a", "--profile", "strict"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    let summary = fs::read_to_string(mpdbg.session("a").join("reports/00_summary.txt")).unwrap();
    assert!(summary.contains("Thresholds: profile strict"), "{summary}");
    let told = mpdbg
        .run(&["summarize", "--profile", "lenient", "--json"])
        .ends(0)
        .json();
    assert_eq!(told[0]["profile"]["name"], "lenient");
}

#[test]
fn a_simulated_machine_is_found_again_from_its_recordings() {
    let samples = samples_with(&["h264-aac.mp4", "vp9-opus.webm"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let machine = dir.path().join("known.toml");
    let costs = "pixel_ps = 20000\nsample_ns = 60\nkey_percent = 150\njitter_percent = 10\n\
                 codec_percent = { vp9 = 200, opus = 50 }";
    fs::write(&machine, format!("[decode]\n{costs}\n")).unwrap();
    let machine = machine.to_str().unwrap();
    mpdbg.run(&["new", "a", "--machine", machine]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    let mut observed = Observed::default();
    for sample in ["h264-aac.mp4", "vp9-opus.webm"] {
        let path = mpdbg.session("a").join(format!("dbg/{sample}.dbg"));
        observed.take(Recording::open(&path).unwrap().events());
    }
    let fitted = observed.fitted().machine.decode;
    let near = |found: u32, wanted: u32| found.abs_diff(wanted) * 100 <= wanted * 4;
    // One of the two codecs is the measure of the other, whichever was decoded more often.
    let each = |codec: &str| fitted.codec_percent.get(codec).copied().unwrap_or(100);
    let (h264, vp9) = (each("h264"), each("vp9"));
    assert!(near(fitted.pixel_ps / 100 * h264, 20_000), "{fitted:?}");
    assert!(near(fitted.pixel_ps / 100 * vp9, 40_000), "{fitted:?}");
    assert!(near(fitted.sample_ns * each("aac"), 6_000), "{fitted:?}");
    assert!(near(fitted.sample_ns * each("opus"), 3_000), "{fitted:?}");
    assert!((9..=11).contains(&fitted.jitter_percent), "{fitted:?}");
}

#[test]
fn a_machine_that_is_too_slow_is_so_every_time_alike() {
    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let dir = tempfile::tempdir().unwrap();
    let machine = dir.path().join("heavy.toml");
    // 43 ms for a picture that is shown for 40 ms.
    fs::write(
        &machine,
        "seed = 3\n[decode]\npicture_us = 43000\njitter_percent = 10\n",
    )
    .unwrap();
    let machine = machine.to_str().unwrap();
    let mut recordings = Vec::new();
    for session in ["a", "b"] {
        mpdbg.run(&["new", session, "--machine", machine]).ends(0);
        mpdbg
            .run(&["run"])
            .ends(1)
            .shows(&["picture::dropped-late", "picture::late"]);
        let path = mpdbg.session(session).join("dbg/h264-aac.mp4.dbg");
        recordings.push(Recording::open(&path).unwrap().events().to_vec());
    }
    assert_eq!(recordings[0], recordings[1]);
    mpdbg.run(&["new", "c", "--machine", "slow"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    mpdbg.run(&["new", "d", "--machine", "desktop"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
}
