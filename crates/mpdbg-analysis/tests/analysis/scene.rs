//! A regular play and what its file promises, described in a few figures.

use mpdbg_model::{
    AudioParameters, ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, MediaTime,
    Outcome, Span, StreamInfo, StreamKind, TimeBase, Timing, VideoParameters,
};
use serde::Deserialize;

use crate::course::Act;
use crate::truth::Truth;

/// Seconds as nanoseconds.
pub(crate) fn nanos(seconds: f64) -> i64 {
    (seconds * 1e9).round() as i64
}

/// What a case says of its play. All times are seconds.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, read from TOML by name"
)]
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Scene {
    pub(crate) video: Option<Video>,
    pub(crate) audio: Option<Audio>,
    /// Length that the header promises.
    pub(crate) declared: Option<f64>,
    /// Capabilities that the player lacks.
    pub(crate) lacks: Vec<String>,
    /// The device is a real one.
    pub(crate) real_device: bool,
    /// The file was not probed.
    pub(crate) unprobed: bool,
    /// The container has a stream that is not played.
    pub(crate) other_stream: bool,
    /// The play ends at this run time, whatever was to come.
    pub(crate) cut_at: Option<f64>,
    /// How the attempt ended; absent is `Finished`.
    pub(crate) outcome: Option<Outcome>,
    /// The recording has no end.
    pub(crate) unsealed: bool,
    /// The player does not say that the play ended.
    pub(crate) no_end: bool,
    /// What is done while it plays.
    pub(crate) course: Vec<Act>,
    /// How often it begins again at its end.
    pub(crate) loops: u32,
    /// Audio streams with the same sound beside the one that is played; their indices are 2 and on.
    pub(crate) tracks: u16,
    /// What is known of the sample beside its promise.
    pub(crate) truth: Truth,
}

/// Regular pictures.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Video {
    pub(crate) count: usize,
    pub(crate) rate: u32,
    #[serde(default)]
    pub(crate) start: f64,
    /// `[picture, seconds]`: this picture is shown so much longer.
    #[serde(default)]
    pub(crate) holds: Vec<(usize, f64)>,
    /// Exact times instead of regular ones.
    #[serde(default)]
    pub(crate) times: Vec<f64>,
    #[serde(default)]
    pub(crate) made_up: bool,
    /// Length that the stream itself declares.
    pub(crate) declared: Option<f64>,
    /// The length of the last picture is unknown.
    #[serde(default)]
    pub(crate) open_end: bool,
    /// Pictures before the first key frame.
    #[serde(default)]
    pub(crate) undecodable: u32,
    /// The first key frame.
    #[serde(default)]
    pub(crate) first_key: usize,
    /// Every so many pictures are a key frame; only the first one when 0.
    #[serde(default)]
    pub(crate) keys: usize,
}

/// Regular sound.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Audio {
    pub(crate) packets: usize,
    #[serde(default = "twenty_milliseconds")]
    pub(crate) packet: f64,
    #[serde(default)]
    pub(crate) start: f64,
    /// `[packet, seconds]`: before this packet the file has so much nothing.
    #[serde(default)]
    pub(crate) gaps: Vec<(usize, f64)>,
    /// What the decoder trims at the beginning.
    #[serde(default)]
    pub(crate) priming: f64,
    /// What the decoder trims at the end.
    #[serde(default)]
    pub(crate) padding: f64,
    #[serde(default)]
    pub(crate) made_up: bool,
    pub(crate) declared: Option<f64>,
}

const fn twenty_milliseconds() -> f64 {
    0.02
}

impl Video {
    /// Times of the pictures, nanoseconds, and the end.
    pub(crate) fn marks(&self) -> Vec<i64> {
        if !self.times.is_empty() {
            return self.times.iter().map(|time| nanos(*time)).collect();
        }
        let step = 1e9 / f64::from(self.rate);
        let mut hold = 0.0;
        let mut marks = Vec::new();
        for index in 0..=self.count {
            marks.push(nanos(self.start + hold) + (index as f64 * step).round() as i64);
            if self.open_end && index + 1 == self.count {
                continue;
            }
            let longer = self.holds.iter().filter(|(at, _)| *at == index);
            hold += longer.map(|(_, by)| by).sum::<f64>();
        }
        marks
    }

    pub(crate) fn info(&self) -> StreamInfo {
        let video = VideoParameters {
            width: 640,
            height: 360,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (1, 1),
            frame_rate: (self.rate, 1),
            rotation: 0,
            colour: "tv/bt709/bt709/bt709".to_owned(),
        };
        let info = stream(0, StreamKind::Video, "h264", self.declared);
        StreamInfo {
            video: Some(video),
            ..info
        }
    }

