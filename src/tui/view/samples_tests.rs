//! The list of samples, drawn.

use std::sync::Arc;

use mpdbg_analysis::{Bucket, Conclusion};
use ratatui::crossterm::event::{KeyModifiers, MouseButton, MouseEventKind};

use super::super::browse_fixture::{
    ASCII, Memory, UNICODE, drawn, found, no_timelines, opened, press, rows, settled,
};
use super::*;
use crate::browse::{Details, Progress};

fn view() -> SamplesView {
    let desk: Arc<dyn Desk> = Arc::new(Memory { against: None });
    let crew = Crew::idle(Arc::clone(&desk));
    let mut view = SamplesView::with(desk, no_timelines(), crew);
    view.take(News::Listed(rows()));
    view.arrange();
    view
}

#[test]
fn before_the_session_is_read() {
    let desk: Arc<dyn Desk> = Arc::new(Memory { against: None });
    let crew = Crew::idle(Arc::clone(&desk));
    let mut view = SamplesView::with(desk, no_timelines(), crew);
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(page.contains("reading the session"), "{page}");
    view.take(News::Trouble("_samples.json: damaged".to_owned()));
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(page.contains(" _samples.json: damaged"), "{page}");
}

#[test]
fn the_worst_comes_first() {
    insta::assert_snapshot!("samples_80", drawn(&mut view(), (80, 24), UNICODE));
    insta::assert_snapshot!("samples_200", drawn(&mut view(), (200, 60), UNICODE));
    insta::assert_snapshot!("samples_ascii", drawn(&mut view(), (80, 24), ASCII));
}

#[test]
fn in_ascii_everything_is_ascii_and_nothing_acts() {
    let page = drawn(&mut view(), (80, 24), ASCII);
    assert!(page.is_ascii(), "{page}");
    let page = drawn(&mut view(), (80, 24), UNICODE);
    let acts = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
    assert!(!page.contains(acts), "{page}");
    assert!(
        page.lines()
            .all(|line| super::super::columns::width(line) == 82),
        "{page}"
    );
}

#[test]
fn it_is_sorted_and_reversed() {
    let mut view = view();
    press(&mut view, "jjss");
    insta::assert_snapshot!("samples_by_defects", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "r");
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(page.contains("defects▲"), "{page}");
}

#[test]
fn it_is_filtered_while_one_types() {
    let mut view = view();
    press(&mut view, "/late");
    insta::assert_snapshot!("samples_filtering", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "\n");
    insta::assert_snapshot!("samples_filtered", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "/\u{8}\u{8}\u{8}\u{8}nowhere\n");
    insta::assert_snapshot!("samples_nothing_fits", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "\u{1b}");
    assert_eq!(view.list.len(), 10);
    // Esc while typing brings back what was before.
    press(&mut view, "/late\n/ q\u{1b}");
    assert_eq!((view.list.filter(), view.prompt.is_none()), ("late", true));
}

#[test]
fn a_session_that_is_being_recorded() {
    let mut view = view();
    view.take(News::Recorded(true));
    view.take(News::Case(0, Progress::Playing));
    for case in [6, 9] {
        view.take(News::Case(case, Progress::Waiting));
    }
    view.arrange();
    insta::assert_snapshot!("samples_recorded_80", drawn(&mut view, (80, 24), UNICODE));
    insta::assert_snapshot!("samples_recorded_200", drawn(&mut view, (200, 60), UNICODE));
    let crashed = found(
        Bucket::AlwaysCrashed,
        Conclusion::Crashed,
        &[("life::hung", 2)],
        0,
    );
    view.take(News::Case(0, crashed));
    view.arrange();
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(
        page.contains("CRASHED: 2 samples crashed or hung to the last"),
        "{page}"
    );
}

