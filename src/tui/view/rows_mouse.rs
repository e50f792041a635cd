//! The mouse over a list of rows.

use std::ops::Range;

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

/// Rows that one turn of the wheel moves.
const WHEEL: isize = 3;

/// Where the rows of a list were drawn.
#[derive(Debug, Default)]
pub(super) struct RowsMouse {
    first_line: usize,
    places: Range<usize>,
}

/// What was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointed {
    /// This place of the list.
    At(usize),
    /// So many rows further down.
    By(isize),
}

impl RowsMouse {
    /// The rows begin at this line of the screen and show these places.
    pub(super) fn shown(&mut self, first_line: usize, places: Range<usize>) {
        self.first_line = first_line;
        self.places = places;
    }

    /// What a click or the wheel means.
    pub(super) fn pointed(&self, mouse: MouseEvent) -> Option<Pointed> {
        match mouse.kind {
            MouseEventKind::ScrollDown => Some(Pointed::By(WHEEL)),
            MouseEventKind::ScrollUp => Some(Pointed::By(-WHEEL)),
            MouseEventKind::Down(MouseButton::Left) => {
                let line = usize::from(mouse.row).checked_sub(self.first_line)?;
                let place = self.places.start + line;
                self.places.contains(&place).then_some(Pointed::At(place))
            }
            _ => None,
        }
    }
}
