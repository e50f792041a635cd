//! Packets into the bytes of a file.

use ffmpeg::format::context::{Output, StreamIo};
use ffmpeg::{Dictionary, Packet, Rational};
use ffmpeg_next as ffmpeg;

use super::clip::{Clip, Lane};
use super::error::{MutateError, while_doing};
use super::headers::Lie;
use super::packets::{Piece, Track};
use crate::memory::Memory;
use crate::parameters::time_base;

impl Clip {
    /// Writes these packets, with a header that lies as asked.
    pub(super) fn written(&self, pieces: &[Piece], lie: Lie) -> Result<Vec<u8>, MutateError> {
        let format = muxer(&self.extension);
        let memory = Memory::default();
        let mut output = StreamIo::from_write_seek(memory.clone())
            .and_then(|io| ffmpeg::format::output_to_stream(io, None, Some(format)))
            .map_err(|_| MutateError::NoFormat(format.to_owned()))?;
        for lane in &self.lanes {
            add_stream(&mut output, lane, lie)?;
        }
        output
            .write_header_with(options(format))
            .map_err(while_doing("write the header"))?;
        let bases: Vec<Rational> = output.streams().map(|stream| stream.time_base()).collect();
        let mut ends = vec![None; bases.len()];
        for piece in pieces {
            let mut packet = self.packet(piece, &bases);
            keep_order(&mut packet, &mut ends);
            packet
                .write_interleaved(&mut output)
                .map_err(while_doing("write a packet"))?;
        }
        output
            .write_trailer()
            .map_err(while_doing("finish the file"))?;
        drop(output);
        Ok(memory.take())
    }

    /// The packet as it is to be written, its times in the units of the output.
    fn packet(&self, piece: &Piece, bases: &[Rational]) -> Packet {
        let place = &self.packets[piece.of];
        let mut packet = if piece.data == piece.of {
            place.clone()
        } else {
            let data = self.packets[piece.data].data().unwrap_or_default();
            let mut packet = Packet::copy(data);
            packet.set_flags(place.flags());
            packet.set_stream(place.stream());
            packet
        };
        if piece.bytes < packet.size() {
            packet.shrink(piece.bytes);
        }
        let (from, to) = (self.lanes[place.stream()].base, bases[place.stream()]);
        let base = time_base(from);
        packet.set_pts(piece.pts.map(|time| base.ticks(time)));
        packet.set_dts(piece.dts.map(|time| base.ticks(time)));
        packet.set_duration(base.ticks(piece.duration));
        packet.rescale_ts(from, to);
        packet.set_position(-1);
        packet
    }
}

/// FFmpeg's name of the muxer for files with this extension.
fn muxer(extension: &str) -> &str {
    match extension {
        "mkv" => "matroska",
        "ts" => "mpegts",
        "ogv" | "oga" => "ogg",
        same => same,
    }
}

/// An index at the front, so that a file that was cut still opens; the same bytes every time.
fn options(format: &str) -> Dictionary<'static> {
    let mut dictionary = Dictionary::new();
    dictionary.set("fflags", "+bitexact");
    match format {
        "mp4" => dictionary.set("moov_size", "32000"),
        // Otherwise the priming of the sound makes all pictures late.
        "avi" | "webm" | "matroska" => dictionary.set("avoid_negative_ts", "disabled"),
        _ => {}
    }
    dictionary
}

fn add_stream(output: &mut Output, lane: &Lane, lie: Lie) -> Result<(), MutateError> {
    let mut parameters = lane.parameters.clone();
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next gives no safe face to most of AVCodecParameters"
    )]
    // SAFETY: the parameters are our own copy; plain numbers are written.
    unsafe {
        let raw = &mut *parameters.as_mut_ptr();
        // The tag belongs to the container it came from.
        raw.codec_tag = 0;
        if lane.track == Track::Pictures {
            raw.width += lie.wider;
            raw.height += lie.higher;
        }
    }
    let mut stream = output
        .add_stream(ffmpeg::codec::Id::None)
        .map_err(while_doing("add a stream"))?;
    stream.set_parameters(parameters);
    stream.set_time_base(lane.base);
    if lane.track == Track::Pictures {
        stream.set_avg_frame_rate(lane.rate);
        if let Some((num, den)) = lie.aspect {
            set_aspect(&mut stream, Rational(num, den));
        }
    }
    Ok(())
}

/// In both places: one muxer reads this, the other that.
fn set_aspect(stream: &mut ffmpeg::format::stream::StreamMut<'_>, aspect: Rational) {
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next cannot set the sample aspect of a stream"
    )]
    // SAFETY: the pointer is that of a stream of the open output, whose parameters it owns.
    unsafe {
        let raw = &mut *stream.as_mut_ptr();
        raw.sample_aspect_ratio = aspect.into();
        (*raw.codecpar).sample_aspect_ratio = aspect.into();
    }
}

/// Decoding times have to rise within a stream, and no picture is presented before it is decoded.
fn keep_order(packet: &mut Packet, ends: &mut [Option<i64>]) {
    let Some(end) = ends.get_mut(packet.stream()) else {
        return;
    };
    let dts = match (packet.dts(), *end) {
        (Some(dts), Some(last)) => dts.max(last + 1),
        (Some(dts), None) => dts,
        (None, _) => return,
    };
    *end = Some(dts);
    packet.set_dts(Some(dts));
    packet.set_pts(packet.pts().map(|pts| pts.max(dts)));
}
