//! What is known of a sample beside its promise: marks in its content, a reference decode, and what the
//! process used.

use mpdbg_model::{
    ContentHash, Event, MediaTime, Reference, ReferencePicture, ReferenceSound, Resources, RunTime,
    Span, What,
};
use serde::Deserialize;

use crate::scene::{Scene, nanos};

/// Seconds from tick to tick, and of a tick with its code.
const PERIOD: f64 = 0.5;
const CODE: f64 = 0.408;

/// What a case says of the truth. All times are seconds; pictures, pieces and ticks are counted from 0.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Truth {
    /// The sample carries marks.
    pub(crate) marked: bool,
    /// The content of the sound is so much ahead of its times.
    pub(crate) shift: f64,
    /// `[picture, more]`: the content of the picture so many further is presented.
    pub(crate) shows: Vec<(usize, i64)>,
    /// Pictures a second of the clip, where the file's times are others.
    pub(crate) rate: Option<f64>,
    /// Pictures of the clip that the file lacks, by their number in the clip.
    pub(crate) lacks: Vec<u32>,
    /// Pictures whose mark cannot be read.
    pub(crate) unread: Vec<usize>,
    /// `[first, last, seconds]`: these ticks are heard so much later.
    pub(crate) heard: Vec<(usize, usize, f64)>,
    /// There is a reference decode.
    pub(crate) reference: bool,
    /// Pictures, and pieces of sound, first and last, that the reference decode has otherwise.
    pub(crate) repainted: Vec<(usize, usize)>,
    pub(crate) remixed: Vec<(usize, usize)>,
    /// The hashes of the reference are of another kind.
    pub(crate) md5: bool,
    /// What the process used, every half second.
    pub(crate) used: Option<Used>,
}

/// What the process used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Used {
    /// CPU seconds a second.
    #[serde(default)]
    pub(crate) cpu: f64,
    /// Megabytes at the beginning and more each second.
    #[serde(default)]
    pub(crate) megabytes: (f64, f64),
    /// Descriptors and threads at the end beyond those at the beginning.
    #[serde(default)]
    pub(crate) handles: u32,
    #[serde(default)]
    pub(crate) threads: u32,
}

impl Truth {
    /// The reference decode of the sample, if there is one.
    pub(crate) fn reference(&self, scene: &Scene) -> Option<Reference> {
        let hash = |pts: i64, other: bool| {
            let value = pts as u64 ^ u64::from(other) << 62;
            if self.md5 {
                ContentHash::Md5([value as u8; 16])
            } else {
                ContentHash::Xxh3(value)
            }
        };
        let within = |ranges: &[(usize, usize)], index: usize| {
            ranges
                .iter()
                .any(|(first, last)| (*first..=*last).contains(&index))
        };
        let marks = scene.video.as_ref().map_or_else(Vec::new, |video| {
            let marks = video.marks();
            marks[..marks.len() - 1].to_vec()
        });
        let pictures = marks
            .iter()
            .enumerate()
            .map(|(index, pts)| ReferencePicture {
                pts: Some(MediaTime::from_nanos(*pts)),
                hash: hash(*pts, within(&self.repainted, index)),
            });
        let pieces = scene.audio.as_ref().map_or_else(Vec::new, |audio| {
            let samples = (nanos(audio.packet) * 48 / 1_000_000) as u32;
            let marks = audio.marks().into_iter();
            marks.map(|pts| (pts, samples)).collect()
        });
        let sound = pieces
            .iter()
            .enumerate()
            .map(|(index, (pts, samples))| ReferenceSound {
                pts: Some(MediaTime::from_nanos(*pts)),
                samples: *samples,
                hash: hash(*pts, within(&self.remixed, index)),
            });
        self.reference.then(|| Reference {
            pictures: pictures.collect(),
            sound: sound.collect(),
        })
    }

