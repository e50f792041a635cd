//! The keys of the pager.

use crate::tui::KeyHelp;

const fn key(keys: &'static str, does: &'static str, first: bool) -> KeyHelp {
    KeyHelp { keys, does, first }
}

/// As in less.
pub(super) const KEYS: &[KeyHelp] = &[
    key("q", "back", true),
    key("/", "search", true),
    key("n N", "next, previous", true),
    key("Tab 1-9", "other text", true),
    key("?", "help", true),
    key("j k", "a line down, up; arrows too", false),
    key("space b", "a page down, up; PgDn, PgUp too", false),
    key("Ctrl-D Ctrl-U", "half a page down, up", false),
    key("g G", "beginning, end; Home, End too", false),
    key("h l", "to the left, to the right; arrows too", false),
    key("/", "search; small letters find capitals too", false),
    key(
        "Tab 1 2 3",
        "the next text, the first, second, third one",
        false,
    ),
    key("Q", "end mpdbg", false),
];
