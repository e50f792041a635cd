//! An open container: streams and packets.

use std::collections::VecDeque;
use std::fs::File;
use std::path::{Path, PathBuf};

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use ffmpeg_next::packet::Ref as _;
use mpdbg_model::{Container, Failure, MediaTime, Span, StreamInfo, StreamKind, TimeBase};

use crate::error::failure;
use crate::fields::FieldReader;
use crate::parameters::{media_time, stream_info};
use crate::seeking::KeyFrame;
use crate::{Decoder, MediaError, log, tags};

/// Bytes that are read from the file at a time.
const READ_SIZE: usize = 256 << 10;
/// FFmpeg's own unit for times of a container: microseconds.
pub(crate) const CONTAINER_BASE: TimeBase = TimeBase {
    num: 1,
    den: 1_000_000,
};
const MOST_TAGS: usize = 64;

/// An open container.
///
/// It reads one regular file and nothing else: FFmpeg gets the open file, not its name, and may
/// open no protocol, so that a playlist inside a sample cannot reach other files or the network.
pub struct Demuxer {
    pub(crate) path: PathBuf,
    pub(crate) input: ffmpeg::format::context::Input,
    pub(crate) streams: Vec<StreamInfo>,
    /// True when the audio streams that are not selected are read too.
    all_sound: bool,
    /// What was read in search of a place and is still to be given.
    pub(crate) ahead: VecDeque<Read>,
    /// The key frame that was sought, until what follows it belongs behind it.
    pub(crate) found: Option<KeyFrame>,
}

/// What reading gave.
pub enum Read {
    /// A packet.
    Packet(Packet),
    /// The end of the file.
    End,
    /// The library could not read on; more calls may give more packets.
    Failed(Failure),
}

/// A piece of a stream, still coded.
pub struct Packet {
    pub(crate) inner: ffmpeg::Packet,
    base: TimeBase,
}

impl Demuxer {
    /// Opens the file at `path` and reads what it says of its streams.
    ///
    /// # Errors
    /// When it is no regular file, cannot be read, or no container that FFmpeg knows.
    pub fn open(path: &Path) -> Result<Self, MediaError> {
        log::silence();
        let file = open_regular(path)?;
        let io = ffmpeg::format::context::StreamIo::from_read_seek_with_capacity(file, READ_SIZE)?;
        let mut options = ffmpeg::Dictionary::new();
        options.set("protocol_whitelist", "none");
        let input =
            ffmpeg::format::input_from_stream(io, Some(&neutral_name(path)), Some(options))?;
        let mut streams: Vec<StreamInfo> = input.streams().map(|s| stream_info(&s)).collect();
        for kind in [StreamKind::Video, StreamKind::Audio] {
            if let Some(index) = select(&input, &streams, kind) {
                streams[index].selected = true;
            }
        }
        let mut demuxer = Self {
            path: path.to_owned(),
            input,
            streams,
            all_sound: false,
            ahead: VecDeque::new(),
            found: None,
        };
        demuxer.discard_unselected();
        Ok(demuxer)
    }

    /// The streams, in order of their index; at most one of video and one of audio is selected:
    /// the first that the container marks as default, or else the first that can be decoded.
    pub fn streams(&self) -> &[StreamInfo] {
        &self.streams
    }

    /// What the container says of itself.
    pub fn container(&self) -> Container {
        #[expect(
            unsafe_code,
            reason = "ffmpeg-next hides the start time of a container"
        )]
        // SAFETY: the pointer is that of the open container.
        let (start, duration, tags) = unsafe {
            let raw = &*self.input.as_ptr();
            (raw.start_time, raw.duration, raw.metadata)
        };
        Container {
            format: self.input.format().name().to_owned(),
            start: media_time(CONTAINER_BASE, start),
            duration: media_time(CONTAINER_BASE, duration).map(|end| end.since(MediaTime::ZERO)),
            seekable: true,
            bit_rate: u64::try_from(self.input.bit_rate())
                .ok()
                .filter(|&rate| rate > 0),
            tags: tags::all(tags, MOST_TAGS),
        }
    }

    /// The length that the container declares; absent where FFmpeg only estimated it.
    pub fn declared_duration(&self) -> Option<Span> {
        #[expect(unsafe_code, reason = "ffmpeg-next hides how a duration was found")]
        // SAFETY: the pointer is that of the open container.
        let method = unsafe { (*self.input.as_ptr()).duration_estimation_method };
        let estimated = method == ffi::AVDurationEstimationMethod::AVFMT_DURATION_FROM_BITRATE
            || method == ffi::AVDurationEstimationMethod::AVFMT_DURATION_FROM_PTS;
        self.container()
            .duration
            .filter(|length| !estimated && *length > Span::ZERO)
    }

    /// Reads the next packet of a selected stream.
    pub fn read(&mut self) -> Read {
        loop {
            let read = match self.ahead.pop_front() {
                Some(read) => read,
                None => self.read_on(),
            };
            match read {
                Read::Packet(packet) if self.precedes_key(&packet) => {}
                read => return read,
            }
        }
    }

    /// Reads the next packet of a selected stream from the file.
    pub(crate) fn read_on(&mut self) -> Read {
        loop {
            let mut packet = ffmpeg::Packet::empty();
            match packet.read(&mut self.input) {
                Ok(()) => {
                    let info = self.streams.get(packet.stream());
                    if let Some(info) = info.filter(|info| self.is_read(info)) {
                        return Read::Packet(Packet {
                            inner: packet,
                            base: info.time_base,
                        });
                    }
                }
                Err(ffmpeg::Error::Eof) => return Read::End,
                Err(error) => return Read::Failed(failure(error)),
            }
        }
    }

    /// A decoder for the stream with this index, on one thread.
    ///
    /// # Errors
    /// When there is no decoder or it refuses the stream's parameters.
    pub fn decoder(&self, index: u16) -> Result<Decoder, MediaError> {
        let stream = self
            .input
            .stream(usize::from(index))
            .ok_or(ffmpeg::Error::StreamNotFound)?;
        Decoder::open(&stream)
    }

    /// A reader of field pictures for the stream with this index, where it may hold some.
    pub(crate) fn field_reader(&self, index: u16) -> Option<FieldReader> {
        self.input
            .stream(usize::from(index))
            .and_then(|stream| FieldReader::for_stream(&stream))
    }

    /// Plays the stream with this index instead of the one of its kind that is played now, from the
    /// next packet on. False when there is no such stream.
    pub fn select(&mut self, index: u16) -> bool {
        let Some(kind) = self
            .streams
            .get(usize::from(index))
            .map(|stream| stream.kind)
        else {
            return false;
        };
        for stream in self.streams.iter_mut().filter(|stream| stream.kind == kind) {
            stream.selected = stream.index == index;
        }
        self.discard_unselected();
        let streams = &self.streams;
        self.ahead.retain(|read| match read {
            Read::Packet(packet) => streams[usize::from(packet.stream())].selected,
            Read::End | Read::Failed(_) => true,
        });
        true
    }

    /// Gives the packets of all audio streams from now on.
    pub(crate) fn read_all_sound(&mut self) {
        self.all_sound = true;
        self.discard_unselected();
    }

    fn is_read(&self, stream: &StreamInfo) -> bool {
        stream.selected || (self.all_sound && stream.kind == StreamKind::Audio)
    }

    pub(crate) fn discard_unselected(&mut self) {
        let read: Vec<bool> = self.streams.iter().map(|it| self.is_read(it)).collect();
        for (index, read) in read.into_iter().enumerate() {
            let discard = if read {
                ffi::AVDiscard::AVDISCARD_DEFAULT
            } else {
                ffi::AVDiscard::AVDISCARD_ALL
            };
            if let Some(mut stream) = self.input.stream_mut(index) {
                #[expect(
                    unsafe_code,
                    reason = "ffmpeg-next cannot set the discard level of a stream"
                )]
                // SAFETY: the pointer is that of a stream of the open container.
                unsafe {
                    (*stream.as_mut_ptr()).discard = discard;
                }
            }
        }
    }
}

