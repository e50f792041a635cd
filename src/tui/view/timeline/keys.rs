//! The keys of the timeline.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::KeyHelp;

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Moves the cursor by columns.
    Step(i64),
    /// Moves the cursor to the next event, or to the one before.
    Event(i64),
    /// Moves window and cursor by tenths of the window.
    Leaf(i64),
    Zoom {
        nearer: bool,
    },
    ShowAll,
    Begin,
    End,
    Defect {
        next: bool,
    },
    Difference {
        next: bool,
    },
    AskTime,
    AskEvent,
    TurnAxis,
    OnlyDifferences,
    Grow,
    Picture,
    Help,
    /// Closes the picture.
    Close,
    /// Closes the picture, or goes back where there is none.
    Back,
    Quit,
}

/// As the help page lists them; those of the last line first.
pub(super) const ONE: &[KeyHelp] = &[
    first("h l", "cursor"),
    first("+ -", "zoom"),
    first("n N", "defects"),
    first("?", "help"),
    first("q", "back"),
    first("Enter", "details"),
    first("x", "axis"),
    first("j k", "events"),
    first("t", "time"),
    first("p", "picture"),
    more(
        "h l Left Right",
        "cursor one column back, on; Shift: ten columns",
    ),
    more("j k Down Up", "next, previous event"),
    more("+ - wheel", "zoom in, out around the cursor or the mouse"),
    more("0", "the whole play"),
    more("H L PgUp PgDn", "half a screen, a screen back, on"),
    more("g G Home End", "to the beginning, to the end"),
    more("n N", "next, previous defect"),
    more("t", "to a time"),
    more("e :", "to an event, by its number"),
    more("x Tab", "along run time or media time"),
    more("Enter", "more room for details, for lanes, for both"),
    more("p", "the picture presented at the cursor"),
    more("mouse", "click: cursor; drag: move; wheel: zoom"),
    more("q", "close the picture; else back, or quit"),
    more("Esc", "close a message, a question, the picture"),
    more("Q Ctrl-C", "quit"),
];

/// The same where two plays are over each other.
pub(super) const TWO: &[KeyHelp] = &[
    first("h l", "cursor"),
    first("+ -", "zoom"),
    first("f F", "differ"),
    first("d", "only"),
    first("a", "align"),
    first("?", "help"),
    first("q", "back"),
    first("n N", "defects"),
    first("Enter", "details"),
    first("j k", "events"),
    first("t", "time"),
    first("p", "pictures"),
    more("f F", "first and next, previous difference"),
    more("d", "only what differs"),
    more("a x Tab", "aligned by media time or run time"),
    more(
        "h l Left Right",
        "cursor one column back, on; Shift: ten columns",
    ),
    more("j k Down Up", "next, previous event of after"),
    more("+ - wheel", "zoom in, out around the cursor or the mouse"),
    more("0", "the whole play"),
    more("H L PgUp PgDn", "half a screen, a screen back, on"),
    more("g G Home End", "to the beginning, to the end"),
    more("n N", "next, previous defect of either"),
    more("t", "to a time"),
    more("e :", "to an event of after, by its number"),
    more("Enter", "more room for details, for lanes, for both"),
    more("p", "the pictures presented at the cursor"),
    more("mouse", "click: cursor; drag: move; wheel: zoom"),
    more("q", "close the picture; else back, or quit"),
    more("Esc", "close a message, a question, the picture"),
    more("Q Ctrl-C", "quit"),
];

const fn first(keys: &'static str, does: &'static str) -> KeyHelp {
    KeyHelp {
        keys,
        does,
        first: true,
    }
}

const fn more(keys: &'static str, does: &'static str) -> KeyHelp {
    KeyHelp {
        keys,
        does,
        first: false,
    }
}

/// What a key asks for.
pub(super) fn act(key: KeyEvent) -> Option<Act> {
    let far = key.modifiers.contains(KeyModifiers::SHIFT);
    let step = if far { 10 } else { 1 };
    Some(match key.code {
        KeyCode::Left => Act::Step(-step),
        KeyCode::Right => Act::Step(step),
        KeyCode::Up => Act::Event(-1),
        KeyCode::Down => Act::Event(1),
        KeyCode::PageUp => Act::Leaf(-10),
        KeyCode::PageDown => Act::Leaf(10),
        KeyCode::Home => Act::Begin,
        KeyCode::End => Act::End,
        KeyCode::Tab | KeyCode::BackTab => Act::TurnAxis,
        KeyCode::Enter => Act::Grow,
        KeyCode::Esc => Act::Close,
        KeyCode::Char(c) => return letter(c),
        _ => return None,
    })
}

const fn letter(key: char) -> Option<Act> {
    Some(match key {
        'h' => Act::Step(-1),
        'l' => Act::Step(1),
        'k' => Act::Event(-1),
        'j' => Act::Event(1),
        'H' => Act::Leaf(-5),
        'L' => Act::Leaf(5),
        '+' | '=' => Act::Zoom { nearer: true },
        '-' | '_' => Act::Zoom { nearer: false },
        '0' => Act::ShowAll,
        'g' => Act::Begin,
        'G' => Act::End,
        'n' => Act::Defect { next: true },
        'N' => Act::Defect { next: false },
        'f' => Act::Difference { next: true },
        'F' => Act::Difference { next: false },
        't' => Act::AskTime,
        'e' | ':' => Act::AskEvent,
        'x' | 'a' => Act::TurnAxis,
        'd' => Act::OnlyDifferences,
        'p' => Act::Picture,
        '?' => Act::Help,
        'q' => Act::Back,
        'Q' => Act::Quit,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_acts_is_shown() {
        let named = |list: &[KeyHelp], key: char| {
            let words = list.iter().flat_map(|it| it.keys.split_whitespace());
            let mut words = words.map(str::to_owned);
            words.any(|it| it == key.to_string())
        };
        for key in ('!'..='~').filter(|it| letter(*it).is_some()) {
            // The other ones that give the same character without Shift, as in less.
            if matches!(key, '=' | '_') {
                continue;
            }
            assert!(named(TWO, key), "{key}");
            let alone = matches!(key, 'f' | 'F' | 'd' | 'a');
            assert_eq!(named(ONE, key), !alone, "{key}");
        }
    }
}
