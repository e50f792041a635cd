//! `--watch`: a run is seen while it goes on.

use crate::harness::{Mpdbg, samples_with};
use crate::screens::mpdbg;
use crate::terminal::OnTerminal;

const SAMPLES: [&str; 2] = ["h264-aac.mp4", "vp9-opus.webm"];

#[test]
fn a_run_is_watched_to_its_end_and_then_told_as_ever() {
    let samples = samples_with(&SAMPLES);
    let session = Mpdbg::over(samples.path());
    session.run(&["new", "watched", "--clock", "real"]).ends(0);
    let run = ["run", "--watch", "--jobs", "2"];
    let command = mpdbg(session.samples(), session.sessions(), &run);
    let Some(mut terminal) = OnTerminal::start(command, 100, 30) else {
        return;
    };
    terminal.shows("of 2 done");
    terminal.is_held();
    // The list with its counters, and the timeline of one of them.
    terminal.shows("pictures");
    terminal.shows("audio");
    terminal.keys("?");
    terminal.shows("leave, the run goes on");
    terminal.shows("raw data and reports are protected");
    let ended = terminal.ends().exit_code();
    terminal.is_given_back();
    assert!(ended <= 1, "{}", terminal.text());
}

#[test]
fn with_ascii_only_every_byte_of_the_screen_is_one() {
    let samples = samples_with(&SAMPLES[..1]);
    let session = Mpdbg::over(samples.path());
    session.run(&["new", "watched", "--clock", "real"]).ends(0);
    session
        .run(&["run", "--ascii"])
        .fails(2, &["`--watch --ascii`"]);
    let run = ["run", "--watch", "--ascii"];
    let command = mpdbg(session.samples(), session.sessions(), &run);
    let Some(mut terminal) = OnTerminal::start(command, 100, 30) else {
        return;
    };
    terminal.shows("pictures");
    terminal.shows("raw data and reports are protected");
    let ended = terminal.ends().exit_code();
    terminal.is_given_back();
    assert!(ended <= 1, "{}", terminal.text());
    assert!(terminal.bytes().is_ascii(), "{}", terminal.text());
}

#[test]
fn interrupting_twice_on_the_screen_stops_the_run_at_once() {
    let samples = samples_with(&SAMPLES);
    let session = Mpdbg::over(samples.path());
    session.run(&["new", "watched", "--clock", "real"]).ends(0);
    let command = mpdbg(session.samples(), session.sessions(), &["run", "--watch"]);
    let Some(mut terminal) = OnTerminal::start(command, 100, 30) else {
        return;
    };
    terminal.shows("pictures");
    terminal.is_held();
    terminal.keys("\x03\x03");
    assert_eq!(terminal.ends().exit_code(), 4);
    terminal.is_given_back();
    terminal.shows("INCOMPLETE");
}

#[test]
fn leaving_the_screen_does_not_end_the_run() {
    let samples = samples_with(&SAMPLES[..1]);
    let session = Mpdbg::over(samples.path());
    session.run(&["new", "watched", "--clock", "real"]).ends(0);
    let command = mpdbg(session.samples(), session.sessions(), &["run", "--watch"]);
    let Some(mut terminal) = OnTerminal::start(command, 100, 30) else {
        return;
    };
    terminal.shows("of 1 done");
    terminal.keys("q");
    terminal.shows("1 finished");
    let ended = terminal.ends().exit_code();
    assert!(ended <= 1, "{}", terminal.text());
}

#[test]
fn without_a_terminal_it_is_refused() {
    let samples = samples_with(&SAMPLES[..1]);
    let session = Mpdbg::over(samples.path());
    session.run(&["new", "watched"]).ends(0);
    let refused = session.run(&["run", "--watch"]);
    assert_eq!(refused.code, 2);
    assert!(
        refused.err.contains("--watch needs a terminal"),
        "{}",
        refused.err
    );
    let refused = session.run(&["run", "--watch", "--json"]);
    assert!(
        refused.err.contains("does not go with --json"),
        "{}",
        refused.err
    );
}
