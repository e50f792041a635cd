//! The events of one play, and what its file promises.

use mpdbg_model::{
    AudioDevice, AudioParameters, Caps, Container, ContentHash, DecodeMarks, DeviceKind,
    DiscardReason, EndReason, Event, ExpectedFrame, ExpectedSound, ExpectedStream,
    ExpectedTimeline, MediaTime, Outcome, RunTime, Span, StreamInfo, StreamKind, TimeBase, Timing,
    VideoParameters, What,
};

use super::Fault;

/// Length of a picture: 25 a second.
const PICTURE: Span = Span::from_millis(40);
/// Length of a piece of sound, and of what the device takes at a time.
const PIECE: Span = Span::from_millis(20);
/// Samples of a piece of sound at 48 kHz.
const SAMPLES: u32 = 960;
/// Pieces of sound that wait in the device.
const QUEUED: u64 = 10;
/// Pictures that are decoded ahead.
const AHEAD: u64 = 3;
/// Run time at which the first picture is due.
const FIRST: i64 = 40_000_000;
/// Events that do not belong to a picture or a piece of sound: six at the beginning, four at the end.
const FRAME: u64 = 10;
/// Events of a picture, with the two pieces of sound that are heard with it.
const EACH: u64 = 10;

/// A play of pictures and sound.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    /// What makes the content another one.
    seed: u64,
    pictures: u64,
    fault: Option<Fault>,
}

impl Script {
    /// How many pictures a play of about `events` events has.
    pub(crate) const fn pictures(events: u64) -> u64 {
        let pictures = events.saturating_sub(FRAME) / EACH;
        if pictures == 0 { 1 } else { pictures }
    }

    /// A play of so many pictures.
    pub(crate) const fn new(seed: u64, pictures: u64, fault: Option<Fault>) -> Self {
        Self {
            seed,
            pictures,
            fault,
        }
    }

    /// How it ends.
    pub(crate) fn outcome(&self) -> Outcome {
        match self.fault {
            Some(Fault::Crashed(_)) => Outcome::Signaled {
                signal: 11,
                name: "SIGSEGV".to_owned(),
            },
            _ => Outcome::Finished,
        }
    }

    /// The events but the last one, in order.
    pub(crate) fn events(&self) -> Vec<Event> {
        let mut told = Vec::with_capacity(((self.pictures + 1) * EACH) as usize);
        head(&mut told, self.length());
        for number in 0..self.pictures {
            self.picture(number, &mut told);
        }
        for number in 0..self.pictures * 2 {
            self.sound(number, &mut told);
        }
        self.foot(&mut told);
        told.sort_by_key(|(at, _)| *at);
        if let Some(Fault::Crashed(at)) = self.fault {
            told.retain(|(when, _)| *when < due(at));
        }
        let told = told.into_iter();
        told.map(|(at, what)| Event {
            at: RunTime::from_nanos(at.max(0) as u64),
            what,
        })
        .collect()
    }

    /// What the file promises.
    pub(crate) fn expected(&self) -> ExpectedTimeline {
        let frames = (0..self.pictures).map(|number| ExpectedFrame {
            pts: pts(number),
            duration: PICTURE,
            key: number == 0,
        });
        let sound = ExpectedSound {
            from: MediaTime::ZERO,
            to: MediaTime::ZERO.plus(self.length()),
            packets: (self.pictures * 2) as u32,
        };
        ExpectedTimeline {
            declared: Some(self.length()),
            start: Some(MediaTime::ZERO),
            streams: vec![
                promise(video(), frames.collect(), Vec::new()),
                promise(audio(), Vec::new(), vec![sound]),
            ],
            read_error: None,
        }
    }

    fn length(&self) -> Span {
        PICTURE.times(self.pictures as i64)
    }

    /// True when the fault begins at most `count` pictures before this one.
    fn is_hit(number: u64, from: u64, count: u64) -> bool {
        (from..from + count).contains(&number)
    }

    fn picture(&self, number: u64, told: &mut Vec<(i64, What)>) {
        let (pts, due_at) = (pts(number), due(number));
        let due_run = RunTime::from_nanos(due_at as u64);
        let asked = if number == 0 { 0 } else { due(number - 1) };
        let decoded = if number < AHEAD {
            0
        } else {
            due(number - AHEAD)
        };
        told.push((decoded, frame_decoded(number)));
        told.push((
            asked,
            What::FrameScheduled {
                pts,
                due: due_run,
                delay: Span::from_nanos(due_at - asked),
            },
        ));
        let shown = match self.fault {
            Some(Fault::Lost(from)) if Self::is_hit(number, from, 2) => return,
            Some(Fault::Dropped(from)) if Self::is_hit(number, from, 2) => {
                let reason = DiscardReason::Late;
                let what = What::FrameDiscarded {
                    pts,
                    due: due_run,
                    reason,
                };
                told.push((due_at + PICTURE.nanos(), what));
                return;
            }
            Some(Fault::Late(from)) if Self::is_hit(number, from, 5) => due_at + 30_000_000,
            Some(Fault::Slow) => due_at + (number * 7 % 13 + 1) as i64 * 1_000_000,
            _ => due_at,
        };
        let other = u64::from(self.fault == Some(Fault::Repainted(number)));
        told.push((
            shown,
            What::FramePresented {
                pts,
                due: due_run,
                hash: self.hash(2 * number + (other << 60)),
            },
        ));
        let heard = MediaTime::from_nanos(shown - FIRST);
        told.push((
            shown,
            What::ClocksRead {
                audio: Some(heard),
                video: Some(pts),
                master: heard,
            },
        ));
    }

