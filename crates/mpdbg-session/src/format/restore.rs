//! Events from their wire form: the exact opposite of `shrink`.

use std::array;

use mpdbg_model::{Event, MediaTime, PictureSketch, QueueLevels, RunTime, Span, What};

use super::Predictor;
use super::wire::{WireEvent, WireWhat};

impl Predictor {
    #[expect(clippy::too_many_lines, reason = "one arm a variant")]
    pub(super) fn to_event(&self, wire: WireEvent<'static>) -> Event {
        let at = self.at.wrapping_add(wire.at);
        let what = match wire.what {
            WireWhat::Opened(it) => What::Opened(it.into_owned()),
            WireWhat::OpenFailed(it) => What::OpenFailed(it.into_owned()),
            WireWhat::StreamFound(it) => What::StreamFound(it.into_owned()),
            WireWhat::CapsReported(caps) => What::CapsReported(caps),
            WireWhat::DeviceOpened(it) => What::DeviceOpened(it.into_owned()),
            WireWhat::PlayStarted { from } => What::PlayStarted { from: media(from) },
            WireWhat::FrameDecoded {
                stream,
                d_pts,
                d_duration,
                marks,
            } => What::FrameDecoded {
                stream,
                pts: more(d_pts, self.decoded.next()),
                duration: span(self.frame_duration.wrapping_add(d_duration)),
                marks,
            },
            WireWhat::FrameScheduled {
                d_pts,
                d_due,
                d_delay,
            } => {
                let pts = self.scheduled.next().wrapping_add(d_pts);
                let due = self.due(pts).wrapping_add(d_due);
                What::FrameScheduled {
                    pts: media(pts),
                    due: run(due),
                    delay: span(due.wrapping_sub(at as i64).wrapping_add(d_delay)),
                }
            }
            WireWhat::FramePresented { d_pts, d_due, hash } => What::FramePresented {
                pts: media(self.scheduled.last.wrapping_add(d_pts)),
                due: run(self.due.wrapping_add(d_due)),
                hash,
            },
            WireWhat::FrameDiscarded {
                d_pts,
                d_due,
                reason,
            } => What::FrameDiscarded {
                pts: media(self.scheduled.last.wrapping_add(d_pts)),
                due: run(self.due.wrapping_add(d_due)),
                reason,
            },
            WireWhat::FrameNotReturned { stream, d_after } => What::FrameNotReturned {
                stream,
                after: more(d_after, self.decoded.last),
            },
            WireWhat::ParametersChanged(it) => What::ParametersChanged(it.into_owned()),
            WireWhat::AudioDecoded {
                stream,
                d_pts,
                d_samples,
                marks,
            } => What::AudioDecoded {
                stream,
                pts: more(d_pts, self.sound_decoded.next()),
                samples: self.decoded_samples.wrapping_add_signed(d_samples),
                marks,
            },
            WireWhat::AudioWritten {
                d_pts,
                d_samples,
                d_duration,
                hash,
            } => What::AudioWritten {
                pts: media(self.written_end.wrapping_add(d_pts)),
                samples: self.written_samples.wrapping_add_signed(d_samples),
                duration: span(self.written_duration.wrapping_add(d_duration)),
                hash,
            },
            WireWhat::SilenceWritten { d_pts, duration } => What::SilenceWritten {
                pts: media(self.written_end.wrapping_add(d_pts)),
                duration: span(duration),
            },
            WireWhat::AudioPlayed { d_position } => What::AudioPlayed {
                position: media(self.heard(at).wrapping_add(d_position)),
            },
            WireWhat::UnderrunOccurred {
                d_position,
                lacking,
            } => What::UnderrunOccurred {
                position: media(self.heard(at).wrapping_add(d_position)),
                lacking: span(lacking),
            },
            WireWhat::ClocksRead {
                d_audio,
                d_video,
                d_master,
            } => {
                let audio = more(d_audio, self.heard(at));
                let video = more(d_video, self.shown);
                let master =
                    self.master(at, audio.map(MediaTime::nanos), video.map(MediaTime::nanos));
                What::ClocksRead {
                    audio,
                    video,
                    master: media(master.wrapping_add(d_master)),
                }
            }
            WireWhat::QueuesMeasured {
                d_video_packets,
                d_audio_packets,
                d_bytes,
                d_pictures,
                d_sound,
            } => What::QueuesMeasured(QueueLevels {
                video_packets: self
                    .queues
                    .video_packets
                    .wrapping_add_signed(d_video_packets),
                audio_packets: self
                    .queues
                    .audio_packets
                    .wrapping_add_signed(d_audio_packets),
                bytes: self.queues.bytes.wrapping_add_signed(d_bytes),
                pictures: self.queues.pictures.wrapping_add_signed(d_pictures),
                sound: span(self.queues.sound.nanos().wrapping_add(d_sound)),
            }),
            WireWhat::DiscontinuityFound {
                stream,
                expected,
                found,
            } => What::DiscontinuityFound {
                stream,
                expected: media(expected),
                found: media(found),
            },
            WireWhat::PacketDamaged { stream, pts } => What::PacketDamaged {
                stream,
                pts: pts.map(media),
            },
            WireWhat::DecodeFailed(it) => What::DecodeFailed(it.into_owned()),
            WireWhat::ReadFailed(it) => What::ReadFailed(it.into_owned()),
            WireWhat::LogWritten(it) => What::LogWritten(it.into_owned()),
            WireWhat::StreamDrained { stream } => What::StreamDrained { stream },
            WireWhat::PlayEnded { reason, position } => What::PlayEnded {
                reason,
                position: media(position),
            },
            WireWhat::AttemptEnded(it) => What::AttemptEnded(it.into_owned()),
            WireWhat::Whole(it) => it.into_owned(),
            WireWhat::PictureSketched { d_sums } => {
                let sum = |n: usize| self.sketch.0[n].wrapping_add(d_sums[n]);
                What::PictureSketched(PictureSketch(array::from_fn(sum)))
            }
            WireWhat::SoundSketched(sketch) => What::SoundSketched(sketch),
        };
        Event {
            at: RunTime::from_nanos(at),
            what,
        }
    }
}

fn more(difference: Option<i64>, predicted: i64) -> Option<MediaTime> {
    difference.map(|difference| media(predicted.wrapping_add(difference)))
}

fn media(nanos: i64) -> MediaTime {
    MediaTime::from_nanos(nanos)
}

fn span(nanos: i64) -> Span {
    Span::from_nanos(nanos)
}

fn run(nanos: i64) -> RunTime {
    RunTime::from_nanos(nanos as u64)
}
