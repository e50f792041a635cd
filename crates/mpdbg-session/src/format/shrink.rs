//! Events to their wire form: what the predictor did not expect of them.

use std::array;
use std::borrow::Cow;

use mpdbg_model::{Event, MediaTime, QueueLevels, What};

use super::Predictor;
use super::wire::{WireEvent, WireWhat};

impl Predictor {
    #[expect(clippy::too_many_lines, reason = "one arm a variant")]
    pub(super) fn to_wire<'a>(&self, event: &'a Event) -> WireEvent<'a> {
        let at = event.at.nanos();
        let what = match &event.what {
            What::Opened(it) => WireWhat::Opened(Cow::Borrowed(it)),
            What::OpenFailed(it) => WireWhat::OpenFailed(Cow::Borrowed(it)),
            What::StreamFound(it) => WireWhat::StreamFound(Cow::Borrowed(it)),
            What::CapsReported(caps) => WireWhat::CapsReported(*caps),
            What::DeviceOpened(it) => WireWhat::DeviceOpened(Cow::Borrowed(it)),
            What::PlayStarted { from } => WireWhat::PlayStarted { from: from.nanos() },
            What::FrameDecoded {
                stream,
                pts,
                duration,
                marks,
            } => WireWhat::FrameDecoded {
                stream: *stream,
                d_pts: less(*pts, self.decoded.next()),
                d_duration: duration.nanos().wrapping_sub(self.frame_duration),
                marks: *marks,
            },
            What::FrameScheduled { pts, due, delay } => {
                let (pts, due) = (pts.nanos(), due.nanos() as i64);
                WireWhat::FrameScheduled {
                    d_pts: pts.wrapping_sub(self.scheduled.next()),
                    d_due: due.wrapping_sub(self.due(pts)),
                    d_delay: delay.nanos().wrapping_sub(due.wrapping_sub(at as i64)),
                }
            }
            What::FramePresented { pts, due, hash } => WireWhat::FramePresented {
                d_pts: pts.nanos().wrapping_sub(self.scheduled.last),
                d_due: (due.nanos() as i64).wrapping_sub(self.due),
                hash: *hash,
            },
            What::FrameDiscarded { pts, due, reason } => WireWhat::FrameDiscarded {
                d_pts: pts.nanos().wrapping_sub(self.scheduled.last),
                d_due: (due.nanos() as i64).wrapping_sub(self.due),
                reason: *reason,
            },
            What::FrameNotReturned { stream, after } => WireWhat::FrameNotReturned {
                stream: *stream,
                d_after: less(*after, self.decoded.last),
            },
            What::ParametersChanged(it) => WireWhat::ParametersChanged(Cow::Borrowed(it)),
            What::AudioDecoded {
                stream,
                pts,
                samples,
                marks,
            } => WireWhat::AudioDecoded {
                stream: *stream,
                d_pts: less(*pts, self.sound_decoded.next()),
                d_samples: samples.wrapping_sub(self.decoded_samples) as i32,
                marks: *marks,
            },
            What::AudioWritten {
                pts,
                samples,
                duration,
                hash,
            } => WireWhat::AudioWritten {
                d_pts: pts.nanos().wrapping_sub(self.written_end),
                d_samples: samples.wrapping_sub(self.written_samples) as i32,
                d_duration: duration.nanos().wrapping_sub(self.written_duration),
                hash: *hash,
            },
            What::SilenceWritten { pts, duration } => WireWhat::SilenceWritten {
                d_pts: pts.nanos().wrapping_sub(self.written_end),
                duration: duration.nanos(),
            },
            What::AudioPlayed { position } => WireWhat::AudioPlayed {
                d_position: position.nanos().wrapping_sub(self.heard(at)),
            },
            What::UnderrunOccurred { position, lacking } => WireWhat::UnderrunOccurred {
                d_position: position.nanos().wrapping_sub(self.heard(at)),
                lacking: lacking.nanos(),
            },
            What::ClocksRead {
                audio,
                video,
                master,
            } => WireWhat::ClocksRead {
                d_audio: less(*audio, self.heard(at)),
                d_video: less(*video, self.shown),
                d_master: master.nanos().wrapping_sub(self.master(
                    at,
                    audio.map(MediaTime::nanos),
                    video.map(MediaTime::nanos),
                )),
            },
            What::QueuesMeasured(levels) => self.queues_to_wire(levels),
            What::DiscontinuityFound {
                stream,
                expected,
                found,
            } => WireWhat::DiscontinuityFound {
                stream: *stream,
                expected: expected.nanos(),
                found: found.nanos(),
            },
            What::PacketDamaged { stream, pts } => WireWhat::PacketDamaged {
                stream: *stream,
                pts: pts.map(MediaTime::nanos),
            },
            What::DecodeFailed(it) => WireWhat::DecodeFailed(Cow::Borrowed(it)),
            What::ReadFailed(it) => WireWhat::ReadFailed(Cow::Borrowed(it)),
            What::LogWritten(it) => WireWhat::LogWritten(Cow::Borrowed(it)),
            What::StreamDrained { stream } => WireWhat::StreamDrained { stream: *stream },
            What::PlayEnded { reason, position } => WireWhat::PlayEnded {
                reason: *reason,
                position: position.nanos(),
            },
            What::AttemptEnded(it) => WireWhat::AttemptEnded(Cow::Borrowed(it)),
            What::ScenarioBegun(_)
            | What::ScenarioRefused { .. }
            | What::StepTaken { .. }
            | What::StepsLeft { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::SeekAsked { .. }
            | What::SeekAnswered { .. }
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
            | What::LoadMeasured(_) => WireWhat::Whole(Cow::Borrowed(&event.what)),
            What::PictureSketched(sketch) => WireWhat::PictureSketched {
                d_sums: array::from_fn(|n| sketch.0[n].wrapping_sub(self.sketch.0[n])),
            },
            What::SoundSketched(sketch) => WireWhat::SoundSketched(*sketch),
        };
        WireEvent {
            at: at.wrapping_sub(self.at),
            what,
        }
    }

    fn queues_to_wire(&self, levels: &QueueLevels) -> WireWhat<'static> {
        let last = &self.queues;
        WireWhat::QueuesMeasured {
            d_video_packets: levels.video_packets.wrapping_sub(last.video_packets) as i32,
            d_audio_packets: levels.audio_packets.wrapping_sub(last.audio_packets) as i32,
            d_bytes: levels.bytes.wrapping_sub(last.bytes) as i64,
            d_pictures: levels.pictures.wrapping_sub(last.pictures) as i32,
            d_sound: levels.sound.nanos().wrapping_sub(last.sound.nanos()),
        }
    }
}

fn less(time: Option<MediaTime>, predicted: i64) -> Option<i64> {
    time.map(|time| time.nanos().wrapping_sub(predicted))
}
