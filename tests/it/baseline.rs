//! `mpdbg baseline` and `mpdbg run --against`: one command for continuous integration.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use quick_junit::{NonSuccessKind, Report, TestCaseStatus};
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Ended, Mpdbg, samples_with};

/// A machine on which no video plays well: every picture takes longer than it is shown.
const HEAVY: &str = "name = \"heavy\"\n[decode]\npicture_us = 45000\n";

/// A file name that means something to everyone who shows it.
const HOSTILE: &str = "<script>`|&]]>%0A::error::x\n$(x)'.mp4";

struct Bench {
    samples: TempDir,
    /// A machine, a player; and no repository, so that the source cannot differ.
    aside: TempDir,
    mpdbg: Mpdbg,
}

impl Bench {
    fn over(samples: &[&str]) -> Self {
        let (samples, aside) = (samples_with(samples), tempfile::tempdir().unwrap());
        fs::write(aside.path().join("heavy.toml"), HEAVY).unwrap();
        Self {
            mpdbg: Mpdbg::over(samples.path()),
            samples,
            aside,
        }
    }

    fn aside(&self, name: &str) -> String {
        self.aside.path().join(name).to_str().unwrap().to_owned()
    }

    /// Makes a session and plays it, whatever comes of it.
    fn session(&self, name: &str, conditions: &[&str]) {
        let source = ["--source-dir", self.aside.path().to_str().unwrap()];
        let new = [&["new", name, "-q"], &source[..], conditions].concat();
        self.mpdbg.run(&new).ends(0);
        self.mpdbg.run(&["run", "-q", "--retries", "0"]);
    }

    /// The one command.
    fn against(&self, other: &str, conditions: &[&str]) -> Ended {
        let samples = self.samples.path().to_str().unwrap();
        let source = ["--source-dir", self.aside.path().to_str().unwrap()];
        let run = ["run", samples, "--retries", "0", "--against", other];
        let run = [&run, &source[..], conditions].concat();
        self.mpdbg.run(&run)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.mpdbg.sessions().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// What the `JUnit` file of a comparison says of a test.
    fn came(&self, comparison: &str, test: &str) -> String {
        let report =
            Report::deserialize_from_str(&self.text(&format!("{comparison}.xml"))).unwrap();
        let tests = &report.test_suites[0].test_cases;
        let found = tests.iter().find(|it| it.name.as_str() == test);
        match &found.unwrap_or_else(|| panic!("no {test}")).status {
            TestCaseStatus::Success { .. } => "passed".to_owned(),
            TestCaseStatus::Skipped { ty, .. } => format!("skipped {}", ty.as_deref().unwrap()),
            TestCaseStatus::NonSuccess { kind, ty, .. } => match kind {
                NonSuccessKind::Failure => format!("failure {}", ty.as_deref().unwrap()),
                NonSuccessKind::Error => format!("error {}", ty.as_deref().unwrap()),
            },
        }
    }
}

#[test]
fn one_command_plays_compares_writes_and_says_how_it_went() {
    let bench = Bench::over(&["h264-aac.mp4", "tone.mp3"]);
    bench.session("before", &[]);
    bench
        .mpdbg
        .run(&["baseline", "set", "before"])
        .ends(0)
        .shows(&["the baseline is session `before`"]);
    bench.against("baseline", &[]).ends(0).shows(&[
        "session `testrun_00` is made and active",
        "verdict: NOTHING REGRESSED",
    ]);
    for ending in ["txt", "json", "html", "md", "xml", "sarif"] {
        let path = bench.file(&format!("comparison_testrun_00_before.{ending}"));
        assert!(path.is_file(), "{}", path.display());
    }
    assert_eq!(
        bench.came("comparison_testrun_00_before", "h264-aac.mp4"),
        "passed"
    );
    assert_eq!(
        bench.came("comparison_testrun_00_before", "verdict"),
        "passed"
    );

    let heavy = bench.aside("heavy.toml");
    bench
        .against(
            "baseline",
            &["--machine", &heavy, "--ignore", "sync,timing,sound"],
        )
        .ends(1)
        .shows(&["verdict: REGRESSED: 1 of 2 cases (exit code 1)"]);
    let worse = "comparison_testrun_01_before";
    assert_eq!(bench.came(worse, "tone.mp3"), "passed");
    let failed = bench.came(worse, "h264-aac.mp4");
    assert!(failed.starts_with("failure picture::"), "{failed}");
    let markdown = bench.text(&format!("{worse}.md"));
    let first = markdown.split("<details>").next().unwrap();
    assert!(
        first.contains("picture::dropped-late") && !first.contains("tone.mp3"),
        "{first}"
    );
    let sarif: Value = serde_json::from_str(&bench.text(&format!("{worse}.sarif"))).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|it| {
        it["ruleId"] == "picture::dropped-late"
            && it["baselineState"] == "new"
            && it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "h264-aac.mp4"
    }));
}

