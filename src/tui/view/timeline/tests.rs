//! The view as it is seen, at 80x24 and 200x60.

use std::sync::mpsc;

use mpdbg_analysis::{Axis, Channel, Strand, Tolerance, diverge};
use mpdbg_media::Raster;
use mpdbg_model::{ContentHash, MediaTime};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{
    KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};
use ratatui::style::Color;

use super::fixture::{Faults, events, looped, play};
use super::{Against, TimelineView};
use crate::tui::view::PicturePanel;
use crate::tui::{Look, Next, Screen};

const COLOUR: Look = Look {
    colour: true,
    ascii: false,
};

fn one() -> TimelineView {
    TimelineView::new(play("broken", Faults::All))
}

fn two() -> TimelineView {
    let (before, after) = (events(Faults::None), events(Faults::All));
    let strand = |events| Strand {
        events,
        whole: true,
    };
    let parted = diverge(strand(&before), strand(&after), Tolerance::EXACT);
    let (tell, told) = mpsc::channel();
    tell.send(Ok(parted)).unwrap();
    let against = Against::new(told, true);
    TimelineView::against(
        play("before", Faults::None),
        play("after", Faults::All),
        against,
    )
}

fn press(view: &mut TimelineView, keys: &str) {
    for key in keys.chars() {
        let code = match key {
            '\n' => KeyCode::Enter,
            '\u{1b}' => KeyCode::Esc,
            key => KeyCode::Char(key),
        };
        view.key(KeyEvent::new(code, KeyModifiers::NONE));
    }
}

/// Draws it as the loop does, until there is nothing left to do.
fn drawn(view: &mut TimelineView, (width, height): (u16, u16), look: Look) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    loop {
        let draw = |frame: &mut ratatui::Frame<'_>| view.draw(frame, frame.area(), look);
        terminal.draw(draw).unwrap();
        if !(view.is_busy() && view.work()) {
            return terminal.backend().buffer().clone();
        }
    }
}

fn text(buffer: &Buffer) -> String {
    let columns = usize::from(buffer.area.width);
    let rows = buffer.content().chunks(columns);
    let text = |row: &[ratatui::buffer::Cell]| {
        let text: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        text.trim_end().to_owned()
    };
    rows.map(text).collect::<Vec<_>>().join("\n")
}

/// What is seen after some keys.
fn seen(mut view: TimelineView, size: (u16, u16), look: Look, keys: &str) -> String {
    drawn(&mut view, size, look);
    press(&mut view, keys);
    text(&drawn(&mut view, size, look))
}

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (200, 60);

#[test]
fn the_whole_play() {
    insta::assert_snapshot!("whole_80x24", seen(one(), SMALL, COLOUR, ""));
    insta::assert_snapshot!("whole_200x60", seen(one(), LARGE, COLOUR, ""));
    insta::assert_snapshot!("whole_40x10", seen(one(), (40, 10), COLOUR, ""));
}

#[test]
fn single_pictures() {
    insta::assert_snapshot!("zoomed_80x24", seen(one(), SMALL, COLOUR, "++++"));
    insta::assert_snapshot!("zoomed_200x60", seen(one(), LARGE, COLOUR, "++++"));
}

#[test]
fn a_defect_and_why() {
    insta::assert_snapshot!("defect_80x24", seen(one(), SMALL, COLOUR, "n"));
    insta::assert_snapshot!("defect_200x60", seen(one(), LARGE, COLOUR, "nn"));
    insta::assert_snapshot!("details_80x24", seen(one(), SMALL, COLOUR, "n\n"));
    insta::assert_snapshot!("details_200x60", seen(one(), LARGE, COLOUR, "nn\n"));
    insta::assert_snapshot!("lanes_80x24", seen(one(), SMALL, COLOUR, "\n\n"));
}

#[test]
fn two_plays() {
    insta::assert_snapshot!("against_80x24", seen(two(), SMALL, COLOUR, ""));
    insta::assert_snapshot!("against_200x60", seen(two(), LARGE, COLOUR, ""));
    insta::assert_snapshot!("differences_80x24", seen(two(), SMALL, COLOUR, "d"));
    insta::assert_snapshot!("differences_200x60", seen(two(), LARGE, COLOUR, "d"));
    insta::assert_snapshot!("by_run_time_80x24", seen(two(), SMALL, COLOUR, "a"));
    insta::assert_snapshot!("by_run_time_200x60", seen(two(), LARGE, COLOUR, "a"));
}

