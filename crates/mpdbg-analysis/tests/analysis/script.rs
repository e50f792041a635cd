//! The events of a play, from a scene and its edits.

use mpdbg_model::{
    AudioDevice, Caps, Container, ContentHash, DecodeMarks, DeviceKind, DiscardReason, EndReason,
    Event, MediaTime, Outcome, RunTime, Span, StreamInfo, StreamKind, What,
};

use crate::course::{Turn, media_at, played};
use crate::scene::{Scene, nanos, stream};

/// Run time at which the clock starts.
pub(crate) const START: i64 = 10_000_000;
/// How far ahead pictures are decoded and sound is written.
pub(crate) const AHEAD: i64 = 30_000_000;

/// What becomes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Presented,
    /// Thrown away, so late.
    Discarded(i64),
    /// Decoded and lost.
    Lost,
    /// Never decoded.
    Undecoded,
    /// The decoder says that it returned none.
    Null,
    /// Thrown away at this run time, since playing went on elsewhere.
    Flushed(i64),
}

#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) stretch: usize,
    pub(crate) pts: i64,
    /// When it comes out of the decoder, at the latest.
    pub(crate) decoded_by: i64,
    pub(crate) due: i64,
    pub(crate) at: i64,
    pub(crate) way: Way,
    pub(crate) marks: DecodeMarks,
    pub(crate) again: usize,
    /// How much too late it was asked for.
    pub(crate) overdue: i64,
}

#[derive(Clone, Debug)]
pub(crate) struct Sound {
    pub(crate) stretch: usize,
    pub(crate) stream: u16,
    /// Where it begins to be heard.
    pub(crate) position: i64,
    /// Run time at which it can be decoded at the earliest.
    pub(crate) not_before: i64,
    /// False when playing went on elsewhere before it was heard.
    pub(crate) heard: bool,
    pub(crate) pts: i64,
    pub(crate) length: i64,
    pub(crate) at: i64,
    pub(crate) written: usize,
    pub(crate) marks: DecodeMarks,
    /// Heard minus what should be.
    pub(crate) off: i64,
}

/// A play before it is told as events.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    scene: Scene,
    from: i64,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) sounds: Vec<Sound>,
    pub(crate) more: Vec<(i64, What)>,
    pub(crate) end: i64,
    /// The master clock, where things are done.
    pub(crate) clock: Vec<Turn>,
    /// Where the master clock stands, and for how long.
    pub(crate) stall: Option<(i64, i64)>,
}

impl Script {
    /// The perfect play of `scene`.
    pub(crate) fn of(scene: &Scene) -> Self {
        let from = scene.start().unwrap_or(0);
        let run = |media: i64| START + media - from;
        let marks = scene
            .video
            .as_ref()
            .map_or_else(Vec::new, super::scene::Video::marks);
        let end_of_video = marks.last().copied().unwrap_or(from);
        let pictures = marks
            .iter()
            .take(marks.len().saturating_sub(1))
            .map(|pts| Picture {
                stretch: 0,
                pts: *pts,
                decoded_by: run(*pts) - AHEAD,
                due: run(*pts),
                at: run(*pts),
                way: Way::Presented,
                marks: DecodeMarks::default(),
                again: 0,
                overdue: 0,
            });
        let sounds = sounds(scene, run);
        let end_of_sound = sounds.last().map_or(from, |last| last.pts + last.length);
        let script = Self {
            scene: scene.clone(),
            from,
            pictures: pictures.collect(),
            sounds,
            more: Vec::new(),
            end: run(end_of_video.max(end_of_sound)),
            clock: Vec::new(),
            stall: None,
        };
        if scene.course.is_empty() && scene.loops == 0 {
            return script;
        }
        played(scene, script, from)
    }

    /// Media time of the master clock at run time `at`.
    fn master(&self, at: i64) -> i64 {
        if !self.clock.is_empty() {
            return media_at(&self.clock, at);
        }
        let stood = self.stall.map_or(0, |(from, by)| (at - from).clamp(0, by));
        self.from + at - START - stood
    }