#[test]
fn what_is_accepted_never_fails_and_is_told_when_it_is_gone() {
    let bench = Bench::over(&["h264-aac.mp4", "mpeg2-mp2.ts"]);
    let heavy = bench.aside("heavy.toml");
    bench.session("before", &[]);
    bench.session("after", &["--machine", &heavy]);
    let run = |arguments: &[&str]| bench.mpdbg.run(arguments);
    run(&["baseline", "set", "before"]).ends(0);
    run(&["compare", "baseline"]).ends(1);
    let accept = [
        "baseline",
        "update",
        "--accept",
        "h264-aac.mp4",
        "--reason",
        "slow \u{1b}[31m",
    ];
    run(&accept)
        .ends(0)
        .shows(&["accepted: picture::dropped-late on h264-aac.mp4"]);
    run(&["compare", "baseline"])
        .ends(1)
        .shows(&["REGRESSED: 1 of 2 cases"]);
    // A person edits the file; what is written there stays.
    let text = bench.text("baseline.toml");
    let text = text.replacen("[[accepted]]", "# ticket 7\n[[accepted]]", 1);
    fs::write(bench.file("baseline.toml"), text).unwrap();
    run(&["baseline", "update", "--accept", "mpeg2-mp2.ts"]).ends(0);
    assert!(
        bench
            .text("baseline.toml")
            .contains("# ticket 7\n[[accepted]]\nrule = ")
    );
    run(&["compare", "baseline"]).ends(0);
    let again = run(&["baseline", "update", "--accept", "mpeg2-mp2.ts"]);
    again.fails(
        2,
        &["nothing that is worse and not accepted yet goes by `mpeg2-mp2.ts`"],
    );
    run(&["baseline", "show"]).ends(0).shows(&[
        "baseline: session before",
        "picture::dropped-late on h264-aac.mp4: still there",
        "slow \\x1b[31m",
    ]);
    let json = run(&["baseline", "show", "--json"]).ends(0).json();
    assert_eq!(json[0]["session"], "before");
    assert_eq!(json[0]["accepted"][0]["shows"], "still");

    // The player got better.
    bench.against("baseline", &[]).fails(
        0,
        &["accepted, and no longer there: picture::dropped-late on h264-aac.mp4"],
    );
    run(&["baseline", "show"])
        .ends(0)
        .shows(&["picture::dropped-late on h264-aac.mp4: no longer there"]);
    run(&["baseline", "clear"]).ends(0);
    assert!(!bench.file("baseline.toml").exists());
    run(&["baseline", "clear"])
        .ends(0)
        .shows(&["there was no baseline"]);
}

