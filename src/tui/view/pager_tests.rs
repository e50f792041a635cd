//! The pager, drawn.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use mpdbg_model::{Case, SampleName};

use super::super::browse_fixture::{ASCII, Memory, UNICODE, drawn, opened, press, settled};
use super::*;
use crate::browse::Desk;

fn pager() -> PagerView {
    let case = Case::plain(SampleName::parse("clip.mp4").unwrap());
    let desk = Memory { against: None };
    let names = desk.texts();
    let read = move |number: usize| desk.text(&case, number);
    let mut pager = PagerView::new("clip.mp4".to_owned(), names, Arc::new(read));
    settled(&mut pager);
    pager
}

#[test]
fn a_report_is_read_page_by_page() {
    let mut pager = pager();
    insta::assert_snapshot!("pager_80", drawn(&mut pager, (80, 24), UNICODE));
    insta::assert_snapshot!("pager_200", drawn(&mut pager, (200, 60), UNICODE));
    drawn(&mut pager, (80, 24), UNICODE);
    for (keys, first) in [
        (" ", 23),
        ("b", 1),
        ("jj", 3),
        ("k", 2),
        ("G", 79),
        ("g", 1),
    ] {
        press(&mut pager, keys);
        let page = drawn(&mut pager, (80, 24), UNICODE);
        let line = page.lines().nth(1).unwrap();
        assert!(
            line.starts_with(&format!("|{first:>4}  a line")),
            "{keys}: {line}"
        );
    }
    press(&mut pager, "l");
    let page = drawn(&mut pager, (80, 24), UNICODE);
    assert!(page.contains("about clip.mp4, quite a long one that goes on and on behind the edge"));
}

#[test]
fn what_is_searched_for_is_marked() {
    let mut pager = pager();
    drawn(&mut pager, (80, 24), UNICODE);
    press(&mut pager, "/42");
    insta::assert_snapshot!("pager_typing", drawn(&mut pager, (80, 24), UNICODE));
    insta::assert_snapshot!("pager_typing_200", drawn(&mut pager, (200, 60), UNICODE));
    drawn(&mut pager, (80, 24), UNICODE);
    press(&mut pager, "\n");
    settled(&mut pager);
    let mut terminal = ratatui::Terminal::new(ratatui::backend::TestBackend::new(80, 24)).unwrap();
    let frame = terminal
        .draw(|frame| pager.draw(frame, frame.area(), UNICODE))
        .unwrap();
    let reversed = |x| frame.buffer[(x, 1)].modifier.contains(Modifier::REVERSED);
    let marked: Vec<u16> = (0..80).filter(|x| reversed(*x)).collect();
    assert_eq!(marked, [2, 3]);
    press(&mut pager, "n");
    settled(&mut pager);
    let page = drawn(&mut pager, (80, 24), UNICODE);
    assert!(page.lines().nth(1).unwrap().starts_with("|  42"), "{page}");
    press(&mut pager, "/nowhere\n");
    settled(&mut pager);
    let page = drawn(&mut pager, (80, 24), UNICODE);
    assert!(page.ends_with("not found |\n"), "{page}");
}

#[test]
fn another_text_is_read_when_it_is_asked_for() {
    let mut pager = pager();
    press(&mut pager, "\t");
    settled(&mut pager);
    let page = drawn(&mut pager, (80, 24), ASCII);
    assert!(page.contains(" nothing was written"), "{page}");
    press(&mut pager, "3");
    settled(&mut pager);
    let page = drawn(&mut pager, (80, 24), ASCII);
    assert!(
        page.contains(" `clip.mp4` has no recording; `mpdbg play` makes one"),
        "{page}"
    );
    press(&mut pager, "\t");
    let page = drawn(&mut pager, (80, 24), ASCII);
    assert!(page.contains("   1  a line about clip.mp4"), "{page}");
}

#[test]
fn every_key_is_on_the_help_page() {
    let mut help = opened(press(&mut pager(), "?"));
    insta::assert_snapshot!("pager_help", drawn(&mut *help, (80, 24), UNICODE));
    insta::assert_snapshot!("pager_help_200", drawn(&mut *help, (200, 60), UNICODE));
}

#[test]
fn untrusted_lines_do_not_act_and_are_not_read_to_their_end() {
    let hostile = format!("\u{1b}[2J{}\n", "日".repeat(1_000_000));
    let mut pager = PagerView::new(
        "a\u{1b}b".to_owned(),
        vec!["x"],
        Arc::new(move |_| Ok(hostile.clone())),
    );
    settled(&mut pager);
    let page = drawn(&mut pager, (80, 24), UNICODE);
    assert!(page.starts_with("| a\\x1bb "), "{page}");
    assert!(page.contains("|\\x1b[2J日日"), "{page}");
    assert!(!page.contains('\u{1b}'));
}
