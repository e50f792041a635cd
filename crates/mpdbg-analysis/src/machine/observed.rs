//! What recordings tell of the machine that they were made on.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mpdbg_model::{AudioDevice, DeviceKind, Event, MediaTime, Span, StreamInfo, What};

use super::drift::{Drift, drift};

/// What recordings on the wall clock tell of their machine.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    pub(super) pictures: Vec<Picture>,
    pub(super) sounds: Vec<Sound>,
    pub(super) devices: Vec<AudioDevice>,
    pub(super) drifts: Vec<Drift>,
}

/// One picture that a decoder worked for.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) codec: String,
    pub(super) pixels: f64,
    pub(super) key: bool,
    /// Nanoseconds.
    pub(super) took: f64,
}

/// One piece of sound that a decoder worked for.
#[derive(Clone, Debug)]
pub(super) struct Sound {
    pub(super) codec: String,
    /// Samples of all channels.
    pub(super) samples: f64,
    /// Nanoseconds.
    pub(super) took: f64,
}

/// What came out of a decoder.
#[derive(Clone, Copy)]
enum Output {
    Picture { key: bool },
    Sound { samples: u32 },
}

impl Observed {
    /// Adds the events of a recording.
    pub fn take(&mut self, events: &[Event]) {
        self.take_decoding(events);
        let device = events.iter().find_map(|event| match &event.what {
            What::DeviceOpened(device) => Some(&**device),
            _ => None,
        });
        if let Some(device) = device.filter(|device| device.kind == DeviceKind::Real) {
            self.devices.push(device.clone());
            self.drifts.extend(drift(events));
        }
    }

    /// True when no decoder said how long it worked.
    pub fn is_empty(&self) -> bool {
        self.pictures.is_empty() && self.sounds.is_empty()
    }

    /// Pictures and pieces of sound of which it is known how long they took.
    pub fn counts(&self) -> (usize, usize) {
        (self.pictures.len(), self.sounds.len())
    }

    /// The first work of a decoder is left out: it starts its threads and meets cold memory.
    fn take_decoding(&mut self, events: &[Event]) {
        let outputs = outputs(events);
        let mut warm: BTreeSet<u16> = BTreeSet::new();
        let mut streams: BTreeMap<u16, &StreamInfo> = BTreeMap::new();
        for event in events {
            match &event.what {
                What::StreamFound(info) | What::ParametersChanged(info) => {
                    streams.insert(info.index, info);
                }
                What::DecodeTook {
                    stream,
                    pts: Some(pts),
                    took,
                } => {
                    if warm.insert(*stream) {
                        continue;
                    }
                    let output = outputs.get(&(*stream, *pts));
                    if let (Some(info), Some(output)) = (streams.get(stream), output) {
                        self.take_one(info, *output, *took);
                    }
                }
                _ => {}
            }
        }
    }

    fn take_one(&mut self, info: &StreamInfo, output: Output, took: Span) {
        let codec = info.codec.clone();
        let took = took.nanos() as f64;
        match (output, &info.video, &info.audio) {
            (Output::Picture { key }, Some(video), _) => self.pictures.push(Picture {
                codec,
                pixels: f64::from(video.width) * f64::from(video.height),
                key,
                took,
            }),
            (Output::Sound { samples }, _, Some(audio)) => self.sounds.push(Sound {
                codec,
                samples: f64::from(samples) * f64::from(audio.channels),
                took,
            }),
            _ => {}
        }
    }
}

fn outputs(events: &[Event]) -> HashMap<(u16, MediaTime), Output> {
    let output = |event: &Event| match event.what {
        What::FrameDecoded {
            stream, pts, marks, ..
        } => Some(((stream, pts?), Output::Picture { key: marks.key })),
        What::AudioDecoded {
            stream,
            pts,
            samples,
            ..
        } => Some(((stream, pts?), Output::Sound { samples })),
        _ => None,
    };
    events.iter().filter_map(output).collect()
}
