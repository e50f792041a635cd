//! What the packets of one stream promise.

use mpdbg_model::{
    ExpectedFrame, ExpectedSound, ExpectedStream, MediaTime, Span, StreamInfo, Timing,
};

use crate::Packet;
use crate::fields::{FieldReader, Part};
use crate::visibility::shown_pictures;

/// A hole between packets of sound up to this long is rounding, not a hole.
const SOUND_TOLERANCE: Span = Span::from_millis(10);

/// The packets of one stream, in the order of the file.
pub(crate) struct Promise {
    pub(crate) info: StreamInfo,
    fields: Option<FieldReader>,
    /// The field that came last and has no other half yet.
    open_field: Option<Part>,
    frames: Vec<Seen>,
    seen_key: bool,
    undecodable: u32,
    damaged: u32,
    /// From the first to the last moment of all packets, those that are not to be shown included.
    held: Option<(MediaTime, MediaTime)>,
}

struct Seen {
    pts: Option<MediaTime>,
    duration: Span,
    key: bool,
}

impl Promise {
    pub(crate) fn new(info: StreamInfo, fields: Option<FieldReader>) -> Self {
        Self {
            info,
            fields,
            open_field: None,
            frames: Vec::new(),
            seen_key: false,
            undecodable: 0,
            damaged: 0,
            held: None,
        }
    }

    pub(crate) fn add(&mut self, packet: &Packet) {
        self.damaged += u32::from(packet.is_damaged());
        if let Some(from) = packet.pts() {
            let to = from.plus(packet.duration());
            let (first, last) = self.held.unwrap_or((from, to));
            self.held = Some((first.min(from), last.max(to)));
        }
        // What an edit list hides before the first picture is there to get the decoder going.
        self.seen_key |= packet.is_key() || packet.is_discarded();
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

    /// True when the packets are together as long as `declared`: then nothing is cut off, even if
    /// an edit list or the way into the codec's state hides a part of them.
    pub(crate) fn holds(&self, declared: Span) -> bool {
        let slack = self.frames.last().map_or(Span::ZERO, |last| last.duration);
        self.held
            .is_some_and(|(first, last)| last.since(first).plus(slack) >= declared)
    }

    /// What the packets promise; `declared` is the length of the whole container.
    pub(crate) fn finish(mut self, declared: Option<Span>) -> ExpectedStream {
        let timing = if self.frames.iter().all(|frame| frame.pts.is_some()) {
            Timing::Carried
        } else {
            Timing::MadeUp
        };
        let (mut frames, sound) = if self.info.video.is_some() {
            (self.pictures(timing), Vec::new())
        } else {
            (Vec::new(), self.sound())
        };
        let start = self.info.start.unwrap_or_default();
        let declared_end = self
            .info
            .duration
            .or(declared)
            .map(|length| start.plus(length));
        self.hold_last(&mut frames, declared_end);
        let shown_end = frames.last().map(|frame| frame.pts.plus(frame.duration));
        let shown_end = shown_end.or(sound.last().map(|piece| piece.to));
        if self.info.duration.is_some_and(|length| self.holds(length)) {
            self.info.duration = shown_end
                .map(|end| end.since(start))
                .into_iter()
                .chain(self.info.duration)
                .min();
        }
        ExpectedStream {
            info: self.info,
            timing,
            frames,
            sound,
            undecodable: self.undecodable,
            damaged: self.damaged,
        }
    }

    /// The last picture of Theora stands to the end, since a picture that repeats the one before
    /// is an empty packet, which FFmpeg hides; and so does one that is alone.
    fn hold_last(&self, frames: &mut [ExpectedFrame], declared_end: Option<MediaTime>) {
        let alone = frames.len() == 1;
        if let (Some(last), Some(end)) = (frames.last_mut(), declared_end)
            && (alone || self.info.codec == "theora")
        {
            last.duration = last.duration.max(end.since(last.pts));
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

    /// The distance between packets of sound that state no length: the middle one of all.
    fn usual_sound(&self) -> Span {
        let stamps: Vec<MediaTime> = self.frames.iter().filter_map(|seen| seen.pts).collect();
        let mut steps: Vec<Span> = stamps
            .windows(2)
            .map(|pair| pair[1].since(pair[0]))
            .collect();
        steps.retain(|step| *step > Span::ZERO);
        steps.sort_unstable();
        steps.get(steps.len() / 2).copied().unwrap_or_default()
    }

    /// Sound before the zero of the timeline is what a decoder needs to get going, not promised.
    fn sound(&self) -> Vec<ExpectedSound> {
        let mut pieces: Vec<ExpectedSound> = Vec::new();
        let usual = self.usual_sound();
        for (n, seen) in self.frames.iter().enumerate() {
            let after_last = pieces.last().map(|piece| piece.to);
            let from = seen
                .pts
                .or(after_last)
                .or(self.info.start)
                .unwrap_or_default();
            let until_next = self
                .frames
                .get(n + 1)
                .and_then(|next| next.pts)
                .map(|next| next.since(from));
            let length = match (seen.duration, until_next) {
                (Span::ZERO, Some(until)) if until > Span::ZERO && until <= usual.times(2) => until,
                (Span::ZERO, _) => usual,
                (known, _) => known,
            };
            let to = from.plus(length).max(MediaTime::ZERO);
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