impl Packet {
    /// Index of the stream.
    pub fn stream(&self) -> u16 {
        u16::try_from(self.inner.stream()).unwrap_or(u16::MAX)
    }

    /// Presentation time, if the packet has one.
    pub fn pts(&self) -> Option<MediaTime> {
        self.inner
            .pts()
            .map(|ticks| MediaTime::from_nanos(self.base.nanos(ticks)))
    }

    /// Decoding time, if the packet has one.
    pub fn dts(&self) -> Option<MediaTime> {
        self.inner
            .dts()
            .map(|ticks| MediaTime::from_nanos(self.base.nanos(ticks)))
    }

    /// Length of what it holds; zero when unknown.
    pub fn duration(&self) -> Span {
        Span::from_nanos(self.base.nanos(self.inner.duration()))
    }

    /// Bytes of coded data.
    pub fn size(&self) -> usize {
        self.inner.size()
    }

    /// True for a key frame.
    pub fn is_key(&self) -> bool {
        self.inner.is_key()
    }

    /// True when the demuxer says that data is missing in it.
    pub fn is_damaged(&self) -> bool {
        self.inner.is_corrupt()
    }

    /// True when it is to be decoded but not shown (an edit list cuts it away).
    pub fn is_discarded(&self) -> bool {
        #[expect(unsafe_code, reason = "ffmpeg-next hides the discard flag of a packet")]
        // SAFETY: the pointer is that of the packet borrowed here.
        let flags = unsafe { (*self.inner.as_ptr()).flags };
        flags & ffi::AV_PKT_FLAG_DISCARD != 0
    }

    /// The coded data.
    pub fn data(&self) -> &[u8] {
        self.inner.data().unwrap_or_default()
    }
}

fn open_regular(path: &Path) -> Result<File, MediaError> {
    let wrap = |source| MediaError::File {
        path: path.to_owned(),
        source,
    };
    if !std::fs::metadata(path).map_err(wrap)?.is_file() {
        return Err(MediaError::NotAFile(path.to_owned()));
    }
    File::open(path).map_err(wrap)
}

/// FFmpeg uses the extension of a name to tell formats apart; the rest of the name is none of its
/// business (it could look like a URL or hold bytes that are not UTF-8).
fn neutral_name(path: &Path) -> String {
    let extension = path
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default();
    let plain = extension.len() <= 10 && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain && !extension.is_empty() {
        format!("sample.{extension}")
    } else {
        "sample".into()
    }
}

fn select(
    input: &ffmpeg::format::context::Input,
    streams: &[StreamInfo],
    kind: StreamKind,
) -> Option<usize> {
    let decodable = |index: usize| {
        input
            .stream(index)
            .is_some_and(|s| ffmpeg::codec::decoder::find(s.parameters().id()).is_some())
    };
    let of_kind = || {
        streams
            .iter()
            .enumerate()
            .filter(|(_, s)| s.kind == kind)
            .map(|(index, _)| index)
    };
    let is_default = |index: &usize| {
        input.stream(*index).is_some_and(|s| {
            s.disposition()
                .contains(ffmpeg::format::stream::Disposition::DEFAULT)
        })
    };
    of_kind()
        .filter(|&index| decodable(index))
        .find(is_default)
        .or_else(|| of_kind().find(|&index| decodable(index)))
        .or_else(|| of_kind().next())
}
