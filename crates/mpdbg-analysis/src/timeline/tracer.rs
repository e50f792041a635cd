//! The fold of events into points.

use mpdbg_model::{
    DiscardReason, Event, LogLevel, MediaTime, Profile, QueueLevels, RunTime, Span, StreamKind,
    What,
};
use serde::{Deserialize, Serialize};

use super::{Channel, FARTHEST, Point};

/// What divides the channels; from a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Later than this is late.
    pub late: Span,
}

impl Limits {
    /// The limits of a profile.
    pub fn of(profile: &Profile) -> Self {
        Self {
            late: Profile::span(profile.late_ms),
        }
    }
}

/// A clock that runs or stands, by what was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Running {
    at: RunTime,
    media: MediaTime,
    thousandths: u32,
    runs: bool,
}

impl Running {
    fn at(self, at: RunTime) -> MediaTime {
        if !self.runs {
            return self.media;
        }
        let passed = i128::from(at.since(self.at).nanos()) * i128::from(self.thousandths) / 1000;
        self.media
            .plus(Span::from_nanos(i64::try_from(passed).unwrap_or(i64::MAX)))
    }
}

/// Folds the events of a recording into points, in order. It can be copied at any event and go on from
/// there, so that a part of a recording is traced without what lies before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracer {
    limits: Limits,
    /// Indices of the streams with pictures and with sound.
    video: Vec<u16>,
    audio: Vec<u16>,
    /// What the wall clock promises since the clock last began to run.
    wall: Option<Running>,
    /// What the master clock shows.
    master: Option<Running>,
    paused: bool,
    reach: Option<MediaTime>,
}

impl Tracer {
    /// Before the first event.
    pub const fn new(limits: Limits) -> Self {
        Self {
            limits,
            video: Vec::new(),
            audio: Vec::new(),
            wall: None,
            master: None,
            paused: false,
            reach: None,
        }
    }

    /// What the master clock shows at `at`; absent before the clock started.
    pub fn media_at(&self, at: RunTime) -> Option<MediaTime> {
        self.master.map(|clock| clock.at(at))
    }

    /// Takes in the event with this number and hands its points to `put`.
    pub fn trace(&mut self, number: u32, event: &Event, put: &mut impl FnMut(Point)) {
        self.control(event.at, &event.what);
        self.reach(&event.what);
        let at = event.at;
        let here = self.media_at(at).map(|it| self.within(it));
        let mut put = |channel, media: Option<MediaTime>, value: i64| {
            put(Point {
                channel,
                run: at,
                media: media.map(near),
                value,
                event: number,
            });
        };
        match &event.what {
            What::FramePresented { pts, due, .. } => {
                let late = at.since(*due);
                let channel = if late > self.limits.late {
                    Channel::Late
                } else {
                    Channel::Presented
                };
                put(channel, Some(*pts), late.nanos());
            }
            What::FrameDiscarded { pts, due, reason } => match reason {
                DiscardReason::Late => put(Channel::Dropped, Some(*pts), at.since(*due).nanos()),
                DiscardReason::Flushed | DiscardReason::Skipped => {
                    put(Channel::Flushed, Some(*pts), 0);
                }
            },
            What::FrameDecoded { pts, .. } => put(Channel::Decoded, pts.or(here), 0),
            What::FrameNotReturned { after, .. } => {
                put(Channel::NotReturned, after.or(here), 0);
            }
            What::FrameScheduled { pts, delay, .. } => {
                put(Channel::Delay, Some(*pts), delay.nanos());
            }
            What::AudioWritten { pts, duration, .. } => {
                put(Channel::Written, Some(*pts), duration.nanos());
            }
            What::SilenceWritten { pts, duration } => {
                put(Channel::Silence, Some(*pts), duration.nanos());
            }
            What::UnderrunOccurred { position, lacking } => {
                put(
                    Channel::Underrun,
                    Some(self.within(*position)),
                    lacking.nanos(),
                );
            }
            What::AudioPlayed { position } => {
                self.against_wall(at, Channel::AudioClock, *position, &mut put);
            }
            What::ClocksRead { audio, video, .. } => {
                if let Some(audio) = audio {
                    self.against_wall(at, Channel::AudioClock, *audio, &mut put);
                }
                if let Some(video) = video {
                    self.against_wall(at, Channel::VideoClock, *video, &mut put);
                }
                if let (Some(audio), Some(video)) = (audio, video) {
                    put(
                        Channel::Offset,
                        Some(self.within(*video)),
                        self.as_run(audio.since(*video)),
                    );
                }
            }
            What::QueuesMeasured(levels) => queues(levels, here, &mut put),
            What::DecodeTook { stream, pts, took } => {
                let channel = if self.video.contains(stream) {
                    Channel::VideoDecode
                } else {
                    Channel::AudioDecode
                };
                put(channel, pts.or(here), took.nanos());
            }
            What::ReadBlocked { took } | What::MachineStalled { took } => {
                put(Channel::Blocked, here, took.nanos());
            }
            What::LogWritten(line) => {
                let channel = if line.level <= LogLevel::Error {
                    Channel::Errors
                } else {
                    Channel::Warnings
                };
                put(channel, here, 0);
            }
            What::DiscontinuityFound { found, .. } => put(Channel::Damage, Some(*found), 0),
            What::PacketDamaged { pts, .. } => put(Channel::Damage, pts.or(here), 0),
            What::DecodeFailed(failure) => put(Channel::Damage, failure.pts.or(here), 0),
            What::ReadFailed(_) | What::OpenFailed(_) => put(Channel::Damage, here, 0),
            what if is_control(what) => put(Channel::Control, here, 0),
            _ => {}
        }
    }