    /// The events, in order.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut timed: Vec<(i64, What)> = self.head();
        self.pictures
            .iter()
            .for_each(|picture| self.tell_picture(&mut timed, picture));
        self.sounds
            .iter()
            .for_each(|sound| tell_sound(&mut timed, sound));
        timed.extend(self.more.iter().cloned());
        let mut at_end = self.end;
        timed.sort_by_key(|(at, _)| *at);
        if let Some(cut) = self.scene.cut_at.map(nanos) {
            timed.retain(|(at, _)| *at <= cut);
            at_end = cut;
        } else if !self.scene.no_end {
            let position = MediaTime::from_nanos(self.master(at_end));
            let ended = What::PlayEnded {
                reason: EndReason::EndOfStream,
                position,
            };
            let place = timed.partition_point(|(at, _)| *at <= at_end);
            timed.insert(place, (at_end, ended));
        }
        let last = timed.last().map_or(at_end, |(at, _)| (*at).max(at_end));
        if !self.scene.unsealed {
            let outcome = self.scene.outcome.clone().unwrap_or(Outcome::Finished);
            timed.push((last, What::AttemptEnded(Box::new(outcome))));
        }
        timed
            .into_iter()
            .map(|(at, what)| Event {
                at: run_time(at),
                what,
            })
            .collect()
    }

    fn head(&self) -> Vec<(i64, What)> {
        let mut streams: Vec<StreamInfo> = Vec::new();
        streams.extend(self.scene.video.as_ref().map(super::scene::Video::info));
        streams.extend(self.scene.audio.as_ref().map(super::scene::Audio::info));
        streams.extend(self.scene.others());
        if self.scene.other_stream {
            let subtitle = stream(2, StreamKind::Subtitle, "srt", None);
            streams.push(StreamInfo {
                selected: false,
                ..subtitle
            });
        }
        let container = Container {
            format: "mov,mp4,m4a,3gp,3g2,mj2".to_owned(),
            start: Some(MediaTime::from_nanos(self.from)),
            duration: None,
            seekable: true,
            bit_rate: None,
            tags: Vec::new(),
        };
        let mut head = vec![(0, What::Opened(Box::new(container)))];
        head.extend(
            streams
                .into_iter()
                .map(|info| (0, What::StreamFound(Box::new(info)))),
        );
        head.push((0, What::CapsReported(caps_without(&self.scene.lacks))));
        if self.scene.audio.is_some() {
            head.push((
                0,
                What::DeviceOpened(Box::new(device(self.scene.real_device))),
            ));
        }
        head.push((
            START,
            What::PlayStarted {
                from: MediaTime::from_nanos(self.from),
            },
        ));
        head
    }

    fn tell_picture(&self, timed: &mut Vec<(i64, What)>, picture: &Picture) {
        let pts = MediaTime::from_nanos(picture.pts);
        let due = run_time(picture.due);
        let before = picture.decoded_by.max(START);
        let after = self
            .pictures
            .iter()
            .map(|other| other.pts)
            .filter(|at| *at < picture.pts)
            .max();
        match picture.way {
            Way::Undecoded => return,
            Way::Null => {
                let after = after.map(MediaTime::from_nanos);
                timed.push((before, What::FrameNotReturned { stream: 0, after }));
                return;
            }
            Way::Presented | Way::Discarded(_) | Way::Lost | Way::Flushed(_) => {}
        }
        let (duration, marks) = (Span::ZERO, picture.marks);
        timed.push((
            before,
            What::FrameDecoded {
                stream: 0,
                pts: Some(pts),
                duration,
                marks,
            },
        ));
        match picture.way {
            Way::Discarded(late) => {
                let reason = DiscardReason::Late;
                timed.push((
                    picture.due + late,
                    What::FrameDiscarded { pts, due, reason },
                ));
            }
            Way::Flushed(at) => {
                let reason = DiscardReason::Flushed;
                timed.push((at, What::FrameDiscarded { pts, due, reason }));
            }
            Way::Presented => self.tell_presented(timed, picture, before),
            Way::Lost | Way::Undecoded | Way::Null => {}
        }
    }

    fn tell_presented(&self, timed: &mut Vec<(i64, What)>, picture: &Picture, before: i64) {
        let pts = MediaTime::from_nanos(picture.pts);
        let due = run_time(picture.due);
        let asked_at = if picture.overdue > 0 {
            picture.due + picture.overdue
        } else {
            before.min(picture.due)
        };
        let delay = Span::from_nanos(picture.due - asked_at);
        let asked_at = asked_at.min(picture.at);
        timed.push((asked_at, What::FrameScheduled { pts, due, delay }));
        for time in 0..=picture.again as i64 {
            let hash = ContentHash::Xxh3(picture.pts as u64);
            let at = picture.at + time * 5_000_000;
            timed.push((at, What::FramePresented { pts, due, hash }));
        }
        let master = self.master(picture.at);
        let off = self.sounds.iter().find(|sound| {
            sound.stretch == picture.stretch && sound.pts + sound.length > picture.pts
        });
        let audio = off
            .filter(|sound| sound.pts <= picture.pts)
            .map(|sound| master + sound.off);
        timed.push((
            picture.at,
            What::ClocksRead {
                audio: audio.map(MediaTime::from_nanos),
                video: Some(pts),
                master: MediaTime::from_nanos(master),
            },
        ));
    }
}

