//! What happened, as a mark in each column: pictures, sound, messages, control.

use mpdbg_analysis::{Axis, Cell, Channel, Window};
use mpdbg_model::{Event, What};

use super::glyph::{BLANK, Glyph, Label, Row, blank, glyph, label};
use super::side::Side;
use crate::report::event_kind;
use crate::tui::{Ink, Look};

/// Fewer characters of words, and the blank before them, say nothing.
const LEAST: usize = 8;
/// Sound of one call may be written so much before the next, in nanoseconds.
const AHEAD: i64 = 100_000_000;

/// The part that is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub(super) axis: Axis,
    pub(super) window: Window,
    pub(super) columns: usize,
    pub(super) look: Look,
}

impl Frame {
    /// Nanoseconds that a column stands for, at least 1.
    pub(super) fn width(&self) -> i64 {
        (self.window.length() / self.columns.max(1) as i64).max(1)
    }

    /// The first and the last column of what lies in a window; none where it is outside.
    pub(super) fn span(&self, part: Window) -> Option<(usize, usize)> {
        if !part.meets(self.window) {
            return None;
        }
        let from = part.from.max(self.window.from);
        let last = (part.to - 1).min(self.window.to - 1);
        let column = |at| self.window.column(at, self.columns);
        Some((column(from)?, column(last)?))
    }
}

/// What is drawn for a channel: the later in a list, the more it matters.
type Sign = (Channel, Glyph);

/// Pictures: a line while one is shown, a stroke where the next one begins once they are told apart.
pub(super) fn video(side: &Side, frame: &Frame) -> Row {
    let look = frame.look;
    let apart = side.picture >= frame.width() * 3;
    let begin = if apart {
        look.pick('┃', '|')
    } else {
        look.pick('━', '=')
    };
    let goes_on = if apart { look.pick('─', '-') } else { begin };
    let shown: [Sign; 1] = [(Channel::Presented, glyph(begin, Ink::Good))];
    let mut row = marks(side, frame, &shown);
    put(&mut row, side, (Channel::Late, glyph('L', Ink::Minor)));
    let lasts = side.picture * 2;
    let shown = [Channel::Presented, Channel::Late].map(|it| side.before(it));
    let last = shown.into_iter().flatten().map(|it| it.place).max();
    let left = last.map_or(0, |it| it.saturating_add(lasts) - frame.window.from);
    carry(&mut row, frame, glyph(goes_on, Ink::Good), left, |_| lasts);
    let gone = [
        (Channel::Flushed, glyph('f', Ink::Quiet)),
        (Channel::NotReturned, glyph('N', Ink::Major)),
        (Channel::Dropped, glyph('D', Ink::Major)),
    ];
    for (channel, sign) in gone {
        for (there, cell) in row.iter_mut().zip(side.cells(channel)) {
            let hidden = channel == Channel::Flushed && *there != BLANK;
            if cell.is_some() && !hidden {
                *there = sign;
            }
        }
    }
    missing(&mut row, side, frame);
    row
}

/// Sound: a line while there is some.
pub(super) fn audio(side: &Side, frame: &Frame) -> Row {
    let line = glyph(frame.look.pick('━', '='), Ink::Second);
    let mut row = marks(side, frame, &[(Channel::Written, line)]);
    let written = side.cells(Channel::Written);
    let lasts = |length: i64| length.saturating_mul(2).max(AHEAD);
    let last = side.before(Channel::Written);
    let left = last.map_or(0, |it| {
        it.place.saturating_add(lasts(it.high)) - frame.window.from
    });
    carry(&mut row, frame, line, left, |column| {
        let piece = written.get(column).copied().flatten();
        piece.map_or(0, |it: Cell| lasts(it.high))
    });
    silence(&mut row, side, frame);
    put(&mut row, side, (Channel::Underrun, glyph('U', Ink::Major)));
    row
}

