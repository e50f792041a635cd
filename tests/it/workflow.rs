//! From a directory of samples to a verdict, as a person goes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::{Ended, Mpdbg, children, samples_with};

const THREE: [&str; 3] = ["corrupted.mp4", "h264-aac.mp4", "tone.mp3"];
/// A manifest that expects what `corrupted.mp4` shows.
const MANIFEST: &str = "[[sample]]\nname = \"corrupted.mp4\"\n\
    blake3 = \"8d5acc9a1c1f766d1805e22beb6431823dbff268111332b8e0849cc9ac3f1b1c\"\n\
    expects = [\"picture::corrupt\", \"life::log-errors\"]\n";

#[test]
fn a_session_is_made_played_and_judged() {
    let samples = samples_with(&THREE);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "before"])
        .ends(0)
        .shows(&["3 samples", "mpdbg run"]);
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["before (active)", "0 of 3", "never played"]);
    let run = mpdbg.run(&["run"]).ends(1);
    let run = run.shows(&[
        "NOT AS EXPECTED: 1 sample",
        "perfect plays                2",
        "protected",
    ]);
    for name in THREE {
        assert!(
            run.err.contains(&format!("] {name}: finished")),
            "{}",
            run.err
        );
    }
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["3 of 3", "raw data, reports"]);
    mpdbg
        .run(&["list"])
        .ends(0)
        .shows(&["* before", "3 of 3 recorded"]);
    let summary = fs::read_to_string(mpdbg.session("before/reports/00_summary.txt")).unwrap();
    let (shown, _thresholds) = summary.split_once("\nThresholds").unwrap();
    assert!(
        run.out.contains(shown) && !run.out.contains("Thresholds"),
        "the terminal shows what is written, without the thresholds"
    );
    assert_eq!(
        run.out.lines().last(),
        Some("verdict: NOT AS EXPECTED, 1 sample (exit code 1)")
    );
    let again = mpdbg.run(&["summarize"]).ends(1);
    assert_eq!(run.out.lines().last(), again.out.lines().last());
    for (report, there) in [
        ("03_mpdbg_info.txt", true),
        ("04_revision.txt", true),
        ("corrupted.mp4.all.txt", true),
        ("corrupted.mp4.anomalies.txt", true),
        ("h264-aac.mp4.all.txt", false),
    ] {
        let path = mpdbg.session("before/reports").join(report);
        assert_eq!(path.exists(), there, "{report}");
    }
}

#[test]
fn reports_on_a_sample_are_shown_and_kept() {
    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before"]).ends(0);
    mpdbg
        .run(&["report", "h264-aac.mp4", "all"])
        .fails(2, &["never played", "mpdbg play"]);
    mpdbg.run(&["run"]).ends(0);
    mpdbg
        .run(&["report", "--list"])
        .ends(0)
        .shows(&["all ", "anomalies", "counter", "frames"]);
    for (report, words) in [
        ("all", "frame-presented"),
        ("anomalies", "0 defects"),
        ("counter", "expected, all together"),
        ("frames", "0.040000"),
    ] {
        let shown = mpdbg
            .run(&["report", "h264-aac.mp4", report])
            .ends(0)
            .shows(&[words]);
        let path = mpdbg
            .session("before/reports")
            .join(format!("h264-aac.mp4.{report}.txt"));
        assert_eq!(fs::read_to_string(&path).unwrap(), shown.out);
        fs::write(&path, "protected\n").unwrap();
        let again = mpdbg.run(&["report", "h264-aac.mp4", report]).ends(0);
        assert_eq!(again.out, "protected\n");
    }
}

#[test]
fn a_report_in_the_place_of_ours_is_harmless() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before"]).ends(0);
    mpdbg.run(&["run"]).ends(0);
    let path = mpdbg.session("before/reports/tone.mp3.counter.txt");
    fs::write(&path, b"red \x1b[31mtext\r\n\xff end").unwrap();
    let shown = mpdbg.run(&["report", "tone.mp3", "counter"]).ends(0);
    assert_eq!(shown.out, "red \\x1b[31mtext\n\u{fffd} end\n");
    fs::remove_file(&path).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        &path,
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from(0o600),
        0,
    )
    .unwrap();
    mpdbg
        .run(&["report", "tone.mp3", "counter"])
        .fails(4, &["tone.mp3.counter.txt", "not a regular file"]);
}

