//! The picture that was presented at the cursor.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::mpsc::Receiver;

use mpdbg_media::Raster;
use mpdbg_model::{ContentHash, HashKind, MediaTime, SampleRecord};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::picture_cells::{Depth, draw_cells, size_in};
use super::picture_words::words;
use crate::pictures::{Asked, Decoded, PictureWorker, Sameness};
use crate::report::wrapped_at;
use crate::timeline::LookedAt;
use crate::tui::{Laid, Look};

/// Pixels of a picture at most; a half-block shows one of them.
const BOUNDS: (u32, u32) = (800, 600);
/// Pictures that are kept, at most 1.4 MB each.
const KEPT: usize = 8;
/// Rows of words under a picture at most.
const ROWS: usize = 4;

/// A panel with a picture of a sample, decoded when it is asked for, and under it what is to be known of it:
/// that the sample is gone or is not the one that was recorded, that it cannot be decoded, or that the
/// picture is not the one that was presented.
///
/// How a view uses it, on `p`:
/// 1. `PicturePanel::of(&looked_at)` when it is opened first; with `--against` one panel for each play,
///    side by side. It opens no file yet.
/// 2. Whenever the cursor moves: the last `FramePresented` at or before it, as
///    `timeline.latest(Channel::Presented, axis, at)` and `timeline.event(point.event)` give it, with
///    [`PicturePanel::ask`]; where there is none, [`PicturePanel::ask_none`]. Asking twice for the same
///    costs nothing; the newest wins.
/// 3. [`PicturePanel::work`] in the view's own `work` (`changed |= panel.work()`), and
///    [`PicturePanel::is_busy`] in its `is_busy`.
/// 4. [`PicturePanel::draw`] into at least 3 rows; the last ones are words. [`PicturePanel::laid`] is what a
///    terminal that has graphics shows over the cells; [`PicturePanel::hide`] where it is not drawn.
///
/// Dropping it ends what works for it.
pub(crate) struct PicturePanel {
    sample: PathBuf,
    record: SampleRecord,
    kind: HashKind,
    depth: Depth,
    /// The picture that is to be shown, if one was presented.
    wanted: Option<Wanted>,
    /// The one that is looked for.
    open: Option<Wanted>,
    asked: u64,
    worker: Option<PictureWorker>,
    check: Check,
    /// What was found, the one used last at the end.
    kept: VecDeque<(Wanted, Decoded)>,
    /// The picture that was drawn last, in the size that it was drawn in.
    drawn: Option<(Wanted, Raster)>,
    /// The cells that it may cover; none where it was not drawn.
    place: Rect,
}

/// A picture by its time and content.
pub(super) type Wanted = (MediaTime, ContentHash);

/// Whether the sample is the one that was recorded.
enum Check {
    /// Nobody asked yet.
    NotBegun,
    /// It is being read.
    Running(Receiver<Sameness>),
    Done(Sameness),
}

impl PicturePanel {
    /// A panel for the sample of this play.
    pub(crate) fn of(play: &LookedAt) -> Self {
        Self::new(play.sample.clone(), play.record.clone(), play.header.hash)
    }

    /// A panel for the sample at `path`, which was once what `record` says.
    fn new(path: PathBuf, record: SampleRecord, kind: HashKind) -> Self {
        Self {
            sample: path,
            record,
            kind,
            depth: Depth::here(),
            wanted: None,
            open: None,
            asked: 0,
            worker: None,
            check: Check::NotBegun,
            kept: VecDeque::new(),
            drawn: None,
            place: Rect::ZERO,
        }
    }

    /// The same panel with this picture found, of the sample that was recorded.
    #[cfg(test)]
    pub(crate) fn with_found(mut self, pts: MediaTime, hash: ContentHash, raster: Raster) -> Self {
        self.check = Check::Done(Sameness::Same);
        let picture = Decoded::Picture { raster, hash };
        self.kept.push_back(((pts, hash), picture));
        self
    }

