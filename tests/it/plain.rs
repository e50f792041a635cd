//! The screens where there is no colour, and where there is only ASCII.

use vt100::{Color, Screen};

use crate::screens::{DAMAGED, Played, mpdbg};
use crate::terminal::OnTerminal;

/// True when a cell has a colour.
fn is_coloured(screen: &Screen) -> bool {
    let (lines, columns) = screen.size();
    let cells = (0..lines.get()).flat_map(|line| (0..columns.get()).map(move |it| (line, it)));
    let mut cells = cells.filter_map(|(line, column)| screen.cell(line, column));
    cells.any(|it| (it.fgcolor(), it.bgcolor()) != (Color::Default, Color::Default))
}

#[test]
fn without_colour_the_same_is_said() {
    let played = Played::new();
    let open = |no_colour| {
        let arguments = ["timeline", DAMAGED];
        let mut command = mpdbg(played.mpdbg.samples(), played.mpdbg.sessions(), &arguments);
        if no_colour {
            command.env("NO_COLOR", "1");
        }
        OnTerminal::start(command, 80, 24)
    };
    let (Some(mut coloured), Some(mut plain)) = (open(false), open(true)) else {
        return;
    };
    for (keys, words) in [("", "what  "), ("?", "next, previous defect")] {
        for terminal in [&mut coloured, &mut plain] {
            terminal.keys(keys);
            terminal.shows(words);
        }
        assert!(is_coloured(coloured.screen()) && !is_coloured(plain.screen()));
        says_the_same(&mut coloured, &mut plain);
    }
    for terminal in [&mut coloured, &mut plain] {
        terminal.keys("qq");
        assert_eq!(terminal.ends().exit_code(), 0);
    }
}

/// What a terminal shows, without the blanks at the ends of its lines.
fn trimmed(terminal: &OnTerminal) -> Vec<String> {
    let text = terminal.text();
    text.lines().map(|it| it.trim_end().to_owned()).collect()
}

/// Waits until both say the same.
#[track_caller]
fn says_the_same(one: &mut OnTerminal, other: &mut OnTerminal) {
    for _ in 0..100 {
        one.settles();
        other.settles();
        if trimmed(one) == trimmed(other) {
            return;
        }
    }
    panic!("{}\n{}", one.text(), other.text());
}

/// Presses each of the keys once these words stand on the screen, and leaves.
#[track_caller]
fn is_drawn_in_ascii(terminal: &mut OnTerminal, steps: &[(&str, &str)]) {
    for (words, keys) in steps {
        terminal.shows(words);
        terminal.keys(keys);
    }
    assert_eq!(terminal.ends().exit_code(), 0);
    let other: Vec<&u8> = terminal
        .bytes()
        .iter()
        .filter(|it| !it.is_ascii())
        .collect();
    assert!(other.is_empty(), "{other:?}:\n{}", terminal.text());
}

#[test]
fn with_ascii_only_every_byte_is_one() {
    let played = Played::new();
    let timeline = [
        ("video", "p"),
        ("presented", "p+n"),
        ("video", "?"),
        ("next, previous defect", "q"),
        ("video", "q"),
    ];
    let browse = [
        (DAMAGED, "?"),
        ("Keys: samples", "q"),
        (DAMAGED, "/late\x7f\x7f\x7f\x7f\r"),
        (DAMAGED, "o"),
        ("anomalies", "q"),
        (DAMAGED, "c"),
        ("Compare after with", "bef\r"),
        ("against before", "?"),
        ("back", "q"),
        ("against before", "\r"),
        ("by media time", "q"),
        ("against before", "q"),
        ("Compare after with", "\x1b"),
        (DAMAGED, "q"),
    ];
    for (arguments, steps) in [
        (&["timeline", DAMAGED, "--ascii"][..], &timeline[..]),
        (&["browse", "after", "--ascii"], &browse),
    ] {
        let Some(mut terminal) = played.open(arguments) else {
            return;
        };
        is_drawn_in_ascii(&mut terminal, steps);
    }
}

#[test]
fn a_locale_without_unicode_is_drawn_in_ascii_unasked() {
    let played = Played::new();
    let arguments = ["timeline", DAMAGED, "--against", "before"];
    let mut command = mpdbg(played.mpdbg.samples(), played.mpdbg.sessions(), &arguments);
    command.env("LC_ALL", "C");
    let Some(mut terminal) = OnTerminal::start(command, 80, 24) else {
        return;
    };
    let steps = [("!! ", "da"), ("by run time", "F"), ("video", "q")];
    is_drawn_in_ascii(&mut terminal, &steps);
}