    fn sound(&self, number: u64, told: &mut Vec<(i64, What)>) {
        let pts = MediaTime::ZERO.plus(PIECE.times(number as i64));
        let heard = FIRST + pts.nanos();
        let written = match number.checked_sub(QUEUED) {
            Some(before) => FIRST + PIECE.times(before as i64).nanos(),
            None => 0,
        };
        told.push((
            written,
            What::AudioDecoded {
                stream: 1,
                pts: Some(pts),
                samples: SAMPLES,
                marks: DecodeMarks::default(),
            },
        ));
        told.push((
            written,
            What::AudioWritten {
                pts,
                samples: SAMPLES,
                duration: PIECE,
                hash: self.hash(2 * number + 1),
            },
        ));
        told.push((heard, What::AudioPlayed { position: pts }));
        if self.fault == Some(Fault::Underrun(number / 2)) && number.is_multiple_of(2) {
            let lacking = Span::from_millis(30);
            let position = pts;
            told.push((heard, What::UnderrunOccurred { position, lacking }));
        }
    }

    fn foot(&self, told: &mut Vec<(i64, What)>) {
        let end = FIRST + self.length().nanos();
        told.push((
            due(self.pictures.saturating_sub(AHEAD)),
            What::StreamDrained { stream: 0 },
        ));
        told.push((
            end - PIECE.times(QUEUED as i64).nanos(),
            What::StreamDrained { stream: 1 },
        ));
        told.push((
            end,
            What::PlayEnded {
                reason: EndReason::EndOfStream,
                position: MediaTime::ZERO.plus(self.length()),
            },
        ));
    }

    /// Bits as even as those of a content hash (the finisher of `SplitMix64`).
    const fn hash(&self, of: u64) -> ContentHash {
        let mut bits = (self.seed << 32 ^ of).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ContentHash::Xxh3(bits ^ (bits >> 31))
    }
}

fn pts(number: u64) -> MediaTime {
    MediaTime::ZERO.plus(PICTURE.times(number as i64))
}

/// Run time in nanoseconds.
fn due(number: u64) -> i64 {
    FIRST + PICTURE.times(number as i64).nanos()
}

fn frame_decoded(number: u64) -> What {
    What::FrameDecoded {
        stream: 0,
        pts: Some(pts(number)),
        duration: PICTURE,
        marks: DecodeMarks {
            key: number == 0,
            ..DecodeMarks::default()
        },
    }
}

fn head(told: &mut Vec<(i64, What)>, length: Span) {
    let container = Container {
        format: "mov,mp4,m4a,3gp,3g2,mj2".to_owned(),
        start: Some(MediaTime::ZERO),
        duration: Some(length),
        seekable: true,
        bit_rate: None,
        tags: vec![("major_brand".to_owned(), "isom".to_owned())],
    };
    let device = AudioDevice {
        name: "simulated".to_owned(),
        kind: DeviceKind::Simulated,
        rate: 48_000,
        channels: 2,
        period: PIECE,
        latency: Span::from_nanos(FIRST),
    };
    let from = MediaTime::from_nanos(-FIRST);
    let head = [
        What::Opened(Box::new(container)),
        What::StreamFound(Box::new(video())),
        What::StreamFound(Box::new(audio())),
        What::CapsReported(Caps::ALL),
        What::DeviceOpened(Box::new(device)),
        What::PlayStarted { from },
    ];
    told.extend(head.map(|what| (0, what)));
}

fn promise(
    info: StreamInfo,
    frames: Vec<ExpectedFrame>,
    sound: Vec<ExpectedSound>,
) -> ExpectedStream {
    ExpectedStream {
        info,
        timing: Timing::Carried,
        frames,
        sound,
        undecodable: 0,
        damaged: 0,
    }
}

fn stream(index: u16, kind: StreamKind, codec: &str) -> StreamInfo {
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
        duration: None,
        frames: None,
        bit_rate: None,
        language: String::new(),
        video: None,
        audio: None,
    }
}

fn video() -> StreamInfo {
    StreamInfo {
        video: Some(VideoParameters {
            width: 640,
            height: 360,
            pixel_format: "yuv420p".to_owned(),
            sample_aspect: (1, 1),
            frame_rate: (25, 1),
            rotation: 0,
            colour: "tv/bt709/bt709/bt709".to_owned(),
        }),
        ..stream(0, StreamKind::Video, "h264")
    }
}

fn audio() -> StreamInfo {
    StreamInfo {
        audio: Some(AudioParameters {
            rate: 48_000,
            channels: 2,
            sample_format: "fltp".to_owned(),
        }),
        ..stream(1, StreamKind::Audio, "aac")
    }
}