    /// A length of media time as the run time that it takes.
    fn as_run(&self, span: Span) -> i64 {
        match self.wall.map(|wall| wall.thousandths) {
            None | Some(0 | 1000) => span.nanos(),
            Some(rate) => {
                let run = i128::from(span.nanos()) * 1000 / i128::from(rate);
                i64::try_from(run).unwrap_or(i64::MAX)
            }
        }
    }

    fn against_wall(
        &self,
        at: RunTime,
        channel: Channel,
        position: MediaTime,
        put: &mut impl FnMut(Channel, Option<MediaTime>, i64),
    ) {
        if let Some(wall) = self.wall {
            let ahead = position.since(wall.at(at));
            put(channel, Some(self.within(position)), self.as_run(ahead));
        }
    }

    /// How far the content goes that was told of since the play went elsewhere.
    fn reach(&mut self, what: &What) {
        let end = match what {
            What::FramePresented { pts, .. }
            | What::FrameDiscarded { pts, .. }
            | What::FrameScheduled { pts, .. } => *pts,
            What::AudioWritten { pts, duration, .. } | What::SilenceWritten { pts, duration } => {
                pts.plus(*duration)
            }
            // What there is, is not told yet.
            What::SeekAnswered { .. } => {
                self.reach = None;
                return;
            }
            _ => return,
        };
        self.reach = self.reach.max(Some(end));
    }

    /// A place that a clock shows. Behind the content a clock goes on, and is put where the content ends.
    fn within(&self, place: MediaTime) -> MediaTime {
        self.reach.map_or(place, |end| place.min(end))
    }

    /// What the event says of the clocks and the streams.
    fn control(&mut self, at: RunTime, what: &What) {
        match what {
            What::StreamFound(stream) => match stream.kind {
                StreamKind::Video => self.video.push(stream.index),
                StreamKind::Audio => self.audio.push(stream.index),
                StreamKind::Subtitle | StreamKind::Data | StreamKind::Attachment => {}
            },
            What::PlayStarted { from } => self.set(at, *from, true),
            What::Paused { position } => {
                self.paused = true;
                self.set(at, *position, false);
            }
            What::Resumed { position } => {
                self.paused = false;
                self.set(at, *position, true);
            }
            What::SeekAsked { from, .. } | What::Restarted { from } => self.set(at, *from, false),
            What::AudioTrackSelected { position, .. } | What::PlayEnded { position, .. } => {
                self.set(at, *position, false);
            }
            What::SeekAnswered { position } => self.set(at, *position, !self.paused),
            What::RateChanged {
                thousandths,
                position,
            } => {
                self.set(at, *position, !self.paused);
                for clock in [&mut self.wall, &mut self.master].into_iter().flatten() {
                    clock.thousandths = *thousandths;
                }
            }
            What::ClocksRead { master, .. } => {
                if let Some(clock) = &mut self.master {
                    (clock.at, clock.media) = (at, *master);
                }
            }
            _ => {}
        }
    }

    fn set(&mut self, at: RunTime, media: MediaTime, runs: bool) {
        let thousandths = self.wall.map_or(1000, |wall| wall.thousandths);
        let clock = Running {
            at,
            media,
            thousandths,
            runs,
        };
        (self.wall, self.master) = (Some(clock), Some(clock));
    }
}

fn queues(
    levels: &QueueLevels,
    here: Option<MediaTime>,
    put: &mut impl FnMut(Channel, Option<MediaTime>, i64),
) {
    let told = [
        (Channel::VideoPackets, i64::from(levels.video_packets)),
        (Channel::AudioPackets, i64::from(levels.audio_packets)),
        (Channel::Pictures, i64::from(levels.pictures)),
        (Channel::Sound, levels.sound.nanos()),
    ];
    for (channel, value) in told {
        put(channel, here, value);
    }
}

/// The time, or the farthest place where it lies beyond.
fn near(time: MediaTime) -> MediaTime {
    MediaTime::from_nanos(time.nanos().clamp(-FARTHEST, FARTHEST))
}

const fn is_control(what: &What) -> bool {
    matches!(
        what,
        What::PlayStarted { .. }
            | What::PlayEnded { .. }
            | What::AttemptEnded(_)
            | What::StepTaken { .. }
            | What::Paused { .. }
            | What::Resumed { .. }
            | What::SeekAsked { .. }
            | What::SeekAnswered { .. }
            | What::RateChanged { .. }
            | What::AudioTrackSelected { .. }
            | What::Looped { .. }
            | What::Restarted { .. }
            | What::VolumeChanged { .. }
            | What::ParametersChanged(_)
    )
}

#[cfg(test)]
mod tests;
