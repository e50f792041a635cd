//! A play, shown as it goes.

use std::time::Duration;

use mpdbg_media::Raster;
use mpdbg_model::{Action, SeekMode, SeekTarget, Span};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::key_line::key_line;
use super::picture_cells::{Depth, draw_cells, size_in};
use super::show_words::{clocks, counts, middle};
use crate::show::{Shown, ShownPlay, Standing, Status, Wish};
use crate::tui::{KeyHelp, Laid, Look, Next, Screen};

/// How far an arrow goes.
const STEP: Span = Span::from_secs(5);
/// How much louder, in percent.
const LOUDER: u16 = 10;
/// Pictures come as often as every 8 ms; what comes between two looks is not shown.
const LOOK_EVERY: Duration = Duration::from_millis(8);
/// Pixels each way at most, which a terminal is sent.
const LONGEST: u32 = 1000;
/// Rows below the picture: clocks, counts, keys.
const WORDS: u16 = 3;

const fn key(keys: &'static str, does: &'static str) -> KeyHelp {
    KeyHelp {
        keys,
        does,
        first: true,
    }
}

const KEYS: [KeyHelp; 4] = [
    key("space", "pause, go on"),
    key("left right", "5 s back, on"),
    key("up down", "volume"),
    key("q", "quit"),
];

/// A play that shows its pictures.
pub(crate) struct ShowView {
    play: Box<dyn ShownPlay>,
    depth: Depth,
    status: Status,
    picture: Option<Raster>,
    /// The picture has not been drawn yet.
    is_new: bool,
    /// What is drawn is seen at once.
    is_seen: bool,
    /// Pictures that were drawn.
    drawn: u64,
    /// Pixels of a cell, as (width, height).
    cell: (u32, u32),
    /// What the player was told last of the room that there is.
    fit: (u32, u32),
    /// The cells that the picture may cover.
    place: Rect,
    volume: u16,
}

impl ShowView {
    /// Shows this play.
    pub(crate) fn new(play: Box<dyn ShownPlay>) -> Self {
        let status = Status::new();
        Self {
            play,
            depth: Depth::here(),
            volume: status.volume,
            status,
            picture: None,
            is_new: false,
            is_seen: true,
            drawn: 0,
            cell: (1, 2),
            fit: (0, 0),
            place: Rect::ZERO,
        }
    }

    fn pause_or_go_on(&mut self) -> Action {
        match self.status.standing {
            Standing::Paused => Action::Resume,
            Standing::AtEnd => Action::Restart,
            Standing::Opening | Standing::Playing | Standing::Over => Action::Pause,
        }
    }

    fn change_volume(&mut self, louder: bool) -> Action {
        self.volume = if louder {
            (self.volume + LOUDER).min(100)
        } else {
            self.volume.saturating_sub(LOUDER)
        };
        Action::Volume {
            percent: self.volume,
        }
    }

    fn draw_picture(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let Some(raster) = &self.picture else {
            let line = Line::from(middle(&self.status)).centered();
            if let Some(row) = area.rows().nth(usize::from(area.height / 2)) {
                frame.render_widget(line, row);
            }
            return;
        };
        let size = size_in(raster, area);
        let buffer = frame.buffer_mut();
        if size == (raster.width, raster.height) {
            draw_cells(raster, buffer, area, look, self.depth);
        } else {
            let raster = raster.resized(size.0, size.1);
            draw_cells(&raster, buffer, area, look, self.depth);
        }
        self.drawn += u64::from(self.is_new && self.is_seen);
        self.is_new &= !self.is_seen;
    }
}

/// A step of an arrow.
const fn seek(by: Span) -> Action {
    Action::Seek {
        to: SeekTarget::By(by),
        mode: SeekMode::Exact,
    }
}

impl Screen for ShowView {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let height = area.height.saturating_sub(WORDS);
        let picture = Rect { height, ..area };
        self.place = picture;
        let fit = (
            (u32::from(picture.width) * self.cell.0).min(LONGEST),
            (u32::from(picture.height) * self.cell.1).min(LONGEST),
        );
        if fit != self.fit {
            self.fit = fit;
            self.play.wish(Wish::Fit(fit.0, fit.1));
        }
        self.draw_picture(frame, picture, look);
        let lines = [
            Line::from(clocks(&self.status)),
            Line::from(counts(&self.status, self.drawn)),
            key_line(&KEYS, area.width.into(), look),
        ];
        for (line, row) in lines.into_iter().zip(area.rows().skip(height.into())) {
            frame.render_widget(line, row);
        }
    }

    fn pictures(&self) -> Vec<Laid<'_>> {
        let area = self.place;
        let raster = self.picture.as_ref();
        let laid = raster.is_some().then_some(Laid { area, raster });
        laid.into_iter().collect()
    }

    fn set_cell(&mut self, pixels: (u32, u32), is_seen: bool) {
        self.cell = pixels;
        self.is_seen = is_seen;
    }

    fn key(&mut self, key: KeyEvent) -> Next {
        let action = match key.code {
            KeyCode::Char('q') | KeyCode::Esc => return Next::Back,
            KeyCode::Char(' ') => self.pause_or_go_on(),
            KeyCode::Left => seek(Span::ZERO.minus(STEP)),
            KeyCode::Right => seek(STEP),
            KeyCode::Up => self.change_volume(true),
            KeyCode::Down => self.change_volume(false),
            _ => return Next::Stay,
        };
        self.play.wish(Wish::Do(action));
        Next::Stay
    }

    fn work(&mut self) -> bool {
        let Shown { status, picture } = self.play.news();
        let changed = status.is_some() || picture.is_some();
        if let Some(status) = status {
            self.status = status;
        }
        if picture.is_some() {
            self.picture = picture;
            self.is_new = true;
        }
        changed
    }

    fn is_busy(&self) -> bool {
        self.status.standing != Standing::Over
    }

    fn patience(&self) -> Duration {
        LOOK_EVERY
    }

    fn stopped(&mut self, is_stopped: bool) {
        if is_stopped {
            self.play.hold();
        } else {
            self.play.go_on();
        }
    }

    fn keys(&self) -> &'static [KeyHelp] {
        &KEYS
    }
}

#[cfg(test)]
#[path = "show_tests.rs"]
mod tests;
