//! The detail pane: the defect or the difference under the cursor, and the events around it.

use mpdbg_analysis::Divergence;
use mpdbg_model::Defect;
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::detail_words::{defect, divergence, events};
use super::lanes::LETTERS;
use super::side::Side;
use crate::tui::view::columns::cut_line;
use crate::tui::{Ink, Look};

/// From so many columns on, words stand beside the events.
const WIDE: u16 = 120;
/// Events are left at least so many rows.
const EVENTS: u16 = 4;

/// What there is to tell.
pub(super) struct Detail<'a> {
    pub(super) sides: &'a [Side],
    /// The event at the cursor, by play.
    pub(super) events: Vec<Option<u32>>,
    /// The play with the defect under the cursor, the defect, which of how many.
    pub(super) defect: Option<(usize, &'a Defect, (usize, usize))>,
    /// The divergence under the cursor, and whether it is the first one.
    pub(super) divergence: Option<(&'a Divergence, bool)>,
    /// Everything that the rule says is told.
    pub(super) whole: bool,
    pub(super) look: Look,
}

impl Detail<'_> {
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect) {
        if area.width >= WIDE {
            let halves = [Constraint::Percentage(44), Constraint::Percentage(56)];
            let [left, right] = Layout::horizontal(halves).spacing(2).areas(area);
            let words = self.words(left.width);
            put(buffer, left, words, self.look);
            self.events(buffer, right);
            return;
        }
        let words = self.words(area.width);
        let most = if self.whole {
            area.height.saturating_sub(EVENTS)
        } else {
            area.height.saturating_sub(EVENTS).max(area.height / 2)
        };
        let height = (words.len() as u16).min(most);
        let [above, below] =
            Layout::vertical([Constraint::Length(height), Constraint::Fill(1)]).areas(area);
        put(buffer, above, words, self.look);
        self.events(buffer, below);
    }

    fn words(&self, columns: u16) -> Vec<Line<'static>> {
        let columns = usize::from(columns);
        let mut words = Vec::new();
        if let Some((it, first)) = self.divergence {
            words.extend(divergence(it, first, columns, self.look));
        }
        if let Some((play, it, place)) = self.defect {
            let mut lines = defect(it, place, columns, self.whole, self.look);
            if self.sides.len() > 1 {
                let of = if play == 0 { "  before" } else { "  after" };
                if let Some(line) = lines.first_mut() {
                    line.push_span(of);
                }
            }
            words.extend(lines);
        }
        words
    }

    /// The events of each play, one above the other.
    fn events(&self, buffer: &mut Buffer, area: Rect) {
        let plays = self.sides.len().max(1);
        let shares = vec![Constraint::Fill(1); plays];
        let areas = Layout::vertical(shares).split(area);
        for (number, (side, area)) in self.sides.iter().zip(areas.iter()).enumerate() {
            let shown = self.defect.filter(|it| it.0 == number).map(|it| it.1);
            let around = self.events.get(number).copied().flatten();
            let mut lines = events(side, around, usize::from(area.height), shown, self.look);
            if plays > 1 {
                let ink = self.look.ink([Ink::Second, Ink::Third][number.min(1)]);
                for line in &mut lines {
                    let letter = format!("{} ", LETTERS[number.min(1)]);
                    line.spans
                        .insert(0, ratatui::text::Span::styled(letter, ink));
                }
            }
            put(buffer, *area, lines, self.look);
        }
    }
}

fn put(buffer: &mut Buffer, area: Rect, lines: Vec<Line<'static>>, look: Look) {
    for (row, line) in area.rows().zip(lines) {
        let line = cut_line(line, usize::from(area.width), look);
        line.render(row, buffer);
    }
}
