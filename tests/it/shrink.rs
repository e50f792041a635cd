//! `mpdbg shrink`: the shortest steps that still show a defect.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::Stdio;

use mpdbg_model::{Action, ScenarioName};
use mpdbg_sample::parse_scenario;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::harness::{Mpdbg, samples_with};

/// A sample of a few seconds, and a machine that stalls only after eight.
struct Bed {
    samples: tempfile::TempDir,
    machine: PathBuf,
}

impl Bed {
    fn new() -> (Self, Mpdbg) {
        let samples = samples_with(&["h264-aac.mp4"]);
        let machine = samples.path().join("stalls.toml");
        fs::write(&machine, "[[stalls]]\nat_ms = 8000\nfor_ms = 500\n").unwrap();
        let mpdbg = Mpdbg::over(samples.path());
        (Self { samples, machine }, mpdbg)
    }

    /// Volume up and down, and in between all of it twice again.
    fn write_scenario(&self) {
        let dir = self.samples.path().join("scenarios");
        fs::create_dir_all(&dir).unwrap();
        let quiet = "[[step]]\nwait = \"50ms\"\ndo = \"volume\"\npercent = 50\n";
        let again = "[[step]]\nwait = \"50ms\"\ndo = \"loop\"\ntimes = 2\n";
        let text = [
            "summary = \"mine\"\n",
            &quiet.repeat(5),
            again,
            &quiet.repeat(5),
        ];
        fs::write(dir.join("mine.toml"), text.concat()).unwrap();
    }

    fn machine(&self) -> &str {
        self.machine.to_str().unwrap()
    }

    fn scenario(&self, name: &str) -> PathBuf {
        let file = format!("scenarios/{name}.toml");
        self.samples.path().join(file)
    }
}

#[test]
fn the_guilty_step_is_left_and_can_be_played() {
    let (bed, mpdbg) = Bed::new();
    bed.write_scenario();
    let shrink = ["shrink", "h264-aac.mp4", "--scenario", "mine", "--machine"];
    let shrink = [&shrink[..], &[bed.machine()]].concat();
    mpdbg
        .run(&shrink)
        .ends(0)
        .shows(&["shows with 1 of 11 steps", "--scenario mine-shrunk"]);
    let text = fs::read_to_string(bed.scenario("mine-shrunk")).unwrap();
    let scenario = parse_scenario(&ScenarioName::parse("x").unwrap(), &text).unwrap();
    let actions: Vec<Action> = scenario.steps.iter().map(|step| step.action).collect();
    assert_eq!(actions, [Action::Loop { times: 2 }]);
    assert!(text.starts_with(
        "# What is left of the 11 steps of the scenario mine.\n# Shows in h264-aac.mp4: "
    ));
    // Nothing but the file is left behind.
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);

    let again = mpdbg.run(&[&shrink[..], &["--json"]].concat()).ends(0);
    let line: &Value = &again.json()[0];
    assert_eq!(
        (&line["steps_before"], &line["steps"]),
        (&11.into(), &1.into())
    );
    assert!(line["plays"].as_u64().unwrap() < 20, "{line}");
    assert!(
        line["file"]
            .as_str()
            .unwrap()
            .ends_with("mine-shrunk-2.toml")
    );
    let rule = line["rule"].as_str().unwrap();

    let new = [
        "new",
        "s",
        "--scenario",
        "mine-shrunk",
        "--machine",
        bed.machine(),
    ];
    mpdbg.run(&new).ends(0);
    mpdbg.run(&["run"]).ends(1).shows(&[rule]);
}