fn sounds(scene: &Scene, run: impl Fn(i64) -> i64) -> Vec<Sound> {
    let Some(audio) = &scene.audio else {
        return Vec::new();
    };
    let marks = audio.marks();
    let length = nanos(audio.packet);
    let (begin, end) = (
        marks.first().copied().unwrap_or(0) + nanos(audio.priming),
        marks.last().copied().unwrap_or(0) + length - nanos(audio.padding),
    );
    let trimmed = marks
        .into_iter()
        .map(|pts| (pts.max(begin), (pts + length).min(end)));
    let kept = trimmed.filter(|(from, to)| from < to);
    kept.map(|(from, to)| Sound {
        stretch: 0,
        stream: 1,
        position: from,
        not_before: START,
        heard: true,
        pts: from,
        length: to - from,
        at: run(from),
        written: 1,
        marks: DecodeMarks::default(),
        off: 0,
    })
    .collect()
}

fn tell_sound(timed: &mut Vec<(i64, What)>, sound: &Sound) {
    let before = (sound.at - AHEAD).max(sound.not_before);
    let pts = MediaTime::from_nanos(sound.pts);
    let samples = (sound.length * 48 / 1_000_000) as u32;
    let (marks, duration) = (sound.marks, Span::from_nanos(sound.length));
    timed.push((
        before,
        What::AudioDecoded {
            stream: sound.stream,
            pts: Some(pts),
            samples,
            marks,
        },
    ));
    for _ in 0..sound.written {
        let hash = ContentHash::Xxh3(sound.pts as u64);
        timed.push((
            before,
            What::AudioWritten {
                pts,
                samples,
                duration,
                hash,
            },
        ));
    }
    if sound.heard {
        let position = MediaTime::from_nanos(sound.position + sound.off);
        timed.push((sound.at, What::AudioPlayed { position }));
    }
}

pub(crate) fn run_time(at: i64) -> RunTime {
    RunTime::from_nanos(at.max(0) as u64)
}

fn device(real: bool) -> AudioDevice {
    AudioDevice {
        name: "speaker".to_owned(),
        kind: if real {
            DeviceKind::Real
        } else {
            DeviceKind::Simulated
        },
        rate: 48_000,
        channels: 2,
        period: Span::from_millis(20),
        latency: Span::from_millis(40),
    }
}

fn caps_without(lacks: &[String]) -> Caps {
    let mut caps = serde_json::to_value(Caps::ALL).unwrap();
    for name in lacks {
        assert!(caps.get(name).is_some(), "no capability `{name}`");
        caps[name] = false.into();
    }
    serde_json::from_value(caps).unwrap()
}
