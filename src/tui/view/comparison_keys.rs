//! The keys of a comparison, and what its marks mean.

use super::help::Legend;
use crate::tui::KeyHelp;

const fn key(keys: &'static str, does: &'static str, first: bool) -> KeyHelp {
    KeyHelp { keys, does, first }
}

/// The same as in the list of samples where they do the same.
pub(super) const KEYS: &[KeyHelp] = &[
    key("Enter", "both timelines", true),
    key("o", "report", true),
    key("/", "filter", true),
    key("s", "sort", true),
    key("a", "all", true),
    key("?", "help", true),
    key("q", "back", true),
    key("j k", "one down, one up; arrows too", false),
    key("space PgDn", "a page down; Ctrl-F too", false),
    key("PgUp", "a page up; Ctrl-B too", false),
    key("g G", "first, last; Home, End too", false),
    key("J K", "scroll what is told of the selected case", false),
    key("s", "the worst first, or by name", false),
    key("a", "list what is the same too, or not", false),
    key("/", "list what fits every word", false),
    key("Q", "end mpdbg", false),
    key("Esc", "list everything again", false),
    key("click", "selects; again: opens. The wheel moves", false),
];

/// What the marks mean.
pub(super) const LEGEND: Legend = &[
    (
        "✗",
        "x",
        "regressed, changed or mixed: fails the comparison",
    ),
    ("✓", "+", "improved"),
    ("~", "~", "differs and does not count, or comes and goes"),
    ("?", "?", "not comparable"),
    ("*", "*", "only the second session has it"),
    ("–", "-", "only the first session has it"),
    ("=", "=", "the same"),
];
