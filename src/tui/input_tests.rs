use proptest::prelude::*;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::*;

/// What is said of this when nothing comes behind it for this time, and how many bytes still wait.
fn all(bytes: &[u8], silence: Duration) -> (Vec<Said>, usize) {
    let mut input = Input::default();
    let mut said = input.take(bytes);
    said.extend(input.silent(silence));
    (said, input.begun.len())
}

fn key(code: KeyCode) -> Said {
    Said::Event(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn with(modifier: KeyModifiers, letter: char) -> Said {
    Said::Event(Event::Key(KeyEvent::new(KeyCode::Char(letter), modifier)))
}

fn alt(letter: char) -> Said {
    with(KeyModifiers::ALT, letter)
}

fn letter(letter: char) -> Said {
    key(KeyCode::Char(letter))
}

#[test]
fn keys_are_keys() {
    let typed = "pä\x1b[A\x1bOB\x1b[5~\x1bx\r";
    let wanted = [
        letter('p'),
        letter('ä'),
        key(KeyCode::Up),
        key(KeyCode::Down),
        key(KeyCode::PageUp),
        alt('x'),
        key(KeyCode::Enter),
    ];
    assert_eq!(all(typed.as_bytes(), Duration::ZERO), (wanted.to_vec(), 0));
    let mouse = all(b"\x1b[<35;12;7M\x1b[<0;0;0M", Duration::ZERO).0;
    assert!(matches!(
        mouse[..],
        [Said::Event(Event::Mouse(_)), Said::Event(Event::Mouse(_))]
    ));
}

#[test]
fn a_lone_escape_is_a_key_once_nothing_follows() {
    assert_eq!(all(b"\x1b", Duration::ZERO), (vec![], 1));
    assert_eq!(all(b"\x1b", SHORT), (vec![key(KeyCode::Esc)], 0));
    let twice = (vec![key(KeyCode::Esc), key(KeyCode::Esc)], 0);
    assert_eq!(all(b"\x1b\x1b", SHORT), twice);
    // It begins too much to be a key.
    assert_eq!(all(b"\x1b[", SHORT), (vec![], 0));
}

#[test]
fn what_begins_a_string_is_a_key_when_no_string_follows() {
    for begin in ['_', ']', 'P', '^', 'X'] {
        let typed = format!("\x1b{begin}");
        assert_eq!(all(typed.as_bytes(), Duration::ZERO), (vec![], 2));
        // A capital is one with shift.
        let pressed = all(typed.as_bytes(), SHORT);
        assert!(
            matches!(&pressed, (said, 0) if matches!(said[..], [Said::Event(Event::Key(it))]
                if it.modifiers.contains(KeyModifiers::ALT) && it.code == KeyCode::Char(begin))),
            "{pressed:?}"
        );
        let then_up = [typed.as_bytes(), b"\x1b[A"].concat();
        let wanted = [pressed.0, vec![key(KeyCode::Up)]].concat();
        assert_eq!(all(&then_up, Duration::ZERO), (wanted, 0));
    }
}

#[test]
fn what_is_no_key_says_nothing() {
    for unknown in [
        &b"\x1b[>1;10;0c"[..],
        b"\x1b[?2026;2$y",
        b"\x1b[8;24;80t",
        b"\xff",
        b"\x1b]11;rgb:0000/0000/0000\x1b\\",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        "\x1b]lquiet – title\x1b\\".as_bytes(),
        b"\x1bP>|XTerm(390)\x1b\\",
        b"\x1bP1+r544e=71\x1b\\",
        b"\x1b^quiet\x1b\\",
        b"\x1bXquiet\x1b\\",
        b"\x1b_quiet\x1b\\",
        b"\x1b_\x1b\\",
    ] {
        assert_eq!(all(unknown, Duration::ZERO), (vec![], 0), "{unknown:?}");
        // Nor does any part of it, in two pieces.
        for at in 3..unknown.len() {
            let mut input = Input::default();
            let mut said = input.take(&unknown[..at]);
            said.extend(input.silent(SHORT));
            said.extend(input.take(&unknown[at..]));
            assert_eq!((said, input.begun.len()), (vec![], 0), "{unknown:?} {at}");
        }
    }
    // A sequence that another one breaks off.
    for begun in ["\x1b[1;", "\x1b]11;", "\x1b_Gi=31;"] {
        let typed = format!("{begun}\x1b[A");
        let said = all(typed.as_bytes(), Duration::ZERO);
        assert_eq!(said, (vec![key(KeyCode::Up)], 0), "{begun:?}");
    }
}

/// A terminal's answers between keys: whoever cuts them where, no key more or less comes of it.
#[test]
fn answers_are_never_keys_wherever_they_are_cut() {
    let typed: &[u8] = b"a\x1b_Gi=31;OK\x1b\\b\x1b[6;20;10t\x1b[?1;0;256S\x1b[?62;4;22cc\x1b[0n";
    let letters = |said: &[Said]| -> Vec<Said> {
        let events = said.iter().filter(|it| matches!(it, Said::Event(_)));
        events.cloned().collect()
    };
    let wanted = ['a', 'b', 'c'].map(letter);
    for at in 0..=typed.len() {
        let mut input = Input::default();
        let mut said = input.take(&typed[..at]);
        said.extend(input.take(&typed[at..]));
        assert_eq!(letters(&said), wanted, "cut at {at}");
        assert_eq!(said.len() - wanted.len(), 5, "cut at {at}");
    }
}

/// What nobody ended: by what a key says behind it, and by silence.
#[test]
fn an_answer_without_an_end_keeps_the_keyboard_only_for_a_moment() {
    let interrupt = || with(KeyModifiers::CONTROL, 'c');
    for half in [
        "\x1b_Gi=31;O",
        "\x1b_G",
        "\x1b[6;20;",
        "\x1b]11;rgb:",
        "\x1bP1",
        "\x1b[M!",
    ] {
        let half = half.as_bytes();
        assert_eq!(all(half, SHORT), (vec![], half.len()), "{half:?}");
        assert_eq!(all(half, LONG), (vec![], 0), "{half:?}");

        let mut input = Input::default();
        input.take(half);
        input.silent(SHORT);
        let almost = LONG.checked_sub(SHORT).unwrap_or_default();
        assert_eq!(input.silent(almost), []);
        input.silent(LONG);
        assert_eq!(input.take(b"q"), [letter('q')], "{half:?}");
        if half != b"\x1b[M!" {
            let said = all(&[half, b"\x03"].concat(), Duration::ZERO);
            assert_eq!(said, (vec![interrupt()], 0), "{half:?}");
        }
    }
    // Half of its end, or a person who wants to go back.
    let said = all(b"\x1b_Gi=31;O\x1b", LONG);
    assert_eq!(said, (vec![key(KeyCode::Esc)], 0));
}

#[test]
fn of_an_endless_answer_nothing_is_kept_and_nothing_is_a_key() {
    for (begin, end) in [
        ("\x1b_Gi=31;", "\x1b\\"),
        ("\x1b]52;c;", "\x07"),
        ("\x1bP", "\x1b\\"),
        ("\x1b[", "A"),
    ] {
        let mut input = Input::default();
        let mut said = input.take(begin.as_bytes());
        for _ in 0..10 {
            said.extend(input.take(&[b'1'; LONGEST]));
            assert!(input.begun.len() <= LONGEST, "{}", input.begun.len());
        }
        // The end itself in two pieces, and nothing of this is the answer that it looks like.
        said.extend(input.take(b"1;1"));
        for byte in end.bytes() {
            said.extend(input.take(&[byte]));
        }
        assert_eq!(said, [], "{begin:?}");
        assert_eq!(input.take(b"q"), [letter('q')], "{begin:?}");
        assert_eq!(input.take(b"\x1b[0n"), [Said::Answer(Answer::Ready)]);
    }
    // Cut between both bytes of its end.
    let mut input = Input::default();
    let long = [b"\x1b_G".as_slice(), &[b'1'; LONGEST], b"\x1b"].concat();
    assert_eq!(input.take(&long), []);
    assert_eq!(input.take(b"\\q"), [letter('q')]);
}

/// Bytes of which many begin, go on with or end a sequence.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..40),
        proptest::sample::select(b"\x1b[_]PXGOM;0mc\\\x07\x03\xc3".to_vec())
            .prop_map(|it| vec![it]),
        (0..2 * LONGEST).prop_map(|it| vec![b'1'; it]),
        Just(b"\x1b[<0;".to_vec()),
        Just(b"\x1b_Gi=".to_vec()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|it| it.concat())
}

proptest! {
    #[test]
    fn anything_is_taken_in_to_its_end(bytes in bytes(), size in 1_usize..5000) {
        let mut input = Input::default();
        for piece in bytes.chunks(size) {
            input.take(piece);
            prop_assert!(input.begun.len() <= LONGEST);
            prop_assert!(input.begun.is_empty() || length(&input.begun).is_none());
        }
        input.silent(SHORT);
        let left = &input.begun;
        prop_assert!(left.is_empty() || (is_answer(left) && length(left).is_none()), "{left:?}");
        input.silent(LONG);
        prop_assert!(input.begun.is_empty(), "{:?}", input.begun);
        prop_assert_eq!(input.take(b"q"), [letter('q')]);
    }

    /// Who waits as long as is due never waits for nothing.
    #[test]
    fn what_waits_is_due_later_or_never(bytes in bytes(), times in proptest::collection::vec(0_u64..1200, 1..9)) {
        let mut input = Input::default();
        input.take(&bytes);
        let mut times = times;
        times.sort_unstable();
        for time in times.into_iter().map(Duration::from_millis) {
            input.silent(time);
            let due = input.due(time);
            prop_assert!(due.is_none_or(|it| !it.is_zero()), "{due:?} at {time:?}");
            prop_assert_eq!(due.is_none(), input.begun.is_empty());
        }
    }
}
