//! `mpdbg browse` on a pseudo-terminal: what it opens.

use crate::harness::edit;
use crate::screens::{DAMAGED, Played};

#[test]
fn a_session_is_compared_and_a_case_of_it_opened_over_the_other_one() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["browse", "after"]) else {
        return;
    };
    terminal.shows(DAMAGED);
    terminal.keys("c");
    terminal.shows("Compare after with");
    terminal.keys("bef");
    terminal.shows("session: bef");
    terminal.keys("\r");
    terminal.shows("against before");
    terminal.keys("/corrupt\r");
    terminal.shows("/corrupt 1 of");
    terminal.keys("\r");
    terminal.shows("B before: ");
    terminal.shows("A after: ");
    terminal.shows("by media time");
    terminal.keys("q");
    terminal.shows("against before");
    terminal.keys("q");
    terminal.shows("Compare after with");
    terminal.keys("\x1b");
    terminal.shows("session after");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

#[test]
fn a_damaged_recording_is_told_as_such() {
    let played = Played::new();
    let recording = played.mpdbg.session("after").join("dbg/h264-aac.mp4.dbg");
    edit(&recording, |bytes| bytes.truncate(3000));
    let Some(mut terminal) = played.open(&["browse", "after"]) else {
        return;
    };
    terminal.shows("DAMAGED: 1 recording");
    terminal.shows("damaged recording");
    terminal.keys("/h264\r");
    terminal.shows(" recording damaged: ");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
}

#[test]
fn the_reports_on_a_sample_are_paged_and_searched() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["browse", "after"]) else {
        return;
    };
    terminal.shows(DAMAGED);
    terminal.keys("/corrupt\r");
    terminal.hides("h264-aac.mp4");
    terminal.keys("o");
    // The first of its texts, whole to its end.
    terminal.shows("anomalies");
    terminal.keys("2");
    terminal.shows("attempt-ended");
    terminal.keys("/frame-presented\r");
    terminal.shows("frame-presented");
    terminal.keys("\t");
    terminal.hides("frame-presented  ");
    terminal.keys("q");
    terminal.shows("session after");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}

#[test]
fn the_picture_under_the_cursor_is_drawn_in_half_blocks() {
    let played = Played::new();
    let Some(mut terminal) = played.open(&["timeline", "h264-aac.mp4"]) else {
        return;
    };
    terminal.shows("video");
    terminal.keys("t1\r");
    terminal.shows("run 1.000000 s");
    terminal.keys("p");
    terminal.shows("as it was presented");
    terminal.shows("▀");
    terminal.keys("p");
    terminal.hides("as it was presented");
    terminal.keys("q");
    assert_eq!(terminal.ends().exit_code(), 0);
    terminal.is_given_back();
}
