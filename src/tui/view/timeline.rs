//! A play along its timeline.

use mpdbg_analysis::{Axis, Lane};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::timeline::LookedAt;
use crate::tui::{KeyHelp, Look, Next, Screen};

/// One play.
pub(crate) struct TimelineView {
    play: LookedAt,
}

impl TimelineView {
    /// The whole of a play.
    pub(crate) const fn new(play: LookedAt) -> Self {
        Self { play }
    }
}

impl Screen for TimelineView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, _look: Look) {
        let columns = usize::from(area.width);
        let Some(window) = self.play.timeline.overview().range(Axis::Run) else {
            return;
        };
        let view = self.play.timeline.columns(Axis::Run, window, columns);
        for (lane, row) in Lane::ALL.into_iter().zip(area.rows()) {
            let told = |column: usize| {
                let channels = lane.channels().iter();
                let any = channels.filter(|it| view[**it as usize][column].is_some());
                if any.count() > 0 { 'x' } else { ' ' }
            };
            let text: String = (0..columns).map(told).collect();
            frame.render_widget(Line::from(text), row);
        }
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        match key.code {
            KeyCode::Char('q') => Next::Back,
            _ => Next::Stay,
        }
    }

    fn work(&mut self) -> bool {
        false
    }

    fn keys(&self) -> &'static [KeyHelp] {
        &[KeyHelp {
            keys: "q",
            does: "back",
            first: true,
        }]
    }
}
