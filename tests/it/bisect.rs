//! `mpdbg bisect`: the commit that brought a defect, in scratch repositories with 64 commits.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

use crate::harness::{Ended, Mpdbg, own_samples, samples_with};

/// What the truncated sample shows and the whole one does not.
const RULE: &str = "picture::tail-missing";
const COMMITS: usize = 64;

/// A repository in which each commit builds a player, and one of them brings a defect.
struct Bed {
    repository: TempDir,
    samples: TempDir,
    /// Hashes of the commits in order.
    commits: Vec<String>,
}

/// How a commit's player is made: it damages this share of the plays, or cannot be built.
#[derive(Clone, Copy, PartialEq)]
enum Player {
    Sound,
    Damaging,
    DamagingEverySecond,
    /// Counted, not by chance.
    DamagingEveryFourth,
    Crashing,
    Unbuildable,
    /// Its build ends well and makes nothing.
    Unmade,
}

fn git(dir: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@localhost"];
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(identity)
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// True where there is a git; says so where there is none.
fn has_git() -> bool {
    let found = Command::new("git").arg("--version").output().is_ok();
    if !found {
        println!("skipped: there is no git");
    }
    found
}

impl Bed {
    /// Commits in order; `player` says how each one plays.
    fn new(commits: usize, player: impl Fn(usize) -> Player) -> Self {
        let samples = samples_with(&["h264-aac.mp4"]);
        let damaged = samples.path().join("damaged");
        fs::copy(own_samples().join("truncated.mp4"), &damaged).unwrap();
        let repository = tempfile::tempdir().unwrap();
        let dir = repository.path();
        git(dir, &["init", "-q", "-b", "main"]);
        fs::write(dir.join(".gitignore"), "/out/\n").unwrap();
        fs::write(
            dir.join("build.sh"),
            "set -e\n. ./kind\ntest $kind != unbuildable\ntest $kind != unmade || exit 0\nmkdir -p out\n\
             test -e out/object || echo from scratch\ntouch out/object\ncp player.sh out/player\nchmod +x out/player\n",
        )
        .unwrap();
        let mpdbg = env!("CARGO_BIN_EXE_mpdbg");
        let script = format!(
            "#!/bin/sh\n. \"$(dirname \"$0\")/../kind\"\nsample=$3\n\
             [ $kind = crashing ] && kill -SEGV $$\n\
             chance=$(od -An -N1 -tu1 /dev/urandom)\n\
             [ $kind = damaging ] && sample={damaged}\n\
             [ $kind = second ] && [ $chance -lt 128 ] && sample={damaged}\n\
             if [ $kind = fourth ]; then\n\
             echo >> \"$0.plays\"\n\
             [ $(($(wc -l < \"$0.plays\") % 4)) = 1 ] && sample={damaged}\nfi\n\
             exec {mpdbg} \"$1\" \"$2\" \"$sample\" \"$4\" \"$5\"\n",
            damaged = damaged.display()
        );
        fs::write(dir.join("player.sh"), script).unwrap();
        let commits = (0..commits).map(|number| {
            let kind = match player(number) {
                Player::Sound => "sound",
                Player::Damaging => "damaging",
                Player::DamagingEverySecond => "second",
                Player::DamagingEveryFourth => "fourth",
                Player::Crashing => "crashing",
                Player::Unbuildable => "unbuildable",
                Player::Unmade => "unmade",
            };
            fs::write(dir.join("kind"), format!("kind={kind} # {number}\n")).unwrap();
            git(dir, &["add", "."]);
            git(
                dir,
                &["commit", "-q", "-m", &format!("change {number}\u{7}")],
            );
            git(dir, &["rev-parse", "HEAD"])
        });
        let commits = commits.collect();
        Self {
            repository,
            samples,
            commits,
        }
    }

    fn dir(&self) -> &Path {
        self.repository.path()
    }

    fn room(&self) -> PathBuf {
        self.dir().join(".git/mpdbg-bisect")
    }

    fn mpdbg(&self) -> Mpdbg {
        Mpdbg::over(self.samples.path())
    }

    fn arguments<'a>(&'a self, more: &[&'a str]) -> Vec<&'a str> {
        let (good, bad) = (&self.commits[0], self.commits.last().unwrap());
        let arguments = [
            "bisect",
            "--repo",
            self.dir().to_str().unwrap(),
            "--good",
            good,
            "--bad",
            bad,
            "--build",
            "sh build.sh",
            "--defect",
            RULE,
            "--sample",
            "h264-aac.mp4",
            "--player",
            "out/player",
        ];
        [&arguments[..], more].concat()
    }

    fn repo<'a>(&'a self, what: &'a str) -> [&'a str; 4] {
        ["bisect", "--repo", self.dir().to_str().unwrap(), what]
    }

    /// Everything that is the user's: the bytes of HEAD, the index and the files, and what git lists.
    fn users(&self) -> Vec<Vec<u8>> {
        let files = [".git/HEAD", ".git/index", "kind", "build.sh", ".git/config"];
        let bytes = files.map(|file| fs::read(self.dir().join(file)).unwrap());
        let listed = [
            &["branch", "--all"][..],
            &["worktree", "list"],
            &["stash", "list"],
            &["for-each-ref"],
            &["status", "--porcelain", "--ignored"],
        ];
        let listed = listed.map(|it| git(self.dir(), it).into_bytes());
        bytes.into_iter().chain(listed).collect()
    }
}

fn found(ended: &Ended) -> Value {
    ended.json().pop().unwrap()
}

#[test]
fn a_planted_fault_is_found_in_64_commits_and_the_tree_is_as_it_was() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(COMMITS, |number| match number {
        31 | 32 | 40..44 => Player::Unbuildable,
        number if number < 37 => Player::Sound,
        _ => Player::Damaging,
    });
    fs::write(bed.dir().join("kind"), "half written").unwrap();
    fs::write(bed.dir().join("new"), "not added").unwrap();
    git(bed.dir(), &["add", "kind"]);
    fs::write(bed.dir().join("kind"), "written further").unwrap();
    let before = bed.users();
    let mpdbg = bed.mpdbg();
    let ended = mpdbg.run(&bed.arguments(&[])).ends(0).shows(&[
        &format!("{} is the first bad commit", bed.commits[37]),
        r"change 37\x07",
        "sure to 99.",
        " diff ",
    ]);
    assert!(
        ended.err.contains("not committed") && ended.err.contains("skipped: the build failed"),
        "{}",
        ended.err
    );
    assert_eq!(bed.users(), before);
    assert_eq!(fs::read_dir(mpdbg.sessions()).unwrap().count(), 0);

    // The evidence stays until it is told to go.
    let status = mpdbg.run(&[&bed.repo("--status")[..], &["--json"]].concat());
    let line = found(&status.ends(0));
    assert_eq!(line["first_bad"]["commit"], bed.commits[37].as_str());
    assert!(line["plays"].as_u64().unwrap() < 90, "{line}");
    let sessions = line["sessions_dir"].as_str().unwrap();
    for (side, code) in [("before", 0), ("after", 1)] {
        let session = line[side].as_str().unwrap();
        let arguments = [
            "--sessions-dir",
            sessions,
            "--session",
            session,
            "summarize",
        ];
        mpdbg.run(&arguments).ends(code);
    }
    mpdbg
        .run(&bed.arguments(&[]))
        .fails(2, &["a bisection in this repository already", "--abort"]);
    mpdbg.run(&bed.repo("--abort")).ends(0);
    assert!(!bed.room().exists());
    mpdbg
        .run(&bed.repo("--resume"))
        .fails(2, &["there is no bisection"]);
    assert_eq!(bed.users(), before);
}

