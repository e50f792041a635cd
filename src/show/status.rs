//! How a play goes, as a line can say it.

use mpdbg_analysis::{Limits, Profile};
use mpdbg_model::{
    Container, DeviceKind, DiscardReason, EndReason, Event, MediaTime, Span, StreamInfo,
    StreamKind, VideoParameters, What,
};
use serde::{Deserialize, Serialize};

/// What the player is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// It has not begun.
    #[default]
    Opening,
    Playing,
    Paused,
    /// At the end of the sample, from where it can go back.
    AtEnd,
    /// The play is over.
    Over,
}

/// How a play goes: a fold of its events.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    pub(crate) standing: Standing,
    /// Where media time begins.
    pub(crate) begin: MediaTime,
    /// The length that the container declares.
    pub(crate) length: Option<Span>,
    /// What the master clock showed last.
    pub(crate) position: MediaTime,
    /// What was heard when the last picture was presented; absent without sound.
    pub(crate) audio: Option<MediaTime>,
    /// The last picture; absent without pictures.
    pub(crate) video: Option<MediaTime>,
    /// Pictures that were presented, late ones among them.
    pub(crate) presented: u64,
    /// Pictures that were presented later than the default profile allows.
    pub(crate) late: u64,
    /// Pictures that were dropped for being late.
    pub(crate) dropped: u64,
    /// How often the sound device ran dry.
    pub(crate) underruns: u64,
    /// Failures to read or to decode.
    pub(crate) failures: u64,
    /// Loudness in percent.
    pub(crate) volume: u16,
    /// The sound device.
    pub(crate) device: Option<(DeviceKind, String)>,
    /// Why there is nothing to be seen or heard. Untrusted text.
    pub(crate) trouble: Option<String>,
    /// The video stream, as far as it is known.
    #[serde(skip)]
    pub(crate) parameters: Option<VideoParameters>,
}

impl Status {
    /// Before anything happened.
    pub(crate) fn new() -> Self {
        Self {
            volume: 100,
            ..Self::default()
        }
    }

    /// Audio position − video position, where both are known; positive when the sound is early.
    pub(crate) fn offset(&self) -> Option<Span> {
        Some(self.audio?.since(self.video?))
    }

    /// Takes in what happened.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "a line says only a little of all that happens"
    )]
    pub(crate) fn take(&mut self, event: &Event) {
        match &event.what {
            What::Opened(container) => self.take_container(container),
            What::OpenFailed(failure) => self.trouble = Some(failure.message.clone()),
            What::StreamFound(info) | What::ParametersChanged(info) => self.take_stream(info),
            What::DeviceOpened(device) => self.device = Some((device.kind, device.name.clone())),
            What::PlayStarted { from } => self.go_on(*from),
            What::FramePresented { pts, due, .. } => {
                self.presented += 1;
                self.video = Some(*pts);
                let late = Limits::of(&Profile::default()).late;
                self.late += u64::from(event.at.since(*due) > late);
            }
            What::FrameDiscarded { reason, .. } => {
                self.dropped += u64::from(*reason == DiscardReason::Late);
            }
            What::ClocksRead { audio, master, .. } => {
                self.audio = *audio;
                self.position = *master;
            }
            What::AudioPlayed { position } => self.position = *position,
            What::UnderrunOccurred { .. } => self.underruns += 1,
            What::DecodeFailed(_) | What::ReadFailed(_) => self.failures += 1,
            What::Paused { position } => {
                self.standing = Standing::Paused;
                self.position = *position;
            }
            What::Resumed { position } => self.go_on(*position),
            What::SeekAsked { target, .. } => self.take_seek(*target),
            What::VolumeChanged { percent } => self.volume = *percent,
            What::PlayEnded { reason, .. } => {
                self.standing = Standing::Over;
                if *reason == EndReason::NothingToPlay && self.trouble.is_none() {
                    self.trouble = Some("nothing in it can be played".to_owned());
                }
            }
            _ => {}
        }
    }

    /// The end of the sample is reached.
    pub(crate) const fn reach_end(&mut self) {
        self.standing = Standing::AtEnd;
    }

    const fn go_on(&mut self, position: MediaTime) {
        self.standing = Standing::Playing;
        self.position = position;
    }

    fn take_container(&mut self, container: &Container) {
        self.begin = container.start.unwrap_or_default();
        self.length = container.duration;
    }

    fn take_stream(&mut self, info: &StreamInfo) {
        if info.kind == StreamKind::Video && info.selected {
            self.parameters.clone_from(&info.video);
        }
    }

    /// A pause stays one; from the end it goes on.
    fn take_seek(&mut self, target: MediaTime) {
        self.position = target;
        if self.standing == Standing::AtEnd {
            self.standing = Standing::Playing;
        }
    }
}

