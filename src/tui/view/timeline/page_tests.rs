//! The page about the timeline names every key.

use super::keys::{ONE, TWO};

#[test]
fn the_page_names_every_key() {
    let page = include_str!("../../../../docs/timeline.md");
    for key in ONE.iter().chain(TWO).filter(|it| !it.first) {
        let row = format!("| `{}` | {} |", key.keys, key.does);
        assert!(page.contains(&row), "docs/timeline.md lacks {row}");
    }
}