/// Silence that fills a gap, for as long as it lasts.
fn silence(row: &mut Row, side: &Side, frame: &Frame) {
    let sign = glyph('S', Ink::Minor);
    let mut left = 0;
    for (there, cell) in row.iter_mut().zip(side.cells(Channel::Silence)) {
        if let Some(cell) = cell {
            left = (cell.high / frame.width()).max(1);
        }
        if left > 0 && (cell.is_some() || *there == BLANK) {
            *there = sign;
        }
        left -= 1;
    }
}

/// Messages and damage, and what the first of each says where there is room.
pub(super) fn log(side: &Side, frame: &Frame) -> Row {
    let signs = [
        (Channel::Warnings, glyph('W', Ink::Minor)),
        (Channel::Damage, glyph('X', Ink::Minor)),
        (Channel::Errors, glyph('E', Ink::Major)),
    ];
    let row = marks(side, frame, &signs);
    labelled(row, side, frame.look, &signs, |event| match &event.what {
        What::LogWritten(line) => format!("{}: {}", line.component, line.message),
        what => event_kind(what).to_owned(),
    })
}

/// What was done to the play, by name where there is room.
pub(super) fn control(side: &Side, frame: &Frame) -> Row {
    let signs = [(
        Channel::Control,
        glyph(frame.look.pick('◆', '*'), Ink::Done),
    )];
    let row = marks(side, frame, &signs);
    labelled(row, side, frame.look, &signs, |event| {
        event_kind(&event.what).to_owned()
    })
}

fn marks(side: &Side, frame: &Frame, signs: &[Sign]) -> Row {
    let mut row = blank(frame.columns);
    for sign in signs {
        put(&mut row, side, *sign);
    }
    row
}

fn put(row: &mut Row, side: &Side, (channel, sign): Sign) {
    for (there, cell) in row.iter_mut().zip(side.cells(channel)) {
        if cell.is_some() {
            *there = sign;
        }
    }
}

/// Carries a mark on through what is empty behind it, for as long as `lasts` says of its column; `before` is
/// what is left of the one in front of the first column.
fn carry(row: &mut Row, frame: &Frame, sign: Glyph, before: i64, lasts: impl Fn(usize) -> i64) {
    let mut left = before / frame.width();
    for (column, there) in row.iter_mut().enumerate() {
        if *there != BLANK {
            left = lasts(column) / frame.width();
        } else if left > 0 {
            *there = sign;
            left -= 1;
        }
    }
}

/// How pictures are marked that the file promises and nobody got.
fn lack(rule: &str) -> Option<char> {
    match rule {
        "picture::missing" | "picture::tail-missing" => Some('M'),
        "picture::dropped-by-decoder" => Some('N'),
        _ => None,
    }
}

/// Marks pictures that were not presented, as their defects say it. One may lie between pictures that are a
/// column apart: then it is shown instead of one of them.
fn missing(row: &mut Row, side: &Side, frame: &Frame) {
    for span in side.spans(frame.axis) {
        let lack = side.defect(span).and_then(|it| lack(it.rule.0));
        let (Some(sign), Some((first, last))) = (lack, frame.span(span.window)) else {
            continue;
        };
        let begins = |glyph: &Glyph| matches!(glyph.sign, '┃' | '|' | 'L' | 'D' | 'N');
        let mut shown = false;
        for there in &mut row[first..=last] {
            if !begins(there) {
                *there = glyph(sign, Ink::Major);
                shown = true;
            }
        }
        if !shown {
            row[first] = glyph(sign, Ink::Major);
        }
    }
}

/// Writes behind each mark, and a blank, what its event says, where the event is at hand.
fn labelled(
    mut row: Row,
    side: &Side,
    look: Look,
    signs: &[Sign],
    words: impl Fn(&Event) -> String,
) -> Row {
    for column in 0..row.len() {
        let of = |(channel, _): &Sign| side.cells(*channel).get(column).copied().flatten();
        let Some(cell) = signs.iter().rev().find_map(of) else {
            continue;
        };
        if let Some(event) = side.play.event(cell.event) {
            let words = Label {
                words: &format!(" {}", words(event)),
                ink: Ink::Quiet,
                least: LEAST,
            };
            label(&mut row, column + 1, words, look);
        }
    }
    row
}
