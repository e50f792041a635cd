//! A comparison, drawn.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::super::browse_fixture::{
    ASCII, Memory, UNICODE, drawn, no_timelines, opened, press, settled,
};
use super::*;
use crate::report::comparison_of_tests;

fn view() -> ComparisonView {
    let desk = Arc::new(Memory { against: None });
    let compared = Compared {
        comparison: comparison_of_tests(),
        dev_debug: false,
    };
    ComparisonView::new(desk, no_timelines(), compared)
}

#[test]
fn the_worst_comes_first() {
    insta::assert_snapshot!("comparison_80", drawn(&mut view(), (80, 24), UNICODE));
    insta::assert_snapshot!("comparison_200", drawn(&mut view(), (200, 60), UNICODE));
    let page = drawn(&mut view(), (80, 24), ASCII);
    assert!(page.is_ascii(), "{page}");
    insta::assert_snapshot!("comparison_ascii", page);
}

#[test]
fn nothing_acts_on_the_terminal() {
    let mut view = view();
    for _ in 0..view.list.len() {
        let page = drawn(&mut view, (80, 24), UNICODE);
        let acts = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!page.contains(acts), "{page}");
        press(&mut view, "j");
    }
}

#[test]
fn it_is_sorted_and_filtered_and_shows_everything() {
    let mut view = view();
    let differing = view.list.len();
    press(&mut view, "as");
    assert_eq!(view.list.len(), view.list.all());
    assert!(differing < view.list.len());
    insta::assert_snapshot!("comparison_by_name", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "/regressed\n");
    insta::assert_snapshot!("comparison_filtered", drawn(&mut view, (80, 24), UNICODE));
    press(&mut view, "/ nowhere\n");
    let page = drawn(&mut view, (80, 24), UNICODE);
    assert!(page.contains("nothing fits the filter"), "{page}");
}

#[test]
fn enter_opens_both_plays_or_the_only_one() {
    let mut view = view();
    let comparison = view.compared.comparison.clone();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..view.list.len() {
        let case = view.selected().unwrap().clone();
        let plays = match case.standing {
            Standing::New => Plays::Own,
            Standing::Gone => Plays::Other(comparison.before.clone()),
            _ => Plays::Against(comparison.before.clone()),
        };
        let mut timeline = opened(press(&mut view, "\n"));
        settled(&mut *timeline);
        let page = drawn(&mut *timeline, (400, 24), UNICODE);
        assert!(page.contains(&format!(": {plays:?}")), "{page}");
        seen.insert(format!("{plays:?}"));
        press(&mut view, "j");
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn o_opens_the_report() {
    let mut pager = opened(press(&mut view(), "o"));
    settled(&mut *pager);
    let page = drawn(&mut *pager, (80, 24), UNICODE);
    let cases = comparison_of_tests().cases.len();
    assert!(page.contains(&format!("|{cases} cases")), "{page}");
    let mut help = opened(press(&mut view(), "?"));
    insta::assert_snapshot!("comparison_help", drawn(&mut *help, (80, 24), UNICODE));
}
