//! Going elsewhere in a container.
//!
//! FFmpeg's own seeks land where the format makes it easy: on a key frame, on any packet, a little
//! late. So what lies between the landing and the target is read here, and the key frame is looked
//! up in it; where there is none, the next attempt goes further back.

use std::collections::VecDeque;

use ffmpeg_next::ffi;
use mpdbg_model::{MediaTime, Span, StreamKind};

use crate::demuxer::CONTAINER_BASE;
use crate::{Demuxer, MediaError, Packet, Read, log};

/// So much sound before a place gets its decoder going: overlapping windows, bit reservoirs.
const PREROLL: Span = Span::from_millis(250);
/// How far one attempt goes back behind the other; doubles each time.
const STEP: Span = Span::from_millis(250);
/// Sound lies so near to the pictures of its time in a file, or there is none.
const INTERLEAVING: Span = Span::from_secs(5);
/// Bytes that are looked through at most behind the key frame.
const MOST_BYTES: usize = 128 << 20;
/// Errors in a row after which the looking ends.
const MOST_ERRORS: u32 = 100;

/// Where a seek landed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landed {
    /// On the first packet of all: what comes is what comes after opening.
    AtBeginning,
    /// Further on.
    Inside,
}

/// The key frame that a seek found.
#[derive(Clone, Copy)]
pub(crate) struct KeyFrame {
    stream: u16,
    time: MediaTime,
    dts: Option<MediaTime>,
}

/// What was read in search of a key frame.
#[derive(Default)]
struct Search {
    reads: VecDeque<Read>,
    bytes: usize,
    errors: u32,
    /// The last key frame that is not after the target.
    key: Option<KeyFrame>,
    first_sound: Option<MediaTime>,
    /// True once the pictures that follow are after the target.
    passed: bool,
    /// True once what follows is so far behind the target that it tells nothing any more.
    too_far: bool,
    /// True when packets before the key frame were left out.
    left_out: bool,
}

impl Demuxer {
    /// Goes to the last key frame at or before `target`, or to the beginning where there is none;
    /// the next packet of the pictures is that key frame. Of the sound, what a decoder needs to get
    /// going for that place is read too, where the file has it. Without pictures, goes to a place in
    /// the sound from which a decoder gets going for `target`.
    ///
    /// The decoders have to be flushed. At the beginning, decoders that are opened anew give exactly
    /// what they gave the first time; some do not when they are flushed (noise that AAC makes up goes
    /// on where it was).
    ///
    /// # Errors
    /// When the library could neither seek nor begin again.
    pub fn seek(&mut self, target: MediaTime) -> Result<Landed, MediaError> {
        let Some((stream, pictures)) = self.anchor() else {
            return Ok(Landed::AtBeginning);
        };
        let target = if pictures {
            target
        } else {
            target.minus(PREROLL)
        };
        let start = self.start();
        let (mut ask, mut step) = (target, STEP);
        loop {
            let is_beginning = ask <= start || !self.go_to(stream, ask);
            if is_beginning {
                self.go_to_beginning()?;
            }
            let search = self.search(stream, target);
            if is_beginning || search.suffices() {
                return Ok(self.land(stream, search, is_beginning));
            }
            ask = search.key.map_or(ask, |key| key.time.min(ask)).minus(step);
            step = step.times(2);
        }
    }

    fn land(&mut self, stream: u16, mut search: Search, is_beginning: bool) -> Landed {
        let left_out = search.left_out | search.leave_out_sound(stream);
        let landed = if is_beginning && !left_out {
            Landed::AtBeginning
        } else {
            Landed::Inside
        };
        self.found = search.key.filter(|_| landed == Landed::Inside);
        self.ahead = search.reads;
        landed
    }

    /// True for a packet that lies behind the key frame that was sought and belongs before it: it
    /// leans on pictures that were not decoded.
    pub(crate) fn precedes_key(&mut self, packet: &Packet) -> bool {
        let (Some(key), Some(pts)) = (self.found, packet.pts()) else {
            return false;
        };
        if packet.stream() != key.stream || pts == key.time {
            return false;
        }
        let leaps_back = packet
            .dts()
            .zip(key.dts)
            .is_some_and(|(dts, of_key)| dts < of_key);
        if pts > key.time || leaps_back {
            self.found = None;
            return false;
        }
        true
    }

    /// The stream whose places count, and whether it holds pictures.
    fn anchor(&self) -> Option<(u16, bool)> {
        [StreamKind::Video, StreamKind::Audio]
            .into_iter()
            .find_map(|kind| {
                let mut selected = self.streams.iter().filter(|stream| stream.selected);
                let stream = selected.find(|stream| stream.kind == kind)?;
                Some((stream.index, kind == StreamKind::Video))
            })
    }

