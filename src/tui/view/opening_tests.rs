//! What is on its way to the screen, drawn.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::mpsc::{Sender, channel};

use super::super::browse_fixture::{ASCII, UNICODE, drawn, press, settled};
use super::super::help::HelpView;
use super::*;

/// Steps that a test makes, until it lets the answer come.
fn opening() -> (Opening<()>, Sender<Result<(), String>>, Arc<Steps>) {
    let (tell, told) = channel();
    let make = move |_: &Steps| told.recv().unwrap();
    let opening = Opening::new("comparing after with before", make, |()| {
        Box::new(HelpView::new("what was made", KEYS, &[]))
    });
    let steps = Arc::clone(&opening.steps);
    (opening, tell, steps)
}

#[test]
fn it_says_how_far_it_is_until_it_is_there() {
    let (mut opening, tell, steps) = opening();
    insta::assert_snapshot!("opening_80", drawn(&mut opening, (80, 24), UNICODE));
    for _ in 0..3 {
        assert!(steps.step(20).is_continue());
    }
    assert!(opening.work() && opening.is_busy());
    insta::assert_snapshot!("opening_200", drawn(&mut opening, (200, 60), UNICODE));
    insta::assert_snapshot!("opening_ascii", drawn(&mut opening, (80, 24), ASCII));
    tell.send(Ok(())).unwrap();
    settled(&mut opening);
    let page = drawn(&mut opening, (80, 24), UNICODE);
    assert!(page.contains("what was made"), "{page}");
}

#[test]
fn why_it_cannot_be_made_is_said_line_by_line() {
    let (mut opening, tell, _) = opening();
    let why = "no session `befor\u{1b}[2J`; did you mean `before`?";
    tell.send(Err(why.to_owned())).unwrap();
    settled(&mut opening);
    insta::assert_snapshot!("opening_failed", drawn(&mut opening, (80, 24), UNICODE));
    assert!(matches!(press(&mut opening, "\n"), Next::Back));
}

#[test]
fn whoever_leaves_ends_what_is_done_for_it() {
    let (mut opening, _tell, steps) = opening();
    assert!(matches!(press(&mut opening, "q"), Next::Back));
    assert!(steps.step(20).is_continue());
    drop(opening);
    assert!(steps.step(20).is_break());
}
