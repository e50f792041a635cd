//! What comes from the terminal, cut into keys and answers.
//!
//! A terminal answers where it is typed. An answer may come in pieces and at any time, and no piece of it may be
//! taken for a key: so what comes is first cut into control sequences as ECMA-48 frames them, and only a whole one
//! is read.

use ratatui::crossterm::event::Event;
use terminput_crossterm::to_crossterm;

use super::graphics::Answer;

const ESCAPE: u8 = 0x1b;
/// How an answer of kitty's protocol begins.
const ANSWER: &[u8] = b"\x1b_G";
/// Bytes of the longest answer that is waited for.
const LONGEST: usize = 4096;

/// What a person or the terminal said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// A key, or the mouse.
    Event(Event),
    /// What it answers.
    Answer(Answer),
}

/// Cuts off what is whole, and gives what it says; an unknown sequence says nothing. `is_all` is true when nothing
/// more came for a moment: a lone escape is a key then.
pub(super) fn cut(bytes: &mut Vec<u8>, is_all: bool) -> Vec<Said> {
    let mut said = Vec::new();
    while let Some(length) = whole(bytes, is_all) {
        let first: Vec<u8> = bytes.drain(..length).collect();
        said.extend(read(&first));
    }
    said
}

/// Bytes of what stands first, if it is whole.
fn whole(bytes: &[u8], is_all: bool) -> Option<usize> {
    let is_left = is_all && !bytes.is_empty() && !is_answer(bytes);
    length(bytes).or_else(|| is_left.then(|| bytes.len().min(2)))
}

/// True for the beginning of an answer, which nobody types.
fn is_answer(bytes: &[u8]) -> bool {
    bytes.starts_with(ANSWER) || (bytes.starts_with(b"\x1b[") && bytes.len() > 2)
}

fn read(sequence: &[u8]) -> Option<Said> {
    if let Some(answer) = Answer::of(sequence) {
        return Some(Said::Answer(answer));
    }
    // One that was given up, or that nobody asked for.
    if sequence.starts_with(ANSWER) {
        return None;
    }
    // What cannot be read is no key.
    let event = terminput::Event::parse_from(sequence).ok().flatten()?;
    to_crossterm(event).ok().map(Said::Event)
}

/// Bytes of the first sequence or character; none where its end is missing.
fn length(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [] | [ESCAPE] | [ESCAPE, b'_' | b'O'] => None,
        [ESCAPE, b'[', rest @ ..] => Some(2 + control(rest)?),
        [ESCAPE, b'O', _, ..] => Some(3),
        [ESCAPE, b'_', b'G', rest @ ..] => {
            let end = rest.windows(2).position(|it| it == b"\x1b\\");
            let given_up = (bytes.len() > LONGEST).then_some(bytes.len());
            end.map(|it| 3 + it + 2).or(given_up)
        }
        // The second one may begin a sequence.
        [ESCAPE, ESCAPE, ..] => Some(1),
        [ESCAPE, rest @ ..] => Some(1 + character(rest)?),
        rest => character(rest),
    }
}

/// Bytes behind `ESC [` up to the final one (ECMA-48, 5.4), and of the two kinds of keys that are no such
/// sequence: function keys of the Linux console, and a mouse whose place is three bytes.
fn control(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'[', ..] => (rest.len() >= 2).then_some(2),
        [b'M', ..] => (rest.len() >= 4).then_some(4),
        _ => {
            let end = rest.iter().position(|it| !(0x20..0x40).contains(it))?;
            // What may not stand in one ends it and begins something else.
            Some(end + usize::from((0x40..0x7f).contains(&rest[end])))
        }
    }
}