#[test]
fn what_is_accepted_is_accepted_up_to_so_much() {
    let bench = Bench::over(&["h264-aac.mp4"]);
    let slower = bench.aside("slower.toml");
    fs::write(&slower, HEAVY.replace("45000", "60000")).unwrap();
    let heavy = bench.aside("heavy.toml");
    let run = |arguments: &[&str]| bench.mpdbg.run(arguments);
    bench.session("before", &[]);
    bench.session("after", &["--machine", &heavy]);
    run(&["baseline", "set", "before"]).ends(0);
    run(&["baseline", "update", "--accept", "h264-aac.mp4"]).ends(0);
    let text = bench.text("baseline.toml");
    assert!(text.contains("up_to = { severity = \""), "{text}");
    run(&["compare", "baseline"]).ends(0);
    bench.session("worse", &["--machine", &slower]);
    run(&["compare", "baseline"]).ends(1);
    let told = bench.text("comparison_worse_before.txt");
    assert!(told.contains("is more than was accepted: "), "{told}");
    // It shows, and more of it: its entry is not to go.
    let shown = run(&["baseline", "show"]).ends(0);
    let shown = shown.shows(&["picture::dropped-late on h264-aac.mp4: still there"]);
    assert!(!shown.out.contains("no longer there"), "{}", shown.out);
    run(&["baseline", "update", "--accept", "h264-aac.mp4"]).ends(0);
    run(&["compare", "baseline"]).ends(0);
    // What a person writes without a figure is accepted however much it is.
    let text = bench.text("baseline.toml");
    let plain = text.lines().filter(|it| !it.starts_with("up_to"));
    fs::write(
        bench.file("baseline.toml"),
        plain.collect::<Vec<_>>().join("\n"),
    )
    .unwrap();
    run(&["compare", "baseline"]).ends(0);
}

#[test]
fn a_mistake_is_told_before_anything_is_played() {
    let bench = Bench::over(&["tone.mp3"]);
    let run = |arguments: &[&str]| bench.mpdbg.run(arguments);
    bench.against("baseline", &[]).fails(
        2,
        &["there is no baseline in", "mpdbg baseline set SESSION"],
    );
    bench
        .against("befor", &[])
        .fails(2, &["no session `befor`"]);
    assert!(!bench.file("testrun_00").exists());
    bench.session("before", &[]);
    run(&["baseline", "set", "befor"]).fails(2, &["did you mean `before`?"]);
    run(&["run", "--allow", "machine"]).fails(2, &["go with --against"]);
    run(&["baseline", "show"]).fails(2, &["there is no baseline"]);
    run(&["baseline", "set", "before"]).ends(0);
    run(&["run", "--against", "baseline"]).fails(2, &["cannot be compared with itself"]);
    run(&["baseline", "update", "--accept", "sync"]).fails(2, &["is the baseline itself"]);
    let mistake = "session = \"before\"\n[[accepted]]\nrule = \"sync::drfit\"\nreason = \"\"\ndate = \"2026-01-02\"\n";
    fs::write(bench.file("baseline.toml"), mistake).unwrap();
    bench.against("baseline", &[]).fails(
        2,
        &[
            "line 3, column 8",
            "no rule or area `sync::drfit`; did you mean `sync::drift`?",
        ],
    );
    assert!(!bench.file("testrun_00").exists());
    // The mistake is kept from being written over.
    run(&["baseline", "set", "before"]).fails(2, &["line 3, column 8"]);
}

