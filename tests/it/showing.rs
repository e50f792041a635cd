//! `mpdbg play --show` on a pseudo-terminal.

use std::fs;
use std::path::Path;

use portable_pty::CommandBuilder;
use rustix::process::Pid;
use vt100::Screen;

use crate::harness::{Mpdbg, samples_with};
use crate::screens::{mpdbg, under_shell};
use crate::terminal::OnTerminal;

const CLIP: &str = "h264-aac.mp4";

fn showing(samples: &Path, arguments: &[&str]) -> CommandBuilder {
    let mut all = vec!["play", "--show"];
    all.extend(arguments);
    mpdbg(samples, samples, &all)
}

/// Seconds of the sample that a screen says were played.
fn position(text: &str) -> Option<f64> {
    let line = text.lines().find(|it| it.contains(" of 4.0 s"))?;
    let standing = line
        .split_whitespace()
        .take_while(|it| *it != "of")
        .last()?;
    standing.parse().ok()
}

/// Pauses it; a clip that ran to its end before the key came is played again.
#[track_caller]
fn pauses(terminal: &mut OnTerminal) {
    for _ in 0..20 {
        terminal.shows("playing");
        terminal.keys(" ");
        let is = |screen: &Screen, word| screen.contents().contains(word);
        terminal.until("paused or at its end", |screen| {
            is(screen, "paused") || is(screen, "at the end")
        });
        if is(terminal.screen(), "paused") {
            return;
        }
        terminal.keys(" ");
    }
    panic!("never paused:\n{}", terminal.text());
}

#[test]
fn a_play_is_seen_paused_moved_and_left() {
    let samples = samples_with(&[CLIP]);
    let Some(mut terminal) = OnTerminal::start(showing(samples.path(), &[CLIP]), 80, 24) else {
        return;
    };
    terminal.shows("playing");
    terminal.shows("▀");
    terminal.is_held();
    pauses(&mut terminal);
    terminal.keys("\x1b[C");
    // Five seconds on are more than there are.
    terminal.until("at its end", |screen| {
        position(&screen.contents()).is_some_and(|at| at > 3.5)
    });
    terminal.keys("\x1b[D");
    terminal.until("at its beginning", |screen| {
        position(&screen.contents()).is_some_and(|at| at < 0.1)
    });
    terminal.keys(" ");
    terminal.shows("playing");
    terminal.until("further on", |screen| {
        position(&screen.contents()).is_some_and(|at| at > 0.4)
    });
    // It stays at its end until someone leaves.
    terminal.shows("at the end");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

#[test]
fn in_ascii_every_byte_is_one() {
    let samples = samples_with(&[CLIP]);
    let command = showing(samples.path(), &[CLIP, "--ascii"]);
    let Some(mut terminal) = OnTerminal::start(command, 80, 24) else {
        return;
    };
    terminal.shows("playing");
    terminal.shows("at the end");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    assert!(terminal.bytes().is_ascii());
}

#[test]
fn what_cannot_be_played_is_said_on_the_screen_and_behind_it() {
    let samples = samples_with(&[CLIP]);
    fs::write(samples.path().join("broken.mp4"), "no sample").unwrap();
    let Some(mut terminal) = OnTerminal::start(showing(samples.path(), &["broken.mp4"]), 80, 24)
    else {
        return;
    };
    terminal.shows("It cannot be played");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 4);
    terminal.is_given_back();
    terminal.shows("cannot be played: ");
}

#[test]
fn what_is_no_file_and_where_there_is_no_terminal() {
    let samples = samples_with(&[CLIP]);
    let mpdbg = Mpdbg::over(samples.path());
    mpdbg
        .run(&["play", "--show", "/"])
        .fails(2, &["`/` is a directory"]);
    mpdbg
        .run(&["play", "--show", "/dev/null"])
        .fails(2, &["`/dev/null` is no regular file"]);
    mpdbg
        .run(&["play", "--show", CLIP])
        .fails(2, &["`mpdbg play --show` needs a terminal"]);
}

/// The state of a process, as the kernel names it, e.g. `T` for one that is stopped.
fn state(pid: Pid) -> Option<char> {
    let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_pid())).ok()?;
    stat.rsplit(')').next()?.trim_start().chars().next()
}

#[test]
fn a_stop_stops_the_player_too_and_it_goes_on_where_it_was() {
    let samples = samples_with(&[CLIP]);
    let mut command = showing(samples.path(), &[CLIP]);
    let argv = command.get_argv_mut();
    let program = std::mem::take(argv);
    argv.extend(["sh".into(), "-c".into()]);
    argv.push("set -m; \"$@\"; echo left $?; read line; fg; echo ended $?".into());
    argv.push("sh".into());
    argv.extend(program);
    let Some(mut terminal) = OnTerminal::start(command, 80, 24) else {
        return;
    };
    terminal.shows("playing");
    let player = under_shell(terminal.pid()).and_then(under_shell);
    terminal.keys("\x1a");
    terminal.shows("left 1");
    terminal.is_given_back();
    match player.map(state) {
        Some(state) => assert_eq!(state, Some('T')),
        None => println!("skipped: the system does not tell the states of processes"),
    }
    terminal.keys("go on\n");
    terminal.until("going on", |screen| {
        let text = screen.contents();
        let goes_on = text.contains("playing") || text.contains("at the end");
        screen.alternate_screen() && goes_on
    });
    terminal.shows("at the end");
    terminal.keys("q");
    terminal.shows("ended 0");
    terminal.ends();
    terminal.is_given_back();
}