#[test]
fn what_the_manifest_expects_is_no_failure() {
    let samples = samples_with(&THREE);
    fs::write(samples.path().join("manifest.toml"), MANIFEST).unwrap();
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["run", samples.path().to_str().unwrap()])
        .ends(0)
        .shows(&["AS EXPECTED"]);
    let stays_away = MANIFEST.replace("picture::corrupt", "picture::freeze");
    fs::write(samples.path().join("manifest.toml"), stays_away).unwrap();
    mpdbg
        .run(&["run", samples.path().to_str().unwrap()])
        .ends(1)
        .shows(&["expected, but stayed away"]);
    mpdbg
        .run(&["list"])
        .ends(0)
        .shows(&["  testrun_00", "* testrun_01"]);
}

#[test]
fn json_lines_add_up() {
    let samples = samples_with(&["empty.mp4", "corrupted.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before", "--json"]).ends(0);
    let run = mpdbg.run(&["run", "--json"]).ends(1);
    assert_eq!(run.err, "");
    let lines = run.json();
    let of =
        |kind: &str| -> Vec<&Value> { lines.iter().filter(|line| line["type"] == kind).collect() };
    assert_eq!(of("case").len(), 3);
    let totals = of("totals")[0];
    assert_eq!(
        (&totals["cases"], &totals["finished"]),
        (&3.into(), &2.into())
    );
    assert_eq!(
        (&totals["open_failed"], &totals["crashed"]),
        (&1.into(), &0.into())
    );
    let summary = lines.last().unwrap();
    let tally = summary["tally"].as_object().unwrap();
    let buckets: u64 = tally
        .iter()
        .filter(|(name, _)| *name != "cases")
        .map(|(_, count)| count.as_u64().unwrap())
        .sum();
    assert_eq!(buckets, tally["cases"].as_u64().unwrap());
    let status = &mpdbg.run(&["status", "--json"]).ends(0).json()[0];
    assert_eq!(
        (&status["recorded"], &status["active"]),
        (&3.into(), &true.into())
    );
    let list = &mpdbg.run(&["list", "--json"]).ends(0).json()[0];
    assert_eq!(list["session"], "before");
}