/// Bytes of a character in UTF-8.
fn character(rest: &[u8]) -> Option<usize> {
    let wanted = match rest.first()? {
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => 1,
    };
    let following = rest.iter().skip(1).take(wanted - 1);
    let there = 1 + following
        .take_while(|it| (0x80..0xc0).contains(*it))
        .count();
    let is_cut = there < wanted && there == rest.len();
    (!is_cut).then_some(if there < wanted { 1 } else { wanted })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    fn all(bytes: &[u8], is_all: bool) -> (Vec<Said>, usize) {
        let mut bytes = bytes.to_vec();
        (cut(&mut bytes, is_all), bytes.len())
    }

    fn key(code: KeyCode) -> Said {
        Said::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
    }

    fn alt(code: KeyCode) -> Said {
        Said::Event(Event::Key(KeyEvent::new(code, KeyModifiers::ALT)))
    }

    #[test]
    fn keys_are_keys() {
        let typed = "pä\x1b[A\x1bOB\x1b[5~\x1bx\r";
        let wanted = [
            key(KeyCode::Char('p')),
            key(KeyCode::Char('ä')),
            key(KeyCode::Up),
            key(KeyCode::Down),
            key(KeyCode::PageUp),
            alt(KeyCode::Char('x')),
            key(KeyCode::Enter),
        ];
        assert_eq!(all(typed.as_bytes(), false), (wanted.to_vec(), 0));
        let mouse = all(b"\x1b[<35;12;7M\x1b[<0;0;0M", false).0;
        assert!(matches!(
            mouse[..],
            [Said::Event(Event::Mouse(_)), Said::Event(Event::Mouse(_))]
        ));
    }

    #[test]
    fn a_lone_escape_is_a_key_once_nothing_follows() {
        assert_eq!(all(b"\x1b", false), (vec![], 1));
        assert_eq!(all(b"\x1b", true), (vec![key(KeyCode::Esc)], 0));
        let twice = (vec![key(KeyCode::Esc), key(KeyCode::Esc)], 0);
        assert_eq!(all(b"\x1b\x1b", true), twice);
        assert_eq!(all(b"\x1b_", true), (vec![alt(KeyCode::Char('_'))], 0));
        // It begins too much to be a key.
        assert_eq!(all(b"\x1b[", true), (vec![], 0));
    }

    #[test]
    fn what_is_no_key_says_nothing() {
        for unknown in [
            &b"\x1b[>1;10;0c"[..],
            b"\x1b[?2026;2$y",
            b"\x1b[8;24;80t",
            b"\xff",
        ] {
            assert_eq!(all(unknown, false), (vec![], 0), "{unknown:?}");
        }
        // A sequence that another one breaks off.
        assert_eq!(all(b"\x1b[1;\x1b[A", false).0, [key(KeyCode::Up)]);
    }

    /// A terminal's answers between keys: whoever cuts them where, no key more or less comes of it.
    #[test]
    fn answers_are_never_keys_wherever_they_are_cut() {
        let typed: &[u8] =
            b"a\x1b_Gi=31;OK\x1b\\b\x1b[6;20;10t\x1b[?1;0;256S\x1b[?62;4;22cc\x1b[0n";
        let letters = |said: &[Said]| -> Vec<Said> {
            let events = said.iter().filter(|it| matches!(it, Said::Event(_)));
            events.cloned().collect()
        };
        let wanted = ['a', 'b', 'c'].map(|it| key(KeyCode::Char(it)));
        for at in 0..=typed.len() {
            let mut held = typed[..at].to_vec();
            let mut said = cut(&mut held, false);
            held.extend(&typed[at..]);
            said.extend(cut(&mut held, false));
            assert_eq!(letters(&said), wanted, "cut at {at}");
            assert_eq!(said.len() - wanted.len(), 5, "cut at {at}");
        }
        // One that never ends is no key either, however long nothing follows.
        assert_eq!(all(b"\x1b_Gi=31;O", true), (vec![], 9));
        assert_eq!(
            all(&[b"\x1b_G".as_slice(), &[b'x'; LONGEST]].concat(), true),
            (vec![], 0)
        );
    }

    proptest! {
        #[test]
        fn anything_is_taken_in_to_its_end(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let (_, left) = all(&bytes, true);
            prop_assert!(left == 0 || bytes.contains(&ESCAPE));
        }
    }
}