    /// Asks for the picture that was presented with this time and content.
    pub(crate) fn ask(&mut self, pts: MediaTime, hash: ContentHash) {
        let wanted = (pts, hash);
        self.wanted = Some(wanted);
        if let Check::NotBegun = self.check {
            let (path, record) = (self.sample.clone(), self.record.clone());
            self.check = Check::Running(Sameness::find_out(path, record));
        }
        if self.open == Some(wanted) || self.found(wanted).is_some() || self.is_absent() {
            return;
        }
        self.open = Some(wanted);
        self.asked += 1;
        let path = &self.sample;
        let worker = &mut self.worker;
        let worker = worker.get_or_insert_with(|| PictureWorker::new(path.clone()));
        worker.ask(Asked {
            number: self.asked,
            pts,
            hash,
            kind: self.kind,
            bounds: BOUNDS,
        });
    }

    /// No picture was presented yet where the cursor is.
    pub(crate) fn ask_none(&mut self) {
        self.wanted = None;
    }

    /// Takes in what came; true when it has to be drawn again.
    pub(crate) fn work(&mut self) -> bool {
        let mut changed = false;
        if let Check::Running(answer) = &self.check
            && let Ok(sameness) = answer.try_recv()
        {
            self.check = Check::Done(sameness);
            changed = true;
        }
        while let Some((asked, decoded)) = self.worker.as_ref().and_then(PictureWorker::take) {
            let found = (asked.pts, asked.hash);
            if self.open == Some(found) {
                self.open = None;
            }
            if self.kept.len() >= KEPT {
                self.kept.pop_front();
            }
            self.kept.push_back((found, decoded));
            changed |= self.wanted == Some(found);
        }
        changed
    }

    /// True while something is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        self.open.is_some() || matches!(self.check, Check::Running(_))
    }

    /// The picture that was drawn last, as pixels; without them while it is being decoded.
    pub(crate) fn laid(&self) -> Option<Laid<'_>> {
        let raster = match self.found(self.wanted?) {
            Some(Decoded::Picture { raster, .. }) => Some(raster),
            Some(Decoded::None | Decoded::TooLong | Decoded::Failed(_)) | None => None,
        };
        let area = self.place;
        (!area.is_empty()).then_some(Laid { area, raster })
    }

    /// It is not drawn.
    pub(crate) fn hide(&mut self) {
        self.place = Rect::ZERO;
    }

    /// Draws the picture as large as `area` allows, and the words under it.
    pub(crate) fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        let said = self.said();
        let width = usize::from(area.width);
        let lines = said.iter().flat_map(|it| wrapped_at(it, width));
        let lines: Vec<String> = lines.take(ROWS.min(usize::from(area.height))).collect();
        let rows = lines.len() as u16;
        let picture = Rect {
            height: area.height - rows,
            ..area
        };
        self.draw_picture(frame, picture, look);
        let below = Rect {
            y: area.y + picture.height,
            height: rows,
            ..area
        };
        for (line, row) in lines.into_iter().zip(below.rows()) {
            frame.render_widget(Line::from(line).centered(), row);
        }
    }

    fn draw_picture(&mut self, frame: &mut Frame<'_>, area: Rect, look: Look) {
        self.place = area;
        let Some(wanted) = self.wanted.filter(|_| !area.is_empty()) else {
            return;
        };
        let Some(Decoded::Picture { raster, .. }) = self.found(wanted) else {
            return;
        };
        let size = size_in(raster, area);
        let is_drawn = |(of, it): &(Wanted, Raster)| *of == wanted && (it.width, it.height) == size;
        if !self.drawn.as_ref().is_some_and(is_drawn) {
            self.drawn = Some((wanted, raster.resized(size.0, size.1)));
        }
        if let Some((_, raster)) = &self.drawn {
            draw_cells(raster, frame.buffer_mut(), area, look, self.depth);
        }
    }

    /// The words under the picture, a line or more each.
    fn said(&self) -> Vec<String> {
        let found = self.wanted.map(|it| (it, self.found(it)));
        let check = match &self.check {
            Check::Done(sameness) => Some(sameness),
            Check::NotBegun | Check::Running(_) => None,
        };
        words(found, check)
    }

    fn found(&self, wanted: Wanted) -> Option<&Decoded> {
        let kept = self.kept.iter().find(|(it, _)| *it == wanted);
        kept.map(|it| &it.1)
    }

    fn is_absent(&self) -> bool {
        matches!(&self.check, Check::Done(Sameness::Absent(_)))
    }
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