#[test]
fn a_new_crash_is_worse_than_a_regression_and_a_known_one_is_none() {
    let bench = Bench::over(&["tone.mp3", "tone.wav"]);
    let player = bench.aside("player");
    let mpdbg = env!("CARGO_BIN_EXE_mpdbg");
    // The second player dies of the sample that is to crash.
    let plays = |crashes: &str| {
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in *{crashes}*) kill -SEGV $$ ;; esac\nexec '{mpdbg}' \"$@\"\n"
        );
        fs::write(&player, script).unwrap();
        fs::set_permissions(&player, fs::Permissions::from_mode(0o755)).unwrap();
    };
    plays("nothing-at-all");
    bench.session("before", &["--player", &player]);
    bench.mpdbg.run(&["baseline", "set", "before"]).ends(0);
    plays("tone.mp3");
    bench
        .against("baseline", &["--player", &player])
        .ends(3)
        .shows(&["CRASHED, 1 case (exit code 3)"]);
    let crashed = "comparison_testrun_00_before";
    assert_eq!(bench.came(crashed, "tone.mp3"), "error life::crash");
    assert_eq!(bench.came(crashed, "tone.wav"), "passed");

    let accept = ["baseline", "update", "--accept", "life::crash"];
    bench.mpdbg.run(&accept).ends(0);
    bench.against("baseline", &["--player", &player]).ends(0);
    assert_eq!(
        bench.came("comparison_testrun_01_before", "tone.mp3"),
        "passed"
    );

    bench.against("testrun_00", &["--player", &player]).ends(0);
    let known = bench.came("comparison_testrun_02_testrun_00", "tone.mp3");
    assert_eq!(known, "skipped crashed-on-both");

    // One that the baseline does not have fails no comparison, but the command; and so do its reports.
    let samples = bench.samples.path();
    fs::copy(samples.join("tone.wav"), samples.join("fresh.wav")).unwrap();
    plays("fresh.wav");
    let ended = bench.against("testrun_00", &["--player", &player]).ends(3);
    let ended = ended.shows(&["CRASHED, 1 case (exit code 3)"]);
    assert!(!ended.out.contains("REGRESSED: "), "{}", ended.out);
    let fresh = "comparison_testrun_03_testrun_00";
    assert_eq!(bench.came(fresh, "fresh.wav"), "error new-crash");
    assert_eq!(bench.came(fresh, "verdict"), "error verdict");
    for (ending, words) in [
        ("txt", "CRASHED, 1 case (exit code 3)"),
        ("html", "CRASHED, 1 case (exit code 3)"),
        ("md", "### Nothing regressed; CRASHED, 1 case (exit code 3)"),
        ("sarif", "\"executionSuccessful\": false"),
    ] {
        let text = bench.text(&format!("{fresh}.{ending}"));
        assert!(text.contains(words), "{ending}: {text}");
    }
}

#[test]
fn whatever_a_sample_is_called_no_report_takes_it_for_more_than_a_name() {
    let bench = Bench::over(&["h264-aac.mp4"]);
    let samples = bench.samples.path();
    fs::rename(samples.join("h264-aac.mp4"), samples.join(HOSTILE)).unwrap();
    let heavy = bench.aside("heavy.toml");
    bench.session("before", &[]);
    let options = ["--machine", &heavy];
    bench.against("before", &options).ends(1);
    let of = |ending| bench.text(&format!("comparison_testrun_00_before.{ending}"));
    for ending in ["txt", "json", "html", "md", "xml", "sarif"] {
        let text = of(ending);
        assert!(
            !text.contains(|c: char| c.is_control() && c != '\n'),
            "{ending}"
        );
        assert!(
            !text.lines().any(|line| line.trim_start().starts_with("::")),
            "{ending}"
        );
    }
    assert!(!of("html").contains("<script") && !of("xml").contains("<script"));
    let name = HOSTILE.replace('\n', "\\x0a");
    let failed = bench.came("comparison_testrun_00_before", &name);
    assert!(failed.starts_with("failure "), "{failed}");

    let plain = bench.mpdbg.run(&["compare", "before", "-q"]).ends(1);
    assert!(!plain.out.contains("::error file="), "{}", plain.out);
    let asked = bench
        .mpdbg
        .run(&["compare", "before", "-q", "--annotations"])
        .ends(1);
    let mut on_github = bench.mpdbg.command(&["compare", "before", "-q"]);
    let on_github = Ended::of(on_github.env("GITHUB_ACTIONS", "true")).ends(1);
    assert_eq!(asked.out, on_github.out);
    let annotation = asked.out.lines().next().unwrap();
    let begin = "::error file=";
    let (properties, _) = annotation
        .strip_prefix(begin)
        .unwrap()
        .split_once("::")
        .unwrap();
    let escaped = name
        .replace('%', "%25")
        .replace(':', "%3A")
        .replace(',', "%2C");
    assert!(properties.contains(&escaped), "{annotation}");
}
