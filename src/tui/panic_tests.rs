//! A view that panics, and other sudden ends, on a terminal. No key of the program does that, so this is a test
//! that plays the program: it starts itself on a pseudo-terminal.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

use std::io::{self, IsTerminal};
use std::thread;

use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{KeyHelp, Look, Next, Screen, give_back, run};
use terminal::{OnTerminal, program};

#[path = "../../tests/it/terminal.rs"]
#[expect(dead_code, reason = "the tests of the program need more of it")]
mod terminal;

struct Falls(&'static str);

impl Screen for Falls {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _look: Look) {
        frame.render_widget(Line::from(self.0), area);
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Char('e') => {
                thread::spawn(|| {
                    give_back();
                    std::process::exit(3)
                });
                Next::Redraw
            }
            KeyCode::Char('t') => {
                let other = thread::spawn(|| panic!("another one fell"));
                assert!(other.join().is_err());
                self.0 = "still there";
                Next::Redraw
            }
            KeyCode::Char('q') => Next::Quit,
            _ => panic!("fell at a key"),
        }
    }

    fn keys(&self) -> &'static [KeyHelp] {
        &[]
    }
}

#[test]
#[ignore = "the other test runs it on a terminal"]
fn falls() {
    if !io::stdout().is_terminal() {
        println!("skipped: no terminal");
        return;
    }
    let look = Look {
        colour: true,
        ascii: false,
    };
    run(Box::new(Falls("about to fall")), look).unwrap();
}

/// This test on a terminal, as the program.
fn fallible() -> Option<OnTerminal> {
    let itself = std::env::current_exe().unwrap();
    let name = concat!(module_path!(), "::falls");
    let name = name.split_once("::").unwrap().1;
    let arguments = ["--exact", name, "--ignored", "--nocapture"];
    let mut terminal = OnTerminal::start(program(itself, &arguments), 80, 24)?;
    terminal.shows("about to fall");
    terminal.is_held();
    Some(terminal)
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_there() {
    let Some(mut terminal) = fallible() else {
        return;
    };
    terminal.keys("x");
    terminal.ends();
    terminal.is_given_back();
    terminal.shows("fell at a key");
}

#[test]
fn a_panic_of_another_thread_leaves_the_screen_and_is_told_afterwards() {
    let Some(mut terminal) = fallible() else {
        return;
    };
    terminal.keys("t");
    terminal.shows("still there");
    terminal.is_held();
    terminal.keys("q");
    terminal.ends();
    terminal.is_given_back();
    terminal.shows("another one fell");
}

#[test]
fn whoever_ends_the_process_on_another_thread_gives_the_terminal_back_first() {
    let Some(mut terminal) = fallible() else {
        return;
    };
    terminal.keys("e");
    assert_eq!(terminal.ends().exit_code(), 3);
    terminal.is_given_back();
}