/// Two plays with the pictures at the first difference, from dark to bright in either direction.
fn with_pictures() -> TimelineView {
    let mut view = two();
    let (pts, hash) = (MediaTime::from_nanos(1_000_000_000), ContentHash::Xxh3(25));
    let raster = |rises: bool| {
        let bright = |x: u8| if rises { x * 16 } else { 240 - x * 16 };
        let row = (0..16).flat_map(|x| [bright(x); 3]);
        let row: Vec<u8> = row.collect();
        Raster {
            width: 16,
            height: 8,
            rgb: row.repeat(8),
        }
    };
    let sides = view.sides.iter().zip([true, false]);
    let panel = |play, rises| PicturePanel::of(play).with_found(pts, hash, raster(rises));
    view.pictures = sides.map(|(it, rises)| panel(&it.play, rises)).collect();
    view
}

#[test]
fn two_pictures_stand_beside_each_other() {
    let plain = Look {
        colour: false,
        ascii: false,
    };
    for (name, size) in [
        ("pictures_against_80x24", SMALL),
        ("pictures_against_200x60", LARGE),
    ] {
        let text = seen(with_pictures(), size, plain, "");
        assert_eq!(text.matches("1.000 s: as it was").count(), 2, "{text}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn every_key_is_on_the_help_page() {
    for (name, mut view) in [("help", one()), ("help_against", two())] {
        let Next::Open(mut help) = view.key(KeyEvent::new(KeyCode::Char('?'), KeyModifiers::NONE))
        else {
            panic!("no help");
        };
        for (width, height) in [SMALL, LARGE] {
            let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
            let draw = |frame: &mut ratatui::Frame<'_>| help.draw(frame, frame.area(), COLOUR);
            terminal.draw(draw).unwrap();
            let text = text(terminal.backend().buffer());
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), text);
        }
    }
}