    /// Adds what the marks say and what was used to the events of a play.
    pub(crate) fn tell(&self, scene: &Scene, events: Vec<Event>) -> Vec<Event> {
        let mut told = Vec::with_capacity(events.len() * 2);
        for event in events {
            let mark = self.mark_of(scene, &event);
            told.push(event);
            told.extend(mark);
        }
        for event in self
            .ticks(scene, &told)
            .into_iter()
            .chain(self.usage(&told))
        {
            let place = told.partition_point(|before| before.at <= event.at);
            told.insert(place, event);
        }
        told
    }

    fn mark_of(&self, scene: &Scene, event: &Event) -> Option<Event> {
        let What::FramePresented { pts, .. } = event.what else {
            return None;
        };
        let video = scene.video.as_ref().filter(|_| self.marked)?;
        let marks = video.marks();
        let index = marks
            .partition_point(|mark| *mark <= pts.nanos())
            .saturating_sub(1);
        let shows = self.shows.iter().find(|(picture, _)| *picture == index);
        let content = (index as i64 + shows.map_or(0, |(_, more)| *more)) as usize;
        let mut number = content as u32;
        for lacking in &self.lacks {
            number += u32::from(*lacking <= number);
        }
        let what = if self.unread.contains(&index) {
            What::PictureMarkUnread
        } else {
            let regular = self.rate.map(|rate| nanos(f64::from(number) / rate));
            let time = MediaTime::from_nanos(regular.unwrap_or_else(|| marks[content] - marks[0]));
            What::PictureMarkRead { number, time }
        };
        Some(Event { at: event.at, what })
    }

    /// When they are heard is known only where nothing is done while playing.
    fn ticks(&self, scene: &Scene, told: &[Event]) -> Vec<Event> {
        let is_one_stretch = scene.course.is_empty() && scene.loops == 0;
        let Some(audio) = scene
            .audio
            .as_ref()
            .filter(|_| self.marked && is_one_stretch)
        else {
            return Vec::new();
        };
        let (begin, packets) = (audio.marks()[0], audio.marks().len());
        let length = audio.packet * packets as f64;
        let count = ((length - CODE) / PERIOD).max(0.0) as usize;
        let start = told.iter().find_map(|event| match event.what {
            What::PlayStarted { from } => Some((event.at, from)),
            _ => None,
        });
        let Some((at, from)) = start else {
            return Vec::new();
        };
        let tick = |index: usize| {
            let later = self.heard.iter();
            let later = later.filter(|(first, last, _)| (*first..=*last).contains(&index));
            let later: f64 = later.map(|(_, _, by)| by).sum();
            let content = index as f64 * PERIOD;
            let media = begin + nanos(content - self.shift + later) - from.nanos();
            let heard = at.plus(Span::from_nanos(media));
            Event {
                at: heard.plus(Span::from_nanos(nanos(CODE))),
                what: What::SoundMarkRead {
                    heard,
                    time: MediaTime::from_nanos(nanos(content)),
                },
            }
        };
        (1..count).map(tick).collect()
    }

    fn usage(&self, told: &[Event]) -> Vec<Event> {
        let Some(used) = &self.used else {
            return Vec::new();
        };
        let halves = told.last().map_or(0, |last| last.at.nanos() / 500_000_000);
        let measured = |half: u64| {
            let (seconds, last) = (half as f64 / 2.0, half == halves);
            let resident = (used.megabytes.0 + used.megabytes.1 * seconds) * f64::from(1 << 20);
            Event {
                at: RunTime::from_nanos(half * 500_000_000),
                what: What::ResourcesMeasured(Box::new(Resources {
                    cpu: Span::from_nanos(nanos(used.cpu * seconds)),
                    resident: resident as u64,
                    handles: 10 + u32::from(last) * used.handles,
                    threads: 5 + u32::from(last) * used.threads,
                })),
            }
        };
        (1..=halves).map(measured).collect()
    }
}
