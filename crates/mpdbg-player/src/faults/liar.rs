//! Says of the play what the injected fault says.

use mpdbg_model::{ContentHash, EndReason, MediaTime, RunTime, Span, What};

use super::Fault;

/// Between the player and its listener. Without a fault everything passes as it is.
#[derive(Default)]
pub(crate) struct Liar {
    presented: u64,
    target: Option<MediaTime>,
}

impl Liar {
    /// What the listener is told.
    pub(crate) fn told(&mut self, mut what: What) -> Vec<What> {
        self.change(&mut what);
        match &what {
            What::PlayEnded { .. } if Fault::EndNotTold.is_injected() => Vec::new(),
            What::FrameDiscarded { .. } if Fault::DropsNotTold.is_injected() => Vec::new(),
            What::UnderrunOccurred { .. } if Fault::UnderrunNotTold.is_injected() => Vec::new(),
            What::PlayStarted { .. } if Fault::StartedTwice.is_injected() => {
                vec![what.clone(), what]
            }
            What::PlayEnded {
                reason: EndReason::EndOfStream,
                position,
            } if Fault::ToldAfterEnd.is_injected() => {
                let late = What::FramePresented {
                    pts: *position,
                    due: RunTime::ZERO,
                    hash: ContentHash::None,
                };
                vec![what, late]
            }
            _ => vec![what],
        }
    }

    fn change(&mut self, what: &mut What) {
        match what {
            What::FramePresented { pts, due, .. } => {
                self.presented += 1;
                if Fault::PresentedEarly.is_injected() {
                    *due = due.plus(Span::from_millis(30));
                }
                if Fault::PictureTimesLie.is_injected() {
                    *pts = pts.plus(Span::from_millis(40));
                }
                if let Some(target) = self.target.take() {
                    *pts = target;
                }
            }
            What::SeekAsked { target, .. } if Fault::SeekEchoed.is_injected() => {
                self.target = Some(*target);
            }
            What::SeekAnswered { position } => *position = self.target.unwrap_or(*position),
            What::CountersReported(counters) if Fault::CounterLies.is_injected() => {
                counters.presented += 1;
            }
            What::PlayEnded { position, .. } if Fault::EndPositionLies.is_injected() => {
                *position = position.plus(Span::from_secs(1));
            }
            What::AudioPlayed { position } if Fault::PositionLies.is_injected() => {
                *position = position.plus(Span::from_millis(60));
            }
            What::ClocksRead {
                audio: Some(audio), ..
            } if Fault::ClocksLie.is_injected() => *audio = audio.minus(Span::from_millis(60)),
            What::FrameScheduled { delay, .. }
                if Fault::ScheduledTooLate.is_injected() && self.presented % 5 == 4 =>
            {
                *delay = Span::from_millis(-10);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_fault_everything_is_told_as_it_is() {
        let what = What::AudioPlayed {
            position: MediaTime::ZERO,
        };
        assert_eq!(Liar::default().told(what.clone()), [what]);
    }
}
