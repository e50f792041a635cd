//! What mpdbg writes where GitHub Actions run it: no name of a sample is a command for the runner.

use std::fs;

use crate::harness::{Ended, Mpdbg, samples_with};

/// A machine on which no video plays well: every picture takes longer than it is shown.
const HEAVY: &str = "name = \"heavy\"\n[decode]\npicture_us = 45000\n";

/// A command for the runner if a line begins with it, behind blanks.
const AT_ITS_BEGINNING: &str = "::warning title=pwned::hello.mp4";
/// A command of the older kind, anywhere in a line.
const ANYWHERE: &str = "a ##[warning]pwned.mp4";

/// Commands that the runner knows.
const KNOWN: [&str; 9] = [
    "add-mask",
    "debug",
    "error",
    "group",
    "notice",
    "save-state",
    "set-output",
    "stop-commands",
    "warning",
];

/// The commands that the runner takes out of what a step writes, as `ActionCommand.cs` and
/// `ActionCommandManager.cs` in `actions/runner` do.
fn heeded(text: &str) -> Vec<String> {
    let mut stopped: Option<String> = None;
    let mut heeded = Vec::new();
    for line in text.lines() {
        let Some((name, data)) = command(line) else {
            continue;
        };
        match &stopped {
            Some(token) if name == *token => stopped = None,
            None if name == "stop-commands" => stopped = Some(data),
            None if KNOWN.contains(&name.as_str()) => heeded.push(line.to_owned()),
            Some(_) | None => {}
        }
    }
    assert_eq!(stopped, None, "commands stay stopped");
    heeded
}

/// Name and data of what looks like a command.
fn command(line: &str) -> Option<(String, String)> {
    let behind = line.trim_start().strip_prefix("::");
    let newer = behind.and_then(|rest| rest.split_once("::"));
    let older = || line.split_once("##[")?.1.split_once(']');
    let (info, data) = newer.or_else(older)?;
    let name = info.split(' ').next().unwrap_or_default();
    Some((name.to_owned(), data.to_owned()))
}

#[test]
fn no_name_of_a_sample_is_a_command() {
    let samples = samples_with(&["h264-aac.mp4", "tone.mp3"]);
    for (from, to) in [("h264-aac.mp4", AT_ITS_BEGINNING), ("tone.mp3", ANYWHERE)] {
        fs::rename(samples.path().join(from), samples.path().join(to)).unwrap();
    }
    let aside = tempfile::tempdir().unwrap();
    let heavy = aside.path().join("heavy.toml");
    fs::write(&heavy, HEAVY).unwrap();
    let heavy = heavy.to_str().unwrap();
    let source = ["--source-dir", aside.path().to_str().unwrap()];
    let mpdbg = Mpdbg::over(samples.path());
    let on_github =
        |arguments: &[&str]| Ended::of(mpdbg.command(arguments).env("GITHUB_ACTIONS", "true"));
    mpdbg
        .run(&[&["new", "before", "-q"], &source[..]].concat())
        .ends(0);
    mpdbg.run(&["run", "-q"]).ends(0);
    let new = [&["new", "after", "-q", "--machine", heavy], &source[..]].concat();
    mpdbg.run(&new).ends(0);

    // Elsewhere the names stand as they are, at the beginning of lines.
    let played = on_github(&["run"]);
    let plain = mpdbg.run(&["compare", "before"]).ends(1);
    assert!(!heeded(&plain.out).is_empty(), "{}", plain.out);
    assert!(!plain.out.contains("stop-commands"), "{}", plain.out);

    let mut silent = vec![played];
    for arguments in [
        &["status"][..],
        &["list"],
        &["summarize"],
        &["report", AT_ITS_BEGINNING],
        &["report", ANYWHERE, "anomalies"],
        &["report", "no such sample ##[error]x"],
        &["diff", "before", "after", AT_ITS_BEGINNING],
        &["diff", "before", "after", "--all"],
        &["history", AT_ITS_BEGINNING],
        &["history", "picture::dropped-late"],
        &["baseline", "set", "before"],
        &["baseline", "update", "--accept", ANYWHERE],
        &["compare", "before", "--json"],
        &["report", ANYWHERE, "--json"],
        &["list", "--json", "--::warning::x", "##[error]y"],
    ] {
        silent.push(on_github(arguments));
    }
    for ended in &silent {
        assert_eq!(heeded(&ended.out), Vec::<String>::new(), "{}", ended.out);
        assert_eq!(heeded(&ended.err), Vec::<String>::new(), "{}", ended.err);
    }
    let json = on_github(&["compare", "before", "--json"]).ends(1).json();
    let cases = json[0]["cases"].to_string();
    assert!(
        cases.contains(ANYWHERE) && cases.contains(AT_ITS_BEGINNING),
        "{cases}"
    );

    // What mpdbg itself has to say to GitHub is heard: one annotation, of the clip that got worse.
    let interest = ["--ignore", "sync,timing,sound"];
    let compare = [&["compare", "before"][..], &interest].concat();
    let samples = samples.path().to_str().unwrap();
    let run = ["run", samples, "--against", "before", "--machine", heavy];
    let run = [&run[..], &source, &interest].concat();
    for arguments in [compare, run] {
        let ended = on_github(&arguments).ends(1);
        let [annotation] = &heeded(&ended.out)[..] else {
            panic!("not one annotation: {}", ended.out);
        };
        assert!(annotation.starts_with("::error file="), "{annotation}");
        assert!(
            annotation.contains("%3A%3Awarning title=pwned%3A%3Ahello.mp4"),
            "{annotation}"
        );
        assert!(ended.out.contains("::stop-commands::"), "{}", ended.out);
        assert_eq!(heeded(&ended.err), Vec::<String>::new(), "{}", ended.err);
    }
}