#[test]
fn what_shows_in_plain_playing_needs_no_scenario() {
    let samples = samples_with(&["truncated.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let shrink = ["shrink", "truncated.mp4", "--scenario", "pause-resume"];
    mpdbg
        .run(&shrink)
        .ends(0)
        .shows(&["with 0 of 6 steps (2 plays)", "needs no scenario"]);
    assert!(!samples.path().join("scenarios").exists());
}

#[test]
fn without_a_defect_nothing_is_written() {
    let (bed, mpdbg) = Bed::new();
    let shrink = ["shrink", "h264-aac.mp4", "--scenario", "pause-resume"];
    mpdbg
        .run(&shrink)
        .ends(0)
        .shows(&["h264-aac.mp4 [pause-resume] shows no defect; nothing to shrink"]);
    let json = mpdbg.run(&[&shrink[..], &["--json"]].concat()).ends(0);
    assert_eq!(
        (&json.json()[0]["rule"], &json.json()[0]["file"]),
        (&Value::Null, &Value::Null)
    );
    let late = ["--machine", bed.machine(), "--rule", "sound::checksum"];
    let loops = ["shrink", "h264-aac.mp4", "--scenario", "loop-twice"];
    mpdbg
        .run(&[&loops[..], &late].concat())
        .ends(0)
        .shows(&["shows no sound::checksum, but "]);
    assert!(!samples_of(&bed).contains(&"scenarios".to_owned()));
}

fn samples_of(bed: &Bed) -> Vec<String> {
    let entries = fs::read_dir(bed.samples.path()).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn what_cannot_be_shrunk_is_refused_with_what_was_meant() {
    let samples = samples_with(&["h264-aac.mp4", "tone.mp3"]);
    let mpdbg = Mpdbg::over(samples.path());
    fs::write(samples.path().join("mine"), "precious").unwrap();
    let mine = samples.path().join("mine");
    let mine = mine.to_str().unwrap();
    for (arguments, words) in [
        (
            "h264-aca.mp4 --scenario scrub",
            "did you mean `h264-aac.mp4`?",
        ),
        ("../x --scenario scrub", "../x"),
        ("h264-aac.mp4 --scenario scrob", "did you mean `scrub`?"),
        ("h264-aac.mp4 --scenario all", "takes one scenario"),
        ("h264-aac.mp4 --scenario scrub --seed 1", "--seed goes with"),
        ("h264-aac.mp4", "--scenario"),
        (
            "h264-aac.mp4 --scenario scrub --rule picture::lat",
            "did you mean `picture::late`?",
        ),
        (
            "h264-aac.mp4 --scenario scrub --machine slow --clock real",
            "--machine goes with the virtual clock",
        ),
        ("tone.mp3 --scenario scrub", "does not apply to `tone.mp3`"),
        (
            "h264-aac.mp4 --scenario scrub --session s",
            "does not take --session",
        ),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        mpdbg
            .run(&[&["shrink"][..], &arguments].concat())
            .fails(2, &[words]);
    }
    mpdbg
        .run(&[
            "shrink",
            "h264-aac.mp4",
            "--scenario",
            "scrub",
            "--output",
            mine,
        ])
        .fails(2, &["is there already"]);
    assert_eq!(fs::read_to_string(mine).unwrap(), "precious");
}

/// With a broken player: a seek in a pause, somewhere among the steps, lands elsewhere.
#[cfg(feature = "lab")]
#[test]
fn forty_random_steps_with_a_guilty_pair_become_three() {
    use mpdbg_sample::random_scenario;

    let samples = samples_with(&["h264-aac.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let long = |seed: &u64| random_scenario(*seed).steps.len() == 40;
    let mut shrunk = 0;
    for seed in (0..1000).filter(long).take(4) {
        let seed = seed.to_string();
        let ended = mpdbg.run(&[
            "shrink",
            "h264-aac.mp4",
            "--json",
            "--scenario",
            "random",
            "--seed",
            &seed,
            "--rule",
            "seek::landing",
            "--fault",
            "seek-in-pause-far-off",
        ]);
        let line = ended.ends(0).json().remove(0);
        if line["rule"].is_null() {
            continue;
        }
        shrunk += 1;
        assert_eq!(line["steps_before"], 40);
        assert!(line["steps"].as_u64().unwrap() <= 3, "{line}");
    }
    assert!(shrunk > 0, "the fault shows in none of them");
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    let samples = samples_with(&["truncated.mp4"]);
    let mpdbg = Mpdbg::over(samples.path());
    let work = tempfile::tempdir().unwrap();
    // On the wall clock, so that there is something to interrupt.
    let arguments = "shrink truncated.mp4 --scenario pause-resume --clock real --audio null";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let mut run = mpdbg
        .command(&arguments)
        .env("TMPDIR", work.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let plays = || {
        let entries = fs::read_dir(work.path()).unwrap();
        let recording = "play-1/dbg/_scenario/pause-resume/truncated.mp4.dbg";
        entries
            .flatten()
            .any(|it| it.path().join(recording).exists())
    };
    while !plays() {
        assert!(run.try_wait().unwrap().is_none(), "it ended before");
        std::thread::yield_now();
    }
    kill_process(Pid::from_raw(run.id() as i32).unwrap(), Signal::INT).unwrap();
    let mut said = String::new();
    run.stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(4), "{said}");
    assert!(said.contains("interrupted; nothing was written"), "{said}");
    assert_eq!(fs::read_dir(work.path()).unwrap().count(), 0);
    assert!(!samples.path().join("scenarios").exists());
}