#[test]
fn a_fault_in_half_of_the_plays_is_found_even_if_mpdbg_is_killed() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(COMMITS, |number| match number {
        0..=20 => Player::Sound,
        _ => Player::DamagingEverySecond,
    });
    let before = bed.users();
    let mpdbg = bed.mpdbg();
    let mut run = mpdbg
        .command(&bed.arguments(&["--confidence", "0.999"]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let state = bed.room().join("state.json");
    let odds = || {
        let text = fs::read_to_string(&state).unwrap_or_default();
        serde_json::from_str::<Value>(&text)
            .is_ok_and(|it| it["revisions"].as_array().is_some_and(|it| it.len() > 3))
    };
    while !odds() {
        assert!(run.try_wait().unwrap().is_none(), "it ended before");
        std::thread::yield_now();
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let text = fs::read_to_string(&state).unwrap();
    let kept: Value = serde_json::from_str(&text).unwrap();

    let resume = [&bed.repo("--resume")[..], &["--json"]].concat();
    let line = found(&mpdbg.run(&resume).ends(0));
    assert_eq!(
        line["first_bad"]["commit"],
        bed.commits[21].as_str(),
        "{line}"
    );
    assert!(line["sure"].as_f64().unwrap() >= 0.999, "{line}");
    // What was known was not tried again.
    for (was, is) in kept["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .zip(line["revisions"].as_array().unwrap())
    {
        assert_eq!(was["commit"], is["commit"]);
        if !was["verdict"].is_null() {
            assert_eq!(
                was["plays"].as_array().unwrap().len() as u64,
                is["plays"].as_u64().unwrap()
            );
        }
    }
    let tree = bed.room().join("tree");
    assert!(!tree.exists());
    mpdbg.run(&bed.repo("--abort")).ends(0);
    assert_eq!(bed.users(), before);
}

/// Stopped in the midst of a build: by Ctrl-C the build is ended, by a kill it lives on, and may wake up
/// when the bisection is at work again.
#[test]
fn a_build_that_is_stopped_is_built_again() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(4, |number| match number {
        0..=2 => Player::Sound,
        _ => Player::Damaging,
    });
    let aside = tempfile::tempdir().unwrap();
    let [pipe, begun, go] = ["pipe", "begun", "go"].map(|name| aside.path().join(name));
    let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    let build = format!(
        "if [ -e {go} ]; then sh build.sh; else echo $$ > {begun}; read x < {pipe}; touch late {late}; fi",
        go = go.display(),
        begun = begun.display(),
        pipe = pipe.display(),
        late = aside.path().join("late").display(),
    );
    let mut arguments = bed.arguments(&[]);
    let at = arguments
        .iter()
        .position(|it| *it == "sh build.sh")
        .unwrap();
    arguments[at] = &build;
    let before = bed.users();
    let mpdbg = bed.mpdbg();
    for signal in [Signal::INT, Signal::KILL] {
        let mut run = mpdbg
            .command(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        while !fs::read_to_string(&begun).is_ok_and(|it| it.ends_with('\n')) {
            assert!(run.try_wait().unwrap().is_none(), "it ended before");
            std::thread::yield_now();
        }
        fs::remove_file(&begun).unwrap();
        kill_process(Pid::from_raw(run.id() as i32).unwrap(), signal).unwrap();
        let ended = run.wait_with_output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        if signal == Signal::INT {
            assert_eq!(ended.status.code(), Some(4), "{said}");
            assert!(said.contains("`mpdbg bisect --resume` goes on"), "{said}");
        }
        fs::write(&go, "").unwrap();
        mpdbg
            .run(&bed.repo("--resume"))
            .ends(0)
            .shows(&[&format!("{} is the first bad commit", bed.commits[3])]);
        if signal == Signal::KILL {
            // The build goes on only now, in a tree that is no more.
            fs::write(&pipe, "x\n").unwrap();
            while !aside.path().join("late").exists() {
                std::thread::yield_now();
            }
        }
        fs::remove_file(&go).unwrap();
        mpdbg.run(&bed.repo("--abort")).ends(0);
        assert_eq!(bed.users(), before);
    }
}

#[test]
fn where_only_unfit_commits_are_left_they_are_named() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(8, |number| match number {
        0..=2 => Player::Sound,
        3 => Player::Unbuildable,
        4 => Player::Crashing,
        _ => Player::Damaging,
    });
    let ended = bed.mpdbg().run(&bed.arguments(&[])).ends(4);
    for number in 3..=5 {
        assert!(ended.out.contains(&bed.commits[number]), "{}", ended.out);
    }
    for number in [2, 6] {
        assert!(!ended.out.contains(&bed.commits[number]), "{}", ended.out);
    }
    assert!(
        ended
            .err
            .contains("the play did not get through: crashed with SIGSEGV"),
        "{}",
        ended.err
    );
}

#[test]
fn what_a_former_build_left_is_not_played() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(8, |number| match number {
        0..=2 => Player::Sound,
        3 | 4 => Player::Unmade,
        _ => Player::Damaging,
    });
    let ended = bed.mpdbg().run(&bed.arguments(&[])).ends(4);
    for number in 3..=5 {
        assert!(ended.out.contains(&bed.commits[number]), "{}", ended.out);
    }
    assert!(
        ended.err.contains("skipped: the build made no "),
        "{}",
        ended.err
    );
    // Everything else that a build left is there for the next one.
    let logs = fs::read_dir(bed.room().join("logs")).unwrap();
    let logs = logs.map(|log| fs::read_to_string(log.unwrap().path()).unwrap());
    let scratch = logs.filter(|log| log.contains("from scratch")).count();
    assert_eq!(scratch, 1);
}

#[test]
fn a_sample_that_a_former_build_left_is_not_played() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(1, |_| Player::Sound);
    let mut commits = Vec::new();
    for (sample, makes) in [
        ("h264-aac.mp4", true),
        ("h264-aac.mp4", false),
        ("truncated.mp4", true),
        ("truncated.mp4", true),
    ] {
        fs::copy(own_samples().join(sample), bed.dir().join("clip.mp4")).unwrap();
        let makes = format!("makes={makes} # {}\n", commits.len());
        fs::write(bed.dir().join("makes"), makes).unwrap();
        git(bed.dir(), &["add", "."]);
        git(bed.dir(), &["commit", "-q", "-m", "clip"]);
        commits.push(git(bed.dir(), &["rev-parse", "HEAD"]));
    }
    let build = ". ./makes; mkdir -p out; ! $makes || cp clip.mp4 out/clip.mp4";
    let repo = bed.dir().to_str().unwrap();
    let ends = [
        "bisect",
        "--repo",
        repo,
        "--good",
        &commits[0],
        "--bad",
        "main",
    ];
    let rest = [
        "--build",
        build,
        "--defect",
        RULE,
        "--sample-in-tree",
        "out/clip.mp4",
    ];
    let ended = bed.mpdbg().run(&[&ends[..], &rest].concat()).ends(4);
    for commit in &commits[1..3] {
        assert!(ended.out.contains(commit), "{}", ended.out);
    }
    assert!(ended.err.contains("is skipped: "), "{}", ended.err);
}

