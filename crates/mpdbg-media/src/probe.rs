//! The expected timeline: what the packets of a file promise, without decoding any.

use std::path::Path;

use mpdbg_model::{
    ExpectedFrame, ExpectedSound, ExpectedStream, ExpectedTimeline, MediaTime, Span, StreamInfo,
    Timing,
};

use crate::fields::{FieldReader, Part};
use crate::visibility::shown_pictures;
use crate::{Demuxer, MediaError, Packet, Read};

/// Errors in a row after which reading is given up.
const MOST_ERRORS: u32 = 100;
/// A hole between packets of sound up to this long is rounding, not a hole.
const SOUND_TOLERANCE: Span = Span::from_millis(20);

/// Reads what the sample at `path` promises.
///
/// # Errors
/// When the sample cannot be opened.
pub fn probe(path: &Path) -> Result<ExpectedTimeline, MediaError> {
    let mut demuxer = Demuxer::open(path)?;
    let mut streams: Vec<Collected> = demuxer
        .streams()
        .iter()
        .filter(|stream| stream.selected)
        .map(|info| Collected::new(info.clone(), demuxer.field_reader(info.index)))
        .collect();
    let read_error = read_all(&mut demuxer, &mut streams);
    Ok(ExpectedTimeline {
        declared: demuxer.declared_duration(),
        start: demuxer.container().start,
        streams: streams.into_iter().map(Collected::finish).collect(),
        read_error,
    })
}

fn read_all(demuxer: &mut Demuxer, streams: &mut [Collected]) -> Option<String> {
    let mut errors = 0;
    loop {
        match demuxer.read() {
            Read::Packet(packet) => {
                errors = 0;
                if let Some(stream) = streams.iter_mut().find(|s| s.info.index == packet.stream()) {
                    stream.add(&packet);
                }
            }
            Read::End => return None,
            Read::Failed(failure) => {
                errors += 1;
                if errors >= MOST_ERRORS {
                    return Some(failure.message);
                }
            }
        }
    }
}

/// The packets of one stream, in the order of the file.
struct Collected {
    info: StreamInfo,
    fields: Option<FieldReader>,
    /// The field that came last and has no other half yet.
    open_field: Option<Part>,
    frames: Vec<Seen>,
    seen_key: bool,
    undecodable: u32,
    damaged: u32,
}

struct Seen {
    pts: Option<MediaTime>,
    duration: Span,
    key: bool,
}

impl Collected {
    fn new(info: StreamInfo, fields: Option<FieldReader>) -> Self {
        Self {
            info,
            fields,
            open_field: None,
            frames: Vec::new(),
            seen_key: false,
            undecodable: 0,
            damaged: 0,
        }
    }

    fn add(&mut self, packet: &Packet) {
        self.damaged += u32::from(packet.is_damaged());
        self.seen_key |= packet.is_key();
        let shown = if self.info.video.is_some() {
            shown_pictures(&self.info.codec, packet.data())
        } else {
            1
        };
        let is_second_half = self.is_second_half(packet);
        if shown == 0 || packet.is_discarded() || is_second_half {
            return;
        }
        if self.info.video.is_some() && !self.seen_key {
            self.undecodable += 1;
            return;
        }
        self.frames.push(Seen {
            pts: packet.pts(),
            duration: packet.duration(),
            key: packet.is_key(),
        });
    }

    /// True for the field that completes the picture which the packet before began.
    fn is_second_half(&mut self, packet: &Packet) -> bool {
        let Some(fields) = &mut self.fields else {
            return false;
        };
        let part = fields.part(packet);
        let completes = matches!(
            (self.open_field, part),
            (Some(Part::Top), Part::Bottom) | (Some(Part::Bottom), Part::Top)
        );
        self.open_field = (part != Part::Whole && !completes).then_some(part);
        completes
    }

    fn finish(mut self) -> ExpectedStream {
        let timing = if self.frames.iter().all(|frame| frame.pts.is_some()) {
            Timing::Carried
        } else {
            Timing::MadeUp
        };
        let (frames, sound) = if self.info.video.is_some() {
            (self.pictures(timing), Vec::new())
        } else {
            (Vec::new(), self.sound())
        };
        ExpectedStream {
            info: self.info,
            timing,
            frames,
            sound,
            undecodable: self.undecodable,
            damaged: self.damaged,
        }
    }

    fn pictures(&mut self, timing: Timing) -> Vec<ExpectedFrame> {
        let (num, den) = self
            .info
            .video
            .as_ref()
            .map_or((0, 1), |video| video.frame_rate);
        let usual = if num == 0 {
            Span::ZERO
        } else {
            Span::from_nanos(1_000_000_000 * i64::from(den) / i64::from(num))
        };
        let first = self
            .frames
            .iter()
            .find_map(|frame| frame.pts)
            .or(self.info.start)
            .unwrap_or_default();
        let mut next = first;
        let mut frames: Vec<ExpectedFrame> = Vec::with_capacity(self.frames.len());
        for seen in &self.frames {
            let length = if seen.duration > Span::ZERO {
                seen.duration
            } else {
                usual
            };
            let pts = match timing {
                Timing::Carried => seen.pts.unwrap_or(next),
                Timing::MadeUp => next,
            };
            next = pts.plus(length);
            frames.push(ExpectedFrame {
                pts,
                duration: length,
                key: seen.key,
            });
        }
        frames.sort_by_key(|frame| frame.pts);
        for i in 1..frames.len() {
            let until_next = frames[i].pts.since(frames[i - 1].pts);
            if until_next > Span::ZERO {
                frames[i - 1].duration = until_next;
            }
        }
        frames
    }

    /// Sound before the zero of the timeline is what a decoder needs to get going, not promised.
    fn sound(&self) -> Vec<ExpectedSound> {
        let mut pieces: Vec<ExpectedSound> = Vec::new();
        for seen in &self.frames {
            let after_last = pieces.last().map(|piece| piece.to);
            let from = seen
                .pts
                .or(after_last)
                .or(self.info.start)
                .unwrap_or_default();
            let to = from.plus(seen.duration).max(MediaTime::ZERO);
            let from = from.max(MediaTime::ZERO);
            match pieces.last_mut() {
                Some(piece) if from.since(piece.to).abs() <= SOUND_TOLERANCE => {
                    piece.to = to;
                    piece.packets += 1;
                }
                _ => pieces.push(ExpectedSound {
                    from,
                    to,
                    packets: 1,
                }),
            }
        }
        pieces
    }
}
