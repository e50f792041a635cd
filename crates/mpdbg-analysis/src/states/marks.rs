//! What the marks of a sample said, and what the player says of itself.

use std::borrow::Cow;

use mpdbg_model::mark::TRACK_SPAN;
use mpdbg_model::{ContentHash, DeviceKind, Event, MediaTime, RunTime, Span, What};

use super::play::{Noted, Play};

/// What was read in the content of a marked sample, in the order of the events.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Marks of pictures.
    pub seen: Vec<SeenMark>,
    /// Presented pictures of a marked sample whose mark could not be read: their indices in
    /// `Play::presented`.
    pub unseen: Vec<u32>,
    /// Marks of sound.
    pub heard: Vec<HeardMark>,
    /// When ticks were heard whose code could not be read.
    pub unheard: Vec<RunTime>,
}

/// The mark of a picture that was presented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenMark {
    /// Number of the event.
    pub event: u64,
    /// The picture's index in `Play::presented`.
    pub shown: u32,
    /// Number of the picture in its clip.
    pub number: u32,
    /// Time of the content in its clip.
    pub time: MediaTime,
}

/// A mark that was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardMark {
    /// Number of the event.
    pub event: u64,
    /// When it was told.
    pub at: RunTime,
    /// When it was heard.
    pub heard: RunTime,
    /// Time of the content in its clip, without the part that names the track.
    pub time: MediaTime,
    /// Number of the audio track in the clip, from 0.
    pub track: u16,
}

impl<'e> Play<'e> {
    /// The event with this number.
    pub fn told(&self, event: u64) -> Option<Cow<'e, Event>> {
        self.told.get(event)
    }

    /// How far apart two moments may be that the sound device says are one: its period where it runs on
    /// the wall clock, nothing where it is simulated.
    pub fn grain(&self) -> Span {
        match self.device {
            Some(device) if matches!(device.kind, DeviceKind::Real | DeviceKind::Null) => {
                device.period
            }
            _ => Span::ZERO,
        }
    }

    /// Hash of the content of the picture that was presented, or of the sound that was written, with
    /// this event.
    pub fn hash_of(&self, event: u64) -> ContentHash {
        let told = self.told(event);
        match told.as_deref().map(|told| &told.what) {
            Some(What::FramePresented { hash, .. } | What::AudioWritten { hash, .. }) => *hash,
            _ => ContentHash::None,
        }
    }

    /// Keeps marks; other events say nothing here.
    pub(super) fn take_mark(&mut self, event: u64, at: RunTime, what: &What) {
        let shown = (self.presented.len() as u32).checked_sub(1);
        match what {
            What::PictureMarkRead { number, time } => {
                let mark = shown.map(|shown| SeenMark {
                    event,
                    shown,
                    number: *number,
                    time: *time,
                });
                self.marks.seen.extend(mark);
            }
            What::PictureMarkUnread => self.marks.unseen.extend(shown),
            What::SoundMarkRead { heard, time } => {
                let span = TRACK_SPAN.nanos();
                let nanos = time.nanos();
                self.marks.heard.push(HeardMark {
                    event,
                    at,
                    heard: *heard,
                    time: MediaTime::from_nanos(nanos.rem_euclid(span)),
                    track: u16::try_from(nanos.div_euclid(span)).unwrap_or(u16::MAX),
                });
            }
            What::SoundMarkUnread { heard } => self.marks.unheard.push(*heard),
            _ => {}
        }
    }

    /// Keeps what the player says of itself; other events say nothing here.
    pub(super) fn take_own_words(&mut self, event: u64, told: &'e Event) {
        let at = told.at;
        match &told.what {
            What::CountersReported(counters) => {
                self.counted = Some(Noted {
                    event,
                    at,
                    what: *counters,
                });
            }
            What::ResourcesMeasured(used) => self.resources.push(Noted {
                event,
                at,
                what: used,
            }),
            _ => {}
        }
    }
}
