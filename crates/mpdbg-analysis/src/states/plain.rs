//! Events of which a play keeps numbers only, or nothing; nearly all are.

use mpdbg_model::{Event, QueueLevels, RunTime, Span, What};

use super::fold::Fold;
use super::play::{Overdue, Piece, Position, Presented, Reading};
use super::strain::{Strain, StrainKind};

/// True for an event of which a play keeps numbers only, or nothing, as of a sketch.
pub(super) const fn is_plain(what: &What) -> bool {
    matches!(
        what,
        What::FrameDecoded { .. }
            | What::FramePresented { .. }
            | What::AudioDecoded { .. }
            | What::AudioWritten { .. }
            | What::AudioPlayed { .. }
            | What::ClocksRead { .. }
            | What::FrameScheduled { .. }
            | What::QueuesMeasured(_)
            | What::DecodeTook { .. }
            | What::ReadBlocked { .. }
            | What::MachineStalled { .. }
            | What::PictureMarkRead { .. }
            | What::PictureMarkUnread
            | What::SoundMarkRead { .. }
            | What::SoundMarkUnread { .. }
            | What::PictureSketched(_)
            | What::SoundSketched(_)
    )
}

impl Fold<'_> {
    /// Takes an event that is plain.
    pub(super) fn take_plain(&mut self, event: u64, told: &Event) {
        let at = told.at;
        self.check(event, told);
        match &told.what {
            What::FrameDecoded {
                stream,
                pts,
                duration: _,
                marks,
            } => {
                self.picture(event, at, *stream, *pts, *marks);
            }
            What::FramePresented { pts, due, hash: _ } => {
                let presented = Presented {
                    event,
                    pts: *pts,
                    due: *due,
                    at,
                };
                self.play.presented.push(presented);
            }
            What::AudioDecoded {
                stream,
                pts,
                samples: _,
                marks,
            } => {
                self.sound(event, at, *stream, *pts, *marks);
            }
            What::AudioWritten { pts, duration, .. } => {
                let piece = Piece {
                    event,
                    at,
                    pts: *pts,
                    duration: *duration,
                };
                self.play.written.push(piece);
            }
            What::AudioPlayed { position } => {
                let position = Position {
                    event,
                    at,
                    position: *position,
                };
                self.play.played.push(position);
            }
            What::ClocksRead {
                audio,
                video,
                master,
            } => {
                let reading = Reading {
                    event,
                    at,
                    audio: *audio,
                    video: *video,
                    master: *master,
                };
                self.play.clocks.push(reading);
            }
            What::FrameScheduled { pts, delay, .. } if delay.nanos() < 0 => {
                let overdue = Overdue {
                    event,
                    pts: *pts,
                    at,
                    by: delay.abs(),
                };
                self.play.overdue.push(overdue);
            }
            What::QueuesMeasured(levels) => self.queues(at, levels),
            What::DecodeTook { stream, pts, took } => {
                let (stream, pts) = (self.kind_of(*stream), *pts);
                self.strain(event, at, *took, StrainKind::Decode { stream, pts });
            }
            What::ReadBlocked { took } => self.strain(event, at, *took, StrainKind::Read),
            What::MachineStalled { took } => self.strain(event, at, *took, StrainKind::Machine),
            what => self.play.take_mark(event, at, what),
        }
    }

    fn strain(&mut self, event: u64, at: RunTime, took: Span, what: StrainKind) {
        self.play.strains.push(Strain {
            event,
            at,
            took,
            what,
        });
    }

    fn queues(&mut self, at: RunTime, levels: &QueueLevels) {
        if levels.video_packets == 0 && levels.audio_packets == 0 {
            self.play.starved.push(at);
        }
    }
}