#[cfg(test)]
mod tests {
    use mpdbg_model::{AudioDevice, ContentHash, RunTime, SeekMode};

    use super::*;

    fn media(millis: i64) -> MediaTime {
        MediaTime::ZERO.plus(Span::from_millis(millis))
    }

    fn run(millis: i64) -> RunTime {
        RunTime::ZERO.plus(Span::from_millis(millis))
    }

    fn after(events: Vec<(i64, What)>) -> Status {
        let mut status = Status::new();
        for (at, what) in events {
            status.take(&Event { at: run(at), what });
        }
        status
    }

    fn presented(pts: i64, due: i64) -> What {
        What::FramePresented {
            pts: media(pts),
            due: run(due),
            hash: ContentHash::None,
        }
    }

    fn discarded(reason: DiscardReason) -> What {
        What::FrameDiscarded {
            pts: media(0),
            due: run(0),
            reason,
        }
    }

    #[test]
    fn pictures_are_counted_by_how_they_came() {
        let clocks = What::ClocksRead {
            audio: Some(media(70)),
            video: Some(media(40)),
            master: media(70),
        };
        let status = after(vec![
            (0, What::PlayStarted { from: media(0) }),
            (1, presented(0, 0)),
            (200, presented(40, 40)),
            (200, clocks),
            (210, discarded(DiscardReason::Late)),
            (220, discarded(DiscardReason::Skipped)),
        ]);
        assert_eq!((status.presented, status.late, status.dropped), (2, 1, 1));
        assert_eq!(status.offset(), Some(Span::from_millis(30)));
        assert_eq!(status.position, media(70));
        assert_eq!(status.standing, Standing::Playing);
    }

    #[test]
    fn a_seek_leaves_the_end_and_keeps_a_pause() {
        let seek = || What::SeekAsked {
            from: media(0),
            target: media(5000),
            mode: SeekMode::Exact,
        };
        let paused = after(vec![(0, What::Paused { position: media(9) }), (1, seek())]);
        assert_eq!(paused.standing, Standing::Paused);
        assert_eq!(paused.position, media(5000));
        let mut ended = Status::new();
        ended.reach_end();
        ended.take(&Event {
            at: run(1),
            what: seek(),
        });
        assert_eq!(ended.standing, Standing::Playing);
    }

    #[test]
    fn what_cannot_be_played_says_why() {
        let over = || What::PlayEnded {
            reason: EndReason::NothingToPlay,
            position: media(0),
        };
        let status = after(vec![(0, over())]);
        assert_eq!(status.standing, Standing::Over);
        assert_eq!(
            status.trouble.as_deref(),
            Some("nothing in it can be played")
        );
        let failure = mpdbg_model::Failure {
            code: -1,
            message: "moov atom not found".to_owned(),
        };
        let status = after(vec![(0, What::OpenFailed(Box::new(failure))), (0, over())]);
        assert_eq!(status.trouble.as_deref(), Some("moov atom not found"));
    }

    #[test]
    fn the_device_is_known() {
        let device = AudioDevice {
            name: "null".to_owned(),
            kind: DeviceKind::Null,
            rate: 48_000,
            channels: 2,
            period: Span::ZERO,
            latency: Span::ZERO,
        };
        let status = after(vec![(0, What::DeviceOpened(Box::new(device)))]);
        assert_eq!(status.device, Some((DeviceKind::Null, "null".to_owned())));
        assert_eq!(status.volume, 100);
    }
}
