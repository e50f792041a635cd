//! Packets into a file of the same format.

use std::fs::File;
use std::path::Path;

use ffmpeg::format::context::{Output, StreamIo};
use ffmpeg::{Dictionary, Packet, Rational};
use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use mpdbg_model::{Span, TimeBase};

use super::error::{CutError, while_doing};
use super::footage::{Cut, Footage};
use super::reading::{each_packet, open};
use crate::Demuxer;

impl Footage {
    /// Writes the packets that the cut keeps into `file`, in the format that the whole file has.
    ///
    /// # Errors
    /// When FFmpeg cannot write the format or refuses a packet, or the file cannot be read any more.
    pub fn write(&self, cut: &Cut, file: File) -> Result<(), CutError> {
        let mut input = open(&self.path)?;
        let mut output = StreamIo::from_write_seek(file)
            .and_then(|io| ffmpeg::format::output_to_stream(io, None, Some(&self.muxer)))
            .map_err(|_| CutError::NoFormat(self.muxer.clone()))?;
        let places = self.add_streams(cut, &input, &mut output)?;
        output
            .write_header_with(options(&self.muxer))
            .map_err(while_doing("write the header"))?;
        let mut copy = Copy {
            bases: output.streams().map(|stream| stream.time_base()).collect(),
            ends: vec![None; places.len()],
            output,
        };
        let shift = self.shift(cut);
        let mut number = 0;
        each_packet(&mut input, |packet| {
            let kept = self.keeps(cut, number);
            number += 1;
            match places.get(packet.stream()).copied().flatten() {
                Some(place) if kept => {
                    let from = self.streams[packet.stream()].time_base;
                    copy.take(packet, place, from, shift)
                }
                Some(_) | None => Ok(()),
            }
        })?;
        copy.output
            .write_trailer()
            .map_err(while_doing("finish the file"))
    }

    /// The place of every stream of the input in the output, for those that are kept.
    fn add_streams(
        &self,
        cut: &Cut,
        input: &Demuxer,
        output: &mut Output,
    ) -> Result<Vec<Option<usize>>, CutError> {
        let mut places = Vec::new();
        copy_tags(input, output);
        for stream in input.input.streams() {
            let kept = u16::try_from(stream.index()).is_ok_and(|it| cut.streams.contains(&it));
            if !kept {
                places.push(None);
                continue;
            }
            let mut new = output
                .add_stream(ffmpeg::codec::Id::None)
                .map_err(while_doing("add a stream"))?;
            places.push(Some(new.index()));
            new.set_parameters(stream.parameters());
            new.set_time_base(stream.time_base());
            new.set_avg_frame_rate(stream.avg_frame_rate());
            copy_rest(&stream, &mut new, keeps_tags(&self.muxer));
        }
        Ok(places)
    }
}

/// An output that packets are copied to.
struct Copy {
    output: Output,
    bases: Vec<Rational>,
    /// Decoding time of the last packet of each stream of the input.
    ends: Vec<Option<i64>>,
}

impl Copy {
    /// Writes a packet where the file had it: how streams are interleaved may be what is wrong.
    fn take(
        &mut self,
        mut packet: Packet,
        place: usize,
        from: TimeBase,
        shift: Span,
    ) -> Result<(), CutError> {
        let earlier = from.ticks(shift.nanos());
        packet.set_pts(packet.pts().map(|ticks| ticks - earlier));
        packet.set_dts(packet.dts().map(|ticks| ticks - earlier));
        let base = Rational::new(from.num as i32, from.den as i32);
        packet.rescale_ts(base, self.bases[place]);
        packet.set_stream(place);
        packet.set_position(-1);
        self.keep_order(&mut packet, place);
        packet
            .write(&mut self.output)
            .map(drop)
            .map_err(while_doing("write a packet"))
    }

    /// Muxers take only decoding times that rise.
    fn keep_order(&mut self, packet: &mut Packet, place: usize) {
        let Some(dts) = packet.dts() else {
            return;
        };
        let rising = self.ends[place].map_or(dts, |last| dts.max(last + 1));
        self.ends[place] = Some(rising);
        packet.set_dts(Some(rising));
        packet.set_pts(packet.pts().map(|pts| pts.max(rising)));
    }
}

/// FFmpeg's name of the muxer that writes what this demuxer reads.
pub(super) fn muxer(demuxer: &str, path: &Path) -> String {
    let extension = path.extension().and_then(|it| it.to_str());
    let extension = extension.unwrap_or_default().to_ascii_lowercase();
    let names: Vec<&str> = demuxer.split(',').collect();
    let muxer = match names[0] {
        "mov" if extension == "mov" => "mov",
        "mov" if extension == "m4a" => "ipod",
        "mov" => "mp4",
        "matroska" if extension == "webm" => "webm",
        "ogg" if extension == "oga" => "oga",
        "mpeg" => "vob",
        "aac" => "adts",
        same => same,
    };
    muxer.to_owned()
}

/// In these formats the tag of a codec is the file's own, and means something.
fn keeps_tags(muxer: &str) -> bool {
    matches!(muxer, "mov" | "mp4" | "ipod" | "avi")
}

/// Times as they were, and the same bytes every time.
fn options(muxer: &str) -> Dictionary<'static> {
    let mut dictionary = Dictionary::new();
    dictionary.set("fflags", "+bitexact");
    match muxer {
        "mpegts" => dictionary.set("mpegts_copyts", "1"),
        // Otherwise the priming of the sound makes all pictures late.
        "avi" | "webm" | "matroska" => dictionary.set("avoid_negative_ts", "disabled"),
        _ => {}
    }
    dictionary
}

#[expect(
    unsafe_code,
    reason = "ffmpeg-next takes every tag for UTF-8, and copies none as it is"
)]
fn copy_tags(input: &Demuxer, output: &mut Output) {
    // SAFETY: both pointers are those of open containers; the copies belong to the output.
    unsafe {
        let from = (*input.input.as_ptr()).metadata;
        ffi::av_dict_copy(&raw mut (*output.as_mut_ptr()).metadata, from, 0);
    }
}

/// What else a stream says of itself.
#[expect(
    unsafe_code,
    reason = "ffmpeg-next cannot set the disposition, the aspect or the tags of a stream"
)]
fn copy_rest(
    from: &ffmpeg::Stream<'_>,
    to: &mut ffmpeg::format::stream::StreamMut<'_>,
    keeps_tag: bool,
) {
    // SAFETY: the pointers are those of streams of open containers; plain numbers are written, and the
    // copies of the tags belong to the output.
    unsafe {
        let (from, to) = (&*from.as_ptr(), &mut *to.as_mut_ptr());
        to.disposition = from.disposition;
        to.sample_aspect_ratio = from.sample_aspect_ratio;
        ffi::av_dict_copy(&raw mut to.metadata, from.metadata, 0);
        if !keeps_tag {
            (*to.codecpar).codec_tag = 0;
        }
    }
}
