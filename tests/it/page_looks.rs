//! How the pages look: in the dark and in the light, under the pointer, on paper. And the pictures of
//! `docs/pages.md`, which are written anew by
//! `MPDBG_BLESS=1 cargo test --test it the_pictures_of_the_pages -- --ignored`.

use std::path::Path;

use serde_json::json;

use crate::browser::{Browser, Page};
use crate::pages::Pages;

const SAMPLES: [&str; 4] = ["corrupted.mp4", "tone.mp3", "truncated.mp4", "vfr.mkv"];
const STATE: &str = "window.mpdbg.timelines[0].state()";

fn paper(page: &mut Page<'_>) -> u64 {
    let colour = page.eval("getComputedStyle(document.body).backgroundColor");
    let colour = colour.as_str().unwrap();
    let parts = colour
        .trim_start_matches("rgb(")
        .trim_end_matches(')')
        .split(", ");
    parts.map(|it| it.parse::<u64>().unwrap()).sum()
}

#[test]
fn pages_follow_the_dark_and_the_light_and_can_be_turned() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&["truncated.mp4", "vfr.mkv"]);
    let timeline = pages.timeline("truncated.mp4");
    for file in [pages.report(), pages.comparison(), timeline.clone()] {
        let mut page = browser.open(&file, 1000, 700);
        page.prefers("light");
        let light = paper(&mut page);
        page.prefers("dark");
        let dark = paper(&mut page);
        assert!(
            light > 3 * 230 && dark < 3 * 60,
            "{light} {dark} {}",
            file.display()
        );
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
    let mut page = browser.open(&timeline, 1000, 700);
    page.prefers("light");
    page.click(".tl-theme");
    assert!(paper(&mut page) < 3 * 60);
}

#[test]
fn the_pointer_shows_values_and_a_drag_moves() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&["truncated.mp4"]);
    let mut page = browser.open(&pages.timeline("truncated.mp4"), 1280, 900);
    assert_eq!(page.eval(&format!("{STATE}.cursor")), json!(null));
    let (x, y) = page.middle(".tl-plot");
    page.point(x, y);
    assert!(page.eval(&format!("{STATE}.cursor")).is_number());
    let read = "document.querySelectorAll('.tl-value:not(:empty), .tl-tip:not([hidden])').length";
    assert!(page.eval(read).as_u64().unwrap() > 0);
    for _ in 0..3 {
        page.key("+");
    }
    let from = page.eval(&format!("{STATE}.from")).as_f64().unwrap();
    page.drag((x, y), (x - 120.0, y));
    let moved = page.eval(&format!("{STATE}.from")).as_f64().unwrap();
    assert!(moved > from, "dragged to the left, later things are shown");
    assert_eq!(page.complaints(), Vec::<String>::new());
}

#[test]
fn pages_print() {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let pages = Pages::new(&["truncated.mp4", "vfr.mkv"]);
    for file in [
        pages.report(),
        pages.comparison(),
        pages.timeline("truncated.mp4"),
    ] {
        let mut page = browser.open(&file, 1280, 900);
        page.prefers("dark");
        let before = page.eval("document.documentElement.scrollHeight");
        let printed = page.print();
        assert!(
            printed.starts_with(b"%PDF-") && printed.len() > 5_000,
            "{}",
            file.display()
        );
        // What it is on the screen, it is again.
        assert_eq!(page.eval("document.documentElement.scrollHeight"), before);
        assert_eq!(page.complaints(), Vec::<String>::new());
    }
}

/// Writes what is seen into `docs/pages/`, where that is asked for.
fn picture(page: &mut Page<'_>, name: &str) {
    let png = page.picture();
    assert!(png.starts_with(b"\x89PNG") && png.len() > 10_000, "{name}");
    if std::env::var_os("MPDBG_BLESS").is_some() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pages");
        std::fs::write(docs.join(name), png).unwrap();
    }
}

#[test]
#[ignore = "writes the pictures of docs/pages.md where MPDBG_BLESS asks for it"]
fn the_pictures_of_the_pages() {
    let mut browser = Browser::start().unwrap();
    let pages = Pages::new(&SAMPLES);
    let report = pages.report();
    let mut page = browser.open(&report, 1200, 1120);
    page.prefers("light");
    picture(&mut page, "session.png");
    page.prefers("dark");
    page.key("n");
    page.key("Enter");
    page.eval("document.querySelector('tbody.open').scrollIntoView()");
    page.settle();
    picture(&mut page, "session-unfolded.png");

    let comparison = pages.comparison();
    let mut page = browser.open(&comparison, 1200, 1150);
    page.prefers("dark");
    picture(&mut page, "comparison-dark.png");
    page.prefers("light");
    page.eval("document.querySelector('details.pair[open]').scrollIntoView()");
    page.settle();
    picture(&mut page, "comparison.png");

    let mut page = browser.open(&pages.timeline("corrupted.mp4"), 1280, 980);
    page.prefers("light");
    picture(&mut page, "timeline-light.png");
    page.prefers("dark");
    page.key("n");
    let (x, y) = page.middle(".tl-plot");
    page.point(x, y);
    page.eval("scrollTo(0, 0)");
    page.settle();
    picture(&mut page, "timeline-dark.png");

    let mut page = browser.open(&pages.timeline_against("corrupted.mp4"), 1280, 980);
    page.prefers("light");
    picture(&mut page, "timeline-against.png");
}

/// Prints how long a page takes to be drawn again while it is zoomed into, and back, on a canvas without a
/// graphics card.
#[test]
#[ignore = "measures the page of a play that MPDBG_PAGE names; docs/performance.md tells which"]
fn how_long_a_page_is_drawn() {
    let page = std::env::var_os("MPDBG_PAGE").unwrap();
    let mut browser = Browser::start().unwrap();
    let mut page = browser.open(Path::new(&page), 1280, 980);
    let took = page.eval(
        "(() => { const it = window.mpdbg.timelines[0]; const took = [];
           const [from, to] = it.state().whole; const middle = (from + to) / 2;
           for (let zoom = 0; zoom < 40; zoom++) {
             const half = (to - from) / 2 / 1.4 ** (zoom < 20 ? zoom : 40 - zoom);
             const begun = performance.now();
             it.zoom(middle - half, middle + half); it.draw();
             document.body.getBoundingClientRect();
             took.push(performance.now() - begun);
           }
           return took.sort((a, b) => a - b); })()",
    );
    let took: Vec<f64> = took
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_f64().unwrap())
        .collect();
    println!(
        "a redraw takes {:.1} ms [{:.1} .. {:.1}] of {} zooms",
        took[took.len() / 2],
        took[0],
        took[took.len() - 1],
        took.len()
    );
}