    /// The first moment that the container or a stream declares.
    fn start(&self) -> MediaTime {
        let streams = self.streams.iter().filter(|stream| stream.selected);
        streams
            .filter_map(|stream| stream.start)
            .chain(self.container().start)
            .min()
            .unwrap_or_default()
    }

    /// Reads on until everything that follows is after `target`.
    fn search(&mut self, stream: u16, target: MediaTime) -> Search {
        let hears = self.streams.iter().any(|other| {
            other.selected && other.kind == StreamKind::Audio && other.index != stream
        });
        let mut search = Search::default();
        while !search.is_over(hears) {
            let read = self.read_on();
            if matches!(read, Read::End) {
                break;
            }
            search.take(read, stream, target);
        }
        search
    }

    fn go_to(&mut self, stream: u16, time: MediaTime) -> bool {
        let base = self.streams[usize::from(stream)].time_base;
        let nanos = time.nanos();
        self.seek_frame(i32::from(stream), base.ticks(nanos))
            || self.seek_frame(-1, CONTAINER_BASE.ticks(nanos))
    }

    /// Opens the file anew: not every format seeks to its very first packet.
    fn go_to_beginning(&mut self) -> Result<(), MediaError> {
        let fresh = log::quietly(|| Self::open(&self.path))?;
        self.input = fresh.input;
        self.ahead.clear();
        self.discard_unselected();
        Ok(())
    }

    /// FFmpeg's own seek, to a key frame at or before `ticks` as far as the format can tell.
    fn seek_frame(&mut self, stream: i32, ticks: i64) -> bool {
        self.ahead.clear();
        self.input.clear_eof();
        #[expect(
            unsafe_code,
            reason = "ffmpeg-next seeks in no stream and to no key frame"
        )]
        // SAFETY: the pointer is that of the open container, the index that of one of its streams
        // or -1.
        let answer = unsafe {
            ffi::av_seek_frame(
                self.input.as_mut_ptr(),
                stream,
                ticks,
                ffi::AVSEEK_FLAG_BACKWARD,
            )
        };
        answer >= 0
    }
}

impl Search {
    fn take(&mut self, read: Read, stream: u16, target: MediaTime) {
        match &read {
            Read::Packet(packet) => {
                self.errors = 0;
                self.bytes += packet.size();
                self.look_at(packet, stream, target);
            }
            Read::Failed(_) | Read::End => self.errors += 1,
        }
        self.reads.push_back(read);
    }

    fn look_at(&mut self, packet: &Packet, stream: u16, target: MediaTime) {
        let time = packet.pts().or(packet.dts());
        self.too_far |= time.is_some_and(|time| time > target.plus(INTERLEAVING));
        if packet.stream() != stream {
            self.first_sound = self.first_sound.or(time);
            return;
        }
        if let Some(time) = time.filter(|time| packet.is_key() && *time <= target) {
            let before = self.reads.len();
            self.reads.retain(|read| !is_of(read, stream));
            self.left_out |= self.reads.len() < before;
            let dts = packet.dts();
            self.key = Some(KeyFrame { stream, time, dts });
        }
        self.passed |= packet.dts().or(time).is_some_and(|time| time > target);
    }

    fn is_over(&self, hears: bool) -> bool {
        let knows_sound = !hears || self.first_sound.is_some();
        (self.passed && knows_sound)
            || self.too_far
            || self.bytes >= MOST_BYTES
            || self.errors >= MOST_ERRORS
    }

    /// True when there is a key frame and sound enough before it.
    fn suffices(&self) -> bool {
        self.key.is_some_and(|key| {
            self.first_sound
                .is_none_or(|sound| sound <= key.time.minus(PREROLL))
        })
    }

    /// Leaves out sound from before the time that a decoder needs to get going; true if there was some.
    fn leave_out_sound(&mut self, stream: u16) -> bool {
        let Some(wanted) = self.key.map(|key| key.time.minus(PREROLL)) else {
            return false;
        };
        let before = self.reads.len();
        self.reads.retain(|read| match read {
            Read::Packet(packet) if packet.stream() != stream => packet
                .pts()
                .is_none_or(|pts| pts.plus(packet.duration()) > wanted),
            _ => true,
        });
        self.reads.len() < before
    }
}

fn is_of(read: &Read, stream: u16) -> bool {
    matches!(read, Read::Packet(packet) if packet.stream() == stream)
}