#[test]
fn a_sample_of_the_tree_is_that_of_the_revision() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(1, |_| Player::Sound);
    let clip = bed.dir().join("clip.mp4");
    let mut commits = Vec::new();
    for (number, sample) in [
        "h264-aac.mp4",
        "h264-aac.mp4",
        "truncated.mp4",
        "truncated.mp4",
    ]
    .iter()
    .enumerate()
    {
        fs::copy(own_samples().join(sample), &clip).unwrap();
        fs::write(bed.dir().join("number"), number.to_string()).unwrap();
        git(bed.dir(), &["add", "."]);
        git(bed.dir(), &["commit", "-q", "-m", "clip"]);
        commits.push(git(bed.dir(), &["rev-parse", "HEAD"]));
    }
    let arguments = [
        "bisect",
        "--repo",
        bed.dir().to_str().unwrap(),
        "--good",
        &commits[0],
    ];
    let rest = ["--bad", "main", "--build", "true", "--defect", RULE];
    let sample = ["--sample-in-tree", "./clip.mp4"];
    bed.mpdbg()
        .run(&[&arguments[..], &rest, &sample].concat())
        .ends(0)
        .shows(&[&format!("{} is the first bad commit", commits[2])]);
}

#[test]
fn ends_that_cannot_be_told_apart_are_refused_and_leave_their_evidence() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(4, |number| match number {
        0 => Player::Sound,
        1 => Player::Unbuildable,
        _ => Player::Damaging,
    });
    let mpdbg = bed.mpdbg();
    let before = bed.users();
    let dir = bed.dir().to_str().unwrap();
    // The last one is the end whose build is told of.
    for (good, bad, words, log) in [
        (
            2,
            3,
            "shows picture::tail-missing, too: in 10 of 10 plays",
            Some(2),
        ),
        (1, 3, "says nothing: the build failed", Some(1)),
        (0, 1, "says nothing: the build failed", Some(1)),
        (3, 0, "does not lie before the bad one", None),
        (0, 0, "are the same commit", None),
    ] {
        let ends = [
            "bisect",
            "--repo",
            dir,
            "--good",
            &bed.commits[good],
            "--bad",
        ];
        let rest = [
            "--build",
            "sh build.sh",
            "--defect",
            RULE,
            "--sample",
            "h264-aac.mp4",
            "--player",
            "out/player",
        ];
        let arguments = [&ends[..], &[&bed.commits[bad]], &rest].concat();
        let ended = mpdbg.run(&arguments).fails(2, &[words]);
        if let Some(log) = log {
            let log = bed.room().join(format!("logs/{}.log", bed.commits[log]));
            assert!(ended.err.contains(log.to_str().unwrap()), "{}", ended.err);
            assert!(
                ended.err.contains("`mpdbg bisect --abort`"),
                "{}",
                ended.err
            );
            assert!(log.is_file());
            mpdbg.run(&bed.repo("--status")).ends(0);
            mpdbg.run(&bed.repo("--abort")).ends(0);
        }
        assert_eq!(bed.users(), before);
        assert!(!bed.room().exists());
    }
    let clean = bed.arguments(&["--defect", "picture::null"]);
    let clean: Vec<&str> = clean.iter().filter(|it| **it != RULE).copied().collect();
    let at = clean.iter().position(|it| *it == "--defect").unwrap();
    let clean = [&clean[..at], &clean[at + 1..]].concat();
    mpdbg
        .run(&clean)
        .fails(2, &["does not show picture::null in 40 plays", RULE]);
    let plays = fs::read_dir(bed.room().join("plays")).unwrap().count();
    assert_eq!(plays, 40);
}

