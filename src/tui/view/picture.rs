//! The picture that was presented at the cursor.

use mpdbg_model::{ContentHash, MediaTime};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::timeline::LookedAt;
use crate::tui::Look;

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
/// 4. [`PicturePanel::draw`] into at least 3 rows; the last one is words.
///
/// Dropping it ends what works for it.
pub(crate) struct PicturePanel {}

impl PicturePanel {
    /// A panel for the sample of this play.
    pub(crate) fn of(_play: &LookedAt) -> Self {
        Self {}
    }

    /// Asks for the picture that was presented with this time and content.
    pub(crate) fn ask(&mut self, _pts: MediaTime, _hash: ContentHash) {}

    /// No picture was presented yet where the cursor is.
    pub(crate) fn ask_none(&mut self) {}

    /// Takes in what came; true when it has to be drawn again.
    pub(crate) fn work(&mut self) -> bool {
        false
    }

    /// True while something is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        false
    }

    /// Draws the picture as large as `area` allows, and the words under it.
    pub(crate) fn draw(&mut self, _frame: &mut Frame<'_>, _area: Rect, _look: Look) {}
}
