//! What the next event is likely to say, so that only the difference is stored.
//!
//! Encoder and decoder keep the same state, fed with the same events by [`Predictor::note`], and all
//! arithmetic wraps: whatever the values are, they come back as they were.

use std::io;

use mpdbg_model::{Event, MediaTime, PictureSketch, QueueLevels, What};

use super::codec;

/// The state that both sides derive from the events so far; all zero at the start.
#[derive(Clone, Debug, Default)]
pub(crate) struct Predictor {
    pub(super) at: u64,
    pub(super) decoded: Line,
    pub(super) frame_duration: i64,
    pub(super) scheduled: Line,
    pub(super) due: i64,
    pub(super) shown: i64,
    pub(super) sound_decoded: Line,
    pub(super) decoded_samples: u32,
    pub(super) written_end: i64,
    pub(super) written_samples: u32,
    pub(super) written_duration: i64,
    pub(super) heard: i64,
    pub(super) heard_at: u64,
    pub(super) queues: QueueLevels,
    pub(super) sketch: PictureSketch,
}

/// A series of times that is expected to go on with its last step.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) last: i64,
    step: i64,
}

impl Line {
    pub(super) fn next(&self) -> i64 {
        self.last.wrapping_add(self.step)
    }

    fn note(&mut self, value: i64) {
        self.step = value.wrapping_sub(self.last);
        self.last = value;
    }
}

impl Predictor {
    /// Appends `event` to `out`.
    pub(crate) fn encode(&mut self, event: &Event, out: &mut Vec<u8>) -> io::Result<()> {
        let wire = self.to_wire(event);
        codec::encode_event(&wire, out)?;
        self.note(event);
        Ok(())
    }

    /// The first event of `bytes` and how many bytes it takes.
    pub(crate) fn decode(&mut self, bytes: &[u8]) -> io::Result<(Event, usize)> {
        let (wire, used) = codec::decode_event(bytes)?;
        let event = self.to_event(wire);
        self.note(&event);
        Ok((event, used))
    }

    /// Media time that is heard at `at` when sound has played on since it was last known.
    pub(super) fn heard(&self, at: u64) -> i64 {
        self.heard
            .wrapping_add(at.wrapping_sub(self.heard_at) as i64)
    }

    pub(super) fn due(&self, pts: i64) -> i64 {
        self.due.wrapping_add(pts.wrapping_sub(self.scheduled.last))
    }

    pub(super) fn master(&self, at: u64, audio: Option<i64>, video: Option<i64>) -> i64 {
        audio.or(video).unwrap_or_else(|| self.heard(at))
    }

    fn note(&mut self, event: &Event) {
        self.at = event.at.nanos();
        match &event.what {
            What::FrameDecoded { pts, duration, .. } => {
                if let Some(pts) = pts {
                    self.decoded.note(pts.nanos());
                }
                self.frame_duration = duration.nanos();
            }
            What::FrameScheduled { pts, due, .. } => {
                self.scheduled.note(pts.nanos());
                self.due = due.nanos() as i64;
            }
            What::FramePresented { pts, .. } => self.shown = pts.nanos(),
            What::AudioDecoded { pts, samples, .. } => {
                if let Some(pts) = pts {
                    self.sound_decoded.note(pts.nanos());
                }
                self.decoded_samples = *samples;
            }
            What::AudioWritten {
                pts,
                samples,
                duration,
                ..
            } => {
                self.written_end = pts.nanos().wrapping_add(duration.nanos());
                self.written_samples = *samples;
                self.written_duration = duration.nanos();
            }
            What::SilenceWritten { pts, duration } => {
                self.written_end = pts.nanos().wrapping_add(duration.nanos());
            }
            What::AudioPlayed { position } | What::UnderrunOccurred { position, .. } => {
                self.note_heard(*position);
            }
            What::ClocksRead {
                audio: Some(position),
                ..
            }
            | What::SeekAnswered { position } => self.note_heard(*position),
            What::QueuesMeasured(levels) => self.queues = *levels,
            What::PictureSketched(sketch) => self.sketch = *sketch,
            What::PlayStarted { from } => self.note_heard(*from),
            What::Opened(_)
            | What::OpenFailed(_)
            | What::StreamFound(_)
            | What::CapsReported(_)
            | What::DeviceOpened(_)
            | What::FrameDiscarded { .. }
            | What::FrameNotReturned { .. }
            | What::ParametersChanged(_)
            | What::ClocksRead { audio: None, .. }
            | What::DiscontinuityFound { .. }
            | What::PacketDamaged { .. }
            | What::DecodeFailed(_)
            | What::ReadFailed(_)
            | What::LogWritten(_)
            | What::StreamDrained { .. }
            | What::PlayEnded { .. }
            | What::AttemptEnded(_)
            | What::ScenarioBegun(_)
            | What::ScenarioRefused { .. }
            | What::StepTaken { .. }
            | What::StepsLeft { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::SeekAsked { .. }
            | What::RateChanged { .. }
            | What::AudioTrackSelected { .. }
            | What::Looped { .. }
            | What::Restarted { .. }
            | What::VolumeChanged { .. }
            | What::DecodeTook { .. }
            | What::ReadBlocked { .. }
            | What::MachineStalled { .. }
            | What::PictureMarkRead { .. }
            | What::PictureMarkUnread
            | What::SoundMarkRead { .. }
            | What::SoundMarkUnread { .. }
            | What::CountersReported(_)
            | What::ResourcesMeasured(_)
            | What::LoadMeasured(_)
            | What::SoundSketched(_) => {}
        }
    }

    fn note_heard(&mut self, position: MediaTime) {
        self.heard = position.nanos();
        self.heard_at = self.at;
    }
}
