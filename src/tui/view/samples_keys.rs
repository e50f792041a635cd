//! The keys of the list of samples.

use crate::tui::KeyHelp;

const fn key(keys: &'static str, does: &'static str, first: bool) -> KeyHelp {
    KeyHelp { keys, does, first }
}

/// As people know them from less, vim and htop.
pub(super) const KEYS: &[KeyHelp] = &[
    key("Enter", "timeline", true),
    key("o", "reports", true),
    key("c", "compare", true),
    key("/", "filter", true),
    key("s", "sort", true),
    key("?", "help", true),
    key("q", "quit", true),
    key("j k", "one down, one up; arrows too", false),
    key("space PgDn", "a page down; Ctrl-F too", false),
    key("PgUp", "a page up; Ctrl-B too", false),
    key("Ctrl-D Ctrl-U", "half a page down, up", false),
    key("g G", "first, last; Home, End too", false),
    key(
        "s r",
        "sort by verdict, name, defects, late; reverse",
        false,
    ),
    key("/", "list what fits every word; `!word` leaves out", false),
    key("Esc", "list everything again", false),
    key("click", "selects; again: opens. The wheel moves", false),
    key("Ctrl-L", "draw anew", false),
    key("Q", "end mpdbg", false),
    key("Ctrl-Z Ctrl-C", "suspend, end mpdbg", false),
];