    fn expected(&self) -> ExpectedStream {
        let marks = self.marks();
        let mut frames: Vec<_> = marks
            .windows(2)
            .enumerate()
            .map(|(index, pair)| ExpectedFrame {
                pts: MediaTime::from_nanos(pair[0]),
                duration: Span::from_nanos(pair[1] - pair[0]),
                key: index == self.first_key || (self.keys > 0 && index % self.keys == 0),
            })
            .collect();
        if let (true, Some(last)) = (self.open_end, frames.last_mut()) {
            last.duration = Span::ZERO;
        }
        let timing = if self.made_up {
            Timing::MadeUp
        } else {
            Timing::Carried
        };
        let (info, undecodable) = (self.info(), self.undecodable);
        ExpectedStream {
            info,
            timing,
            frames,
            sound: Vec::new(),
            undecodable,
            damaged: 0,
        }
    }
}

impl Audio {
    /// Beginnings of the packets, nanoseconds.
    pub(crate) fn marks(&self) -> Vec<i64> {
        let mut gap = 0.0;
        let mut marks = Vec::new();
        for index in 0..self.packets {
            gap += self
                .gaps
                .iter()
                .filter(|(at, _)| *at == index)
                .map(|(_, by)| by)
                .sum::<f64>();
            marks.push(nanos(self.start + gap + index as f64 * self.packet));
        }
        marks
    }

    pub(crate) fn info(&self) -> StreamInfo {
        let audio = AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: "fltp".to_owned(),
        };
        let info = stream(1, StreamKind::Audio, "aac", self.declared);
        StreamInfo {
            audio: Some(audio),
            ..info
        }
    }

    fn expected(&self) -> ExpectedStream {
        let mut sound: Vec<ExpectedSound> = Vec::new();
        let packet = Span::from_nanos(nanos(self.packet));
        for from in self.marks().into_iter().map(MediaTime::from_nanos) {
            match sound
                .last_mut()
                .filter(|last| from.since(last.to).abs() < packet.half())
            {
                Some(last) => {
                    last.to = from.plus(packet);
                    last.packets += 1;
                }
                None => sound.push(ExpectedSound {
                    from,
                    to: from.plus(packet),
                    packets: 1,
                }),
            }
        }
        let timing = if self.made_up {
            Timing::MadeUp
        } else {
            Timing::Carried
        };
        let (info, frames) = (self.info(), Vec::new());
        ExpectedStream {
            info,
            timing,
            frames,
            sound,
            undecodable: 0,
            damaged: 0,
        }
    }
}

impl Scene {
    /// What the file promises.
    pub(crate) fn expected(&self) -> Option<ExpectedTimeline> {
        let video = self.video.as_ref().map(Video::expected);
        let audio = self.audio.as_ref().map(Audio::expected);
        let others = self.others().into_iter().filter_map(|info| {
            let stream = audio.clone()?;
            Some(ExpectedStream { info, ..stream })
        });
        let others: Vec<_> = others.collect();
        (!self.unprobed).then(|| ExpectedTimeline {
            declared: self
                .declared
                .map(|seconds| Span::from_nanos(nanos(seconds))),
            start: self.start().map(MediaTime::from_nanos),
            streams: video.into_iter().chain(audio).chain(others).collect(),
            read_error: None,
        })
    }

    /// The audio streams that are not played from the beginning.
    pub(crate) fn others(&self) -> Vec<StreamInfo> {
        let audio = self.audio.iter().flat_map(|audio| {
            (0..self.tracks).map(|number| StreamInfo {
                index: 2 + number,
                selected: false,
                ..audio.info()
            })
        });
        audio.collect()
    }

    /// First time of the file.
    pub(crate) fn start(&self) -> Option<i64> {
        let video = self
            .video
            .as_ref()
            .and_then(|video| video.marks().first().copied());
        let audio = self
            .audio
            .as_ref()
            .and_then(|audio| audio.marks().first().copied());
        video.into_iter().chain(audio).min()
    }
}

pub(crate) fn stream(
    index: u16,
    kind: StreamKind,
    codec: &str,
    declared: Option<f64>,
) -> StreamInfo {
    StreamInfo {
        index,
        kind,
        selected: true,
        codec: codec.to_owned(),
        profile: String::new(),
        time_base: TimeBase {
            num: 1,
            den: 90_000,
        },
        start: None,
        duration: declared.map(|seconds| Span::from_nanos(nanos(seconds))),
        frames: None,
        bit_rate: None,
        language: String::new(),
        video: None,
        audio: None,
    }
}