#[test]
fn what_is_too_rare_goes_on_with_more_plays() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(2, |number| match number {
        0 => Player::Sound,
        _ => Player::DamagingEveryFourth,
    });
    let mpdbg = bed.mpdbg();
    let plays = || fs::read_dir(bed.room().join("plays")).unwrap().count();
    mpdbg.run(&bed.arguments(&["--plays", "20"])).fails(
        2,
        &[
            "shows in 5 of 20 plays",
            "`mpdbg bisect --resume --plays ",
            "`mpdbg bisect --abort`",
            &format!("{}.log", bed.commits[1]),
        ],
    );
    assert_eq!(plays(), 20);
    mpdbg
        .run(&bed.repo("--resume"))
        .fails(2, &["shows in 5 of 20 plays"]);
    assert_eq!(plays(), 20);
    let resume = [&bed.repo("--resume")[..], &["--plays", "200", "--json"]].concat();
    let line = found(&mpdbg.run(&resume).ends(0));
    assert_eq!(line["first_bad"]["commit"], bed.commits[1].as_str());
    assert_eq!(line["revisions"][0]["plays"], 40);
    assert_eq!(line["plays"], plays());
}

#[test]
fn an_end_that_is_mended_is_built_and_played_again() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(2, |number| match number {
        0 => Player::Sound,
        _ => Player::Damaging,
    });
    let aside = tempfile::tempdir().unwrap();
    let (library, codec) = (aside.path().join("library"), aside.path().join("codec"));
    // A build that lacks a library; then a player that dies for want of a codec.
    let build = format!(
        "test -e {} || {{ echo no library; exit 1; }}; sh build.sh; test -e {} || printf '#!/bin/sh\\nkill -SEGV $$' > out/player",
        library.display(),
        codec.display(),
    );
    let mut arguments = bed.arguments(&[]);
    let at = arguments.iter().position(|it| *it == "sh build.sh");
    arguments[at.unwrap()] = &build;
    let mpdbg = bed.mpdbg();
    mpdbg.run(&arguments).fails(
        2,
        &[
            "says nothing: the build failed (exit status: 1): no library",
            "`mpdbg bisect --resume`",
        ],
    );
    fs::write(library, "").unwrap();
    mpdbg
        .run(&bed.repo("--resume"))
        .fails(2, &["says nothing: the play did not get through"]);
    fs::write(codec, "").unwrap();
    mpdbg
        .run(&bed.repo("--resume"))
        .ends(0)
        .shows(&[&format!("{} is the first bad commit", bed.commits[1])]);
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_made() {
    if !has_git() {
        return;
    }
    let bed = Bed::new(2, |_| Player::Sound);
    let mpdbg = bed.mpdbg();
    let elsewhere = tempfile::tempdir().unwrap();
    for (changed, value, words) in [
        ("--good", "nothing", "there is no revision `nothing`"),
        (
            "--defect",
            "picture::tail-missin",
            "did you mean `picture::tail-missing`?",
        ),
        ("--sample", "h264.mp4", "there is no sample `h264.mp4`"),
        ("--player", "/bin/sh", "does not lie in the tree"),
        ("--player", "../sh", "does not lie in the tree"),
        (
            "--repo",
            elsewhere.path().to_str().unwrap(),
            "does not lie in a git repository",
        ),
    ] {
        let mut arguments = bed.arguments(&[]);
        let at = arguments.iter().position(|it| *it == changed).unwrap();
        arguments[at + 1] = value;
        mpdbg.run(&arguments).fails(2, &[words]);
    }
    for evil in ["--good=--output=/tmp/x", "--good=-h"] {
        let arguments = bed.arguments(&[]);
        let at = arguments.iter().position(|it| *it == "--good").unwrap();
        let arguments = [&arguments[..at], &[evil], &arguments[at + 2..]].concat();
        mpdbg.run(&arguments).fails(2, &["there is no revision `-"]);
    }
    for more in [["--confidence", "1"], ["--plays", "0"], ["--seed", "1"]] {
        mpdbg.run(&bed.arguments(&more)).ends(2);
    }
    mpdbg
        .run(&bed.arguments(&["--resume"]))
        .fails(2, &["go with no option but --repo"]);
    assert!(!bed.room().exists());
}
