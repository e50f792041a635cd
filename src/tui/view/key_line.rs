//! The last line of a screen: the keys that one needs, and what was said last.

use ratatui::text::{Line, Span};

use super::columns::{cut, width};
use crate::tui::{Ink, KeyHelp, Look};

/// The keys that come first, as many as there is room for; `?` and the way out are always among them where they
/// stand in front.
pub(super) fn key_line(keys: &[KeyHelp], columns: usize, look: Look) -> Line<'static> {
    let mut spans = Vec::new();
    let mut room = columns;
    for key in keys.iter().filter(|it| it.first) {
        let (name, does) = (format!(" {}", key.keys), format!(" {} ", key.does));
        let needed = width(&name) + width(&does);
        if needed > room {
            break;
        }
        room -= needed;
        spans.push(Span::styled(name, look.ink(Ink::Key)));
        spans.push(Span::styled(does, look.ink(Ink::Quiet)));
    }
    Line::from(spans)
}

/// A line that asks for something, with what was typed so far and a mark where typing goes on.
pub(super) fn prompt_line(asks: &str, typed: &str, columns: usize, look: Look) -> Line<'static> {
    let room = columns.saturating_sub(width(asks) + 1);
    let skipped = width(typed).saturating_sub(room);
    let shown = if skipped > 0 {
        super::columns::part(&super::columns::drawable(typed, look), skipped, room)
    } else {
        cut(typed, room, look)
    };
    Line::from(vec![
        Span::styled(asks.to_owned(), look.ink(Ink::Key)),
        Span::raw(shown),
        Span::styled(look.pick("▏", "_"), look.ink(Ink::Key)),
    ])
}
