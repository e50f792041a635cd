//! Which event may come when, where things are done to a play.

use mpdbg_model::What;

/// How a play is being conducted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Conduct {
    paused: bool,
    /// A picture was presented since the clock was set last.
    shown: bool,
    /// Another place was asked for, and the clock does not stand there yet.
    moving: bool,
    next_step: u16,
}

impl Conduct {
    /// Takes an event, and says why it may not come now, if so.
    ///
    /// While paused, only the picture that a seek in the pause lands on may be presented. A picture
    /// between the asking for a place and the answer is left to `seek::stale`.
    #[inline]
    pub(super) fn take(&mut self, what: &What) -> Option<&'static str> {
        match what {
            What::FramePresented { .. } => {
                let again = self.paused && self.shown && !self.moving;
                self.shown = true;
                again.then_some("a picture was presented while paused")
            }
            What::FrameDecoded { .. }
            | What::AudioDecoded { .. }
            | What::AudioWritten { .. }
            | What::AudioPlayed { .. }
            | What::ClocksRead { .. }
            | What::FrameScheduled { .. }
            | What::QueuesMeasured(_) => None,
            _ => self.take_deed(what),
        }
    }

    fn take_deed(&mut self, what: &What) -> Option<&'static str> {
        match what {
            What::Paused { .. } => {
                let twice = self.paused;
                self.paused = true;
                twice.then_some("paused twice")
            }
            What::Resumed { .. } => {
                let paused = self.paused;
                self.paused = false;
                (!paused).then_some("resumed without a pause")
            }
            What::SeekAsked { .. } | What::Looped { .. } | What::AudioTrackSelected { .. } => {
                self.moving = true;
                None
            }
            What::Restarted { .. } => {
                self.moving = true;
                self.paused = false;
                None
            }
            What::SeekAnswered { .. } => {
                let asked = self.moving;
                self.moving = false;
                self.shown = false;
                (!asked).then_some("an answer to a seek that was not asked for")
            }
            What::StepTaken { step } => {
                let in_turn = *step == self.next_step;
                self.next_step = step.saturating_add(1);
                (!in_turn).then_some("a step was taken out of turn")
            }
            _ => None,
        }
    }
}
