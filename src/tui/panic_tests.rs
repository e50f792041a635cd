//! A view that panics, on a terminal. No key of the program does that, so this is a test that plays the
//! program: it starts itself on a pseudo-terminal.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

use std::io::{self, IsTerminal};

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::{KeyHelp, Look, Next, Screen, run};
use terminal::{OnTerminal, program};

#[path = "../../tests/it/terminal.rs"]
#[expect(dead_code, reason = "the tests of the program need more of it")]
mod terminal;

struct Falls;

impl Screen for Falls {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _look: Look) {
        frame.render_widget(Line::from("about to fall"), area);
    }

    fn key(&mut self, _key: KeyEvent) -> Next {
        panic!("fell at a key");
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
    run(Box::new(Falls), look).unwrap();
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_told_there() {
    let itself = std::env::current_exe().unwrap();
    let name = concat!(module_path!(), "::falls");
    let name = name.split_once("::").unwrap().1;
    let arguments = ["--exact", name, "--ignored", "--nocapture"];
    let Some(mut terminal) = OnTerminal::start(program(itself, &arguments), 80, 24) else {
        return;
    };
    terminal.shows("about to fall");
    terminal.is_held();
    terminal.keys("x");
    terminal.ends();
    terminal.is_given_back();
    terminal.shows("fell at a key");
}