#[test]
fn quiet_says_nothing_but_the_verdict() {
    let samples = samples_with(&["corrupted.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let verdict = "verdict: NOT AS EXPECTED, 1 sample (exit code 1)\n";
    for (arguments, code, out) in [
        (["-q", "new", "a"].as_slice(), 0, ""),
        (&["-q", "run"], 1, verdict),
    ] {
        let ended = mpdbg.run(arguments).ends(code);
        assert_eq!((ended.out.as_str(), ended.err.as_str()), (out, ""));
    }
}

/// Runs mpdbg and makes each of its players crash.
fn with_crashes(mpdbg: &Mpdbg, arguments: &[&str]) -> Option<i32> {
    let mut run = mpdbg.spawn(arguments);
    loop {
        if let Some(status) = run.try_wait().unwrap() {
            return status.code();
        }
        for player in children(&run) {
            // It may have ended by itself in between.
            let _ = kill_process(player, Signal::SEGV);
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_crash_to_the_last_is_retried_kept_and_told() {
    if !Path::new("/proc/self/task").is_dir() {
        println!("skipped: the test finds players through /proc, which is not here");
        return;
    }
    let samples = samples_with(&["h264-aac.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    // So slow that no player ends before it is made to crash.
    mpdbg
        .run(&["new", "crashing", "--clock", "real", "--audio", "null"])
        .ends(0);
    assert_eq!(with_crashes(&mpdbg, &["play"]), Some(3));
    mpdbg.run(&["status"]).ends(0).shows(&[
        "2 of 2",
        "always: h264-aac.mp4, tone.mp3",
        "retries: 0",
    ]);
    assert_eq!(with_crashes(&mpdbg, &["retry-crashed", "1"]), Some(3));
    mpdbg
        .run(&["retry-crashed", "1"])
        .ends(3)
        .shows(&["nothing crashed that has a retry left"]);
    let run = mpdbg.run(&["run", "--retries", "1"]).ends(3);
    run.shows(&[
        "CRASHED: 2 samples",
        "always crashed 2",
        "crashed with SIGSEGV",
        "total retries 2",
    ]);
    let dbg = mpdbg.session("crashing/dbg");
    for file in ["tone.mp3.dbg", "tone.mp3.retry-1.dbg"] {
        assert!(dbg.join(file).exists(), "{file}");
    }
    let crashes: Value =
        serde_json::from_slice(&fs::read(dbg.join("_crashes.json")).unwrap()).unwrap();
    assert_eq!(crashes["total_retries"], 2);
    assert_eq!(crashes["always_crashed"].as_array().unwrap().len(), 2);
}

#[test]
fn a_crash_that_does_not_come_again_is_no_crash_to_the_last() {
    if !Path::new("/proc/self/task").is_dir() {
        println!("skipped: the test finds players through /proc, which is not here");
        return;
    }
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["new", "once", "--clock", "real", "--audio", "null"])
        .ends(0);
    assert_eq!(with_crashes(&mpdbg, &["play"]), Some(3));
    let run = mpdbg.run(&["run"]);
    assert!(run.err.contains("1 retried: 1 finished"), "{}", run.err);
    assert!(run.code < 2, "{}", run.err);
    run.shows(&["sometimes crashed 1", "always crashed 0", "total retries 1"]);
}

/// Starts a run that takes seconds of real time, and waits until the first of its two samples is done
/// and the second one plays.
fn slow_run(mpdbg: &Mpdbg) -> (Child, BufReader<impl Read + use<>>) {
    let list = mpdbg.sessions().join("list.txt");
    fs::write(&list, "empty.mp4\ntone.mp3\n").unwrap();
    let list = list.to_str().unwrap();
    mpdbg
        .run(&["new", "slow", list, "--clock", "real", "--audio", "null"])
        .ends(0);
    let mut run = mpdbg
        .command(&["run", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(run.stdout.take().unwrap());
    let mut first = String::new();
    lines.read_line(&mut first).unwrap();
    assert!(first.contains("empty.mp4"), "{first}");
    let recording = mpdbg.session("slow/dbg/tone.mp3.dbg");
    while !fs::metadata(&recording).is_ok_and(|file| file.len() > 2000) {
        assert!(
            run.try_wait().unwrap().is_none(),
            "it ended before it could be interrupted"
        );
        std::thread::yield_now();
    }
    (run, lines)
}

fn signal(run: &Child, signal: Signal) {
    kill_process(Pid::from_raw(run.id() as i32).unwrap(), signal).unwrap();
}

#[test]
fn an_interrupted_run_says_so_and_goes_on_later() {
    let samples = samples_with(&["empty.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let (mut run, mut lines) = slow_run(&mpdbg);
    signal(&run, Signal::INT);
    let mut rest = String::new();
    lines.read_to_string(&mut rest).unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(4), "{rest}");
    assert!(rest.contains(r#""outcome":"interrupted""#), "{rest}");
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["1 of 2, 1 interrupted", "protected    nothing"]);
    let summary = fs::read_to_string(mpdbg.session("slow/reports/00_summary.txt")).unwrap();
    assert!(summary.contains("INTERRUPTED"), "{summary}");
    let again = mpdbg.run(&["run"]);
    assert!(
        again.err.contains("[1/1] tone.mp3: finished"),
        "{}",
        again.err
    );
    assert!(mpdbg.session("slow/dbg/tone.mp3.retry-1.dbg").exists());
    mpdbg
        .run(&["status"])
        .ends(0)
        .shows(&["2 of 2", "raw data, reports"]);
}

#[test]
fn a_second_interrupt_stops_at_once_and_leaves_the_session_whole() {
    let samples = samples_with(&["empty.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    let (mut run, _lines) = slow_run(&mpdbg);
    signal(&run, Signal::TERM);
    signal(&run, Signal::INT);
    assert_eq!(run.wait().unwrap().code(), Some(4));
    mpdbg.run(&["status"]).ends(0).shows(&["1 of 2"]);
    mpdbg.run(&["list"]).ends(0).shows(&["1 of 2 recorded"]);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before"]).ends(0);
    for arguments in [
        &["list"][..],
        &["status"],
        &["help"],
        &["run", "--json"],
        &["--help"],
    ] {
        let mut child = mpdbg
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
    mpdbg.run(&["status"]).ends(0).shows(&["1 of 1"]);
}

#[test]
fn colours_are_for_terminals_and_for_those_who_insist() {
    let samples = samples_with(&["tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg.run(&["new", "before"]).ends(0);
    mpdbg.run(&["play"]).ends(0);
    let coloured = mpdbg
        .command(&["summarize"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert!(coloured.stdout.contains(&0x1b));
    // Refuses escape sequences.
    Ended::of(&mut mpdbg.command(&["summarize"])).ends(0);
}