#[test]
fn ascii_is_ascii() {
    let look = Look {
        ascii: true,
        ..COLOUR
    };
    for (name, view, size, keys) in [
        ("ascii_80x24", one(), SMALL, "n"),
        ("ascii_200x60", one(), LARGE, "n"),
        ("ascii_against_80x24", two(), SMALL, ""),
        ("ascii_against_200x60", two(), LARGE, "a"),
    ] {
        let text = seen(view, size, look, keys);
        assert!(text.is_ascii(), "{text}");
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn without_colour_nothing_is_coloured_and_the_same_is_said() {
    let plain = Look {
        colour: false,
        ascii: false,
    };
    for view in [one, two] {
        let (mut coloured, mut uncoloured) = (view(), view());
        let with = drawn(&mut coloured, LARGE, COLOUR);
        let without = drawn(&mut uncoloured, LARGE, plain);
        assert_eq!(text(&with), text(&without));
        let is_plain =
            |cell: &ratatui::buffer::Cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset);
        assert!(without.content().iter().all(is_plain));
        assert!(!with.content().iter().all(is_plain));
    }
}

#[test]
fn the_cursor_begins_where_the_first_thing_went_wrong() {
    let view = one();
    let first = view.sides[0].spans(Axis::Run)[0].window;
    assert_eq!(view.scope.at(), first.from);
    let mut both = two();
    drawn(&mut both, SMALL, COLOUR);
    assert_eq!(both.scope.axis(), Axis::Media);
    assert_eq!(both.scope.at(), 25 * 40_000_000, "the first late picture");
}

#[test]
fn every_defect_is_reached_once_in_either_direction() {
    let mut view = one();
    drawn(&mut view, SMALL, COLOUR);
    let all = view.sides[0].spans(Axis::Run).len();
    assert!(all >= 4, "{all}");
    let mut reached = vec![view.chosen];
    loop {
        press(&mut view, "n");
        if view.notice.is_some() {
            break;
        }
        assert!(view.scope.window().holds(view.scope.at()));
        reached.push(view.chosen);
    }
    assert_eq!(view.notice.as_deref(), Some("this is the last defect"));
    reached.dedup();
    assert_eq!(reached.len(), all);
    for _ in 1..all {
        press(&mut view, "N");
    }
    assert_eq!(view.chosen, reached[0]);
}

#[test]
fn a_time_and_an_event_are_gone_to() {
    let mut view = one();
    drawn(&mut view, SMALL, COLOUR);
    press(&mut view, "t2.5\n");
    assert_eq!(view.scope.at(), 2_500_000_000);
    press(&mut view, ":42\n");
    assert_eq!(view.scope.event(), Some(42));
    let at = view.sides[0].play.event(42).unwrap().at;
    assert_eq!(view.scope.at() as u64, at.nanos());
    press(&mut view, "j");
    assert_eq!(view.scope.event(), Some(43));
    press(&mut view, "kk");
    assert_eq!(view.scope.event(), Some(41));
    press(&mut view, "e999999\n");
    let notice = view.notice.clone().unwrap();
    assert!(notice.starts_with("the last event is "), "{notice}");
    press(&mut view, "tx\n");
    let line = text(&drawn(&mut view, SMALL, COLOUR));
    assert!(line.contains("`x` is no time"), "{line}");
    // What is typed is no key.
    press(&mut view, "tq");
    assert!(view.prompt.is_some());
    press(&mut view, "\u{1b}");
    assert!(view.prompt.is_none());
}

#[test]
fn the_axis_is_turned_at_the_same_moment() {
    let mut view = one();
    drawn(&mut view, SMALL, COLOUR);
    press(&mut view, "t2.1\n");
    press(&mut view, "x");
    assert_eq!(view.scope.axis(), Axis::Media);
    let at = view.scope.at();
    assert!((1_960_000_000..=2_000_000_000).contains(&at), "{at}");
    press(&mut view, "x");
    assert_eq!(view.scope.axis(), Axis::Run);
    let at = view.scope.at();
    assert!((2_000_000_000..=2_100_000_000).contains(&at), "{at}");
}

fn mouse(view: &mut TimelineView, kind: MouseEventKind, column: u16) -> bool {
    let event = MouseEvent {
        kind,
        column,
        row: 4,
        modifiers: KeyModifiers::NONE,
    };
    matches!(view.mouse(event), Next::Redraw)
}

#[test]
fn the_mouse_puts_the_cursor_zooms_and_drags() {
    let mut view = one();
    drawn(&mut view, SMALL, COLOUR);
    let graph = view.graph;
    let middle = graph.x + graph.width / 2;
    assert!(mouse(
        &mut view,
        MouseEventKind::Down(MouseButton::Left),
        middle
    ));
    assert_eq!(
        view.scope.column(view.columns()),
        usize::from(graph.width / 2)
    );
    mouse(&mut view, MouseEventKind::Up(MouseButton::Left), middle);
    let whole = view.scope.window();
    mouse(&mut view, MouseEventKind::ScrollUp, middle);
    let near = view.scope.window();
    assert_eq!(near.length(), whole.length() / 2);
    assert!(near.from > whole.from && near.to < whole.to);
    mouse(&mut view, MouseEventKind::Down(MouseButton::Left), middle);
    mouse(
        &mut view,
        MouseEventKind::Drag(MouseButton::Left),
        middle + 5,
    );
    let dragged = view.scope.window();
    assert!(
        dragged.from < near.from,
        "what was under the mouse follows it"
    );
    mouse(&mut view, MouseEventKind::Up(MouseButton::Left), middle + 5);
    assert!(!mouse(&mut view, MouseEventKind::Moved, middle));
    assert!(!mouse(
        &mut view,
        MouseEventKind::Drag(MouseButton::Left),
        middle
    ));
}

#[test]
fn untrusted_words_do_not_reach_the_screen() {
    let text = seen(one(), LARGE, COLOUR, "t2.5\n");
    assert!(!text.contains('\u{1b}'));
    // A wide character has a cell of its own behind it.
    assert!(text.contains(r"kein ü, 日 !\x1b[2J"), "{text}");
}

#[test]
fn any_size_is_drawn() {
    let mut view = two();
    for (width, height) in [
        (40, 10),
        (41, 11),
        (79, 23),
        (120, 12),
        (300, 90),
        (60, 200),
    ] {
        for keys in ["", "\n", "\n", "\n", "d"] {
            press(&mut view, keys);
            drawn(&mut view, (width, height), COLOUR);
        }
    }
}

/// Twelve thousand times the same second: every place is met by all five sections.
#[test]
fn content_that_is_played_again_and_again_is_seen_sharply_from_near() {
    let mut view = TimelineView::new(looped(12_000));
    press(&mut view, "x");
    drawn(&mut view, LARGE, COLOUR);
    press(&mut view, "0");
    let picture = |view: &TimelineView| {
        let readouts = view.sides[0].readouts(Axis::Media, view.scope.at());
        readouts[Channel::Presented as usize].map(|it| (it.exact, it.event))
    };
    for _ in 0..6 {
        press(&mut view, "+");
    }
    drawn(&mut view, LARGE, COLOUR);
    let counts = view.sides[0].cells(Channel::Presented).iter().flatten();
    let counts: Vec<u32> = counts.map(|it| it.count).collect();
    assert!(
        !counts.is_empty() && counts.iter().all(|it| *it == 12_000),
        "{counts:?}"
    );
    let (exact, event) = picture(&view).unwrap();
    assert!(
        exact && event >= 299_975,
        "the last time that it was shown: {event}"
    );
    assert!(view.sides[0].play.timeline.event(event).is_some());
}