#[test]
fn a_damaged_recording_is_no_missing_one() {
    let mut view = view();
    let Progress::Was(mut lost) = rows().remove(6).progress else {
        panic!("it is judged");
    };
    lost.details = Some(Details {
        ending: "recording damaged: block 3\u{1b}[2J".to_owned(),
        damaged: true,
        ..Details::default()
    });
    view.take(News::Case(6, Progress::Was(lost)));
    view.arrange();
    let mut places = 0..view.list.len();
    let place = places.find(|it| view.list.row(*it).is_some_and(|row| row.0 == 6));
    assert!(place.is_some());
    view.to(place.unwrap_or_default());
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(page.contains("DAMAGED: 1 recording"), "{page}");
    assert!(!page.contains("not recorded"), "{page}");
    assert!(page.contains("# g-lost.mp4"), "{page}");
    assert!(
        page.contains(r" recording damaged: block 3\x1b[2J"),
        "{page}"
    );
}

#[test]
fn one_moves_as_in_less() {
    let mut view = view();
    drawn(&mut view, (80, 12), UNICODE);
    for (keys, place) in [
        ("j", 1),
        ("k", 0),
        ("k", 0),
        ("G", 9),
        ("g", 0),
        (" ", 6),
        (" ", 9),
    ] {
        press(&mut view, keys);
        assert_eq!(view.list.place(), place, "{keys}");
    }
}

#[test]
fn a_click_selects_and_another_one_opens() {
    let mut view = view();
    drawn(&mut view, (80, 24), UNICODE);
    let click = |row| MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 5,
        row,
        modifiers: KeyModifiers::NONE,
    };
    assert!(matches!(view.mouse(click(6)), Next::Redraw));
    assert_eq!(view.list.place(), 2);
    assert!(matches!(view.mouse(click(2)), Next::Stay));
    assert!(matches!(view.mouse(click(20)), Next::Stay));
    let mut timeline = opened(view.mouse(click(6)));
    settled(&mut *timeline);
    let page = drawn(&mut *timeline, (80, 24), UNICODE);
    assert!(page.contains(" no timeline of g-lost.mp4: Own"), "{page}");
    assert!(page.contains(" `mpdbg play` makes one"), "{page}");
    assert!(matches!(press(&mut *timeline, "q"), Next::Back));
}

#[test]
fn c_asks_for_a_session_unless_one_is_known() {
    let mut choice = opened(press(&mut view(), "c"));
    insta::assert_snapshot!("samples_choice", drawn(&mut *choice, (80, 24), UNICODE));
    insta::assert_snapshot!(
        "samples_choice_200",
        drawn(&mut *choice, (200, 60), UNICODE)
    );
    press(&mut *choice, "yes");
    let page = drawn(&mut *choice, (80, 24), UNICODE);
    assert!(
        page.contains("yesterday") && !page.contains("long-ago"),
        "{page}"
    );
    let mut failed = opened(press(&mut *choice, "\n"));
    settled(&mut *failed);
    let page = drawn(&mut *failed, (80, 24), UNICODE);
    assert!(page.contains(" no session `yesterday`"), "{page}");

    let desk: Arc<dyn Desk> = Arc::new(Memory {
        against: Some("before".to_owned()),
    });
    let crew = Crew::idle(Arc::clone(&desk));
    let mut known = SamplesView::with(desk, no_timelines(), crew);
    let mut comparison = opened(press(&mut known, "c"));
    settled(&mut *comparison);
    let page = drawn(&mut *comparison, (80, 24), UNICODE);
    assert!(page.contains(" against before"), "{page}");
}

#[test]
fn every_key_is_on_the_help_page() {
    let mut help = opened(press(&mut view(), "?"));
    insta::assert_snapshot!("samples_help_80", drawn(&mut *help, (80, 24), UNICODE));
    insta::assert_snapshot!("samples_help_200", drawn(&mut *help, (200, 60), UNICODE));
    drawn(&mut *help, (80, 24), UNICODE);
    press(&mut *help, "jjj");
    let page = drawn(&mut *help, (80, 24), UNICODE);
    assert!(!page.contains("Enter "), "{page}");
    assert!(matches!(press(&mut *help, "q"), Next::Back));
}
