//! A clip into the bytes of a file.

use ffmpeg::format::context::{Output, StreamIo};
use ffmpeg::{Dictionary, Packet, Rational, Rescale};
use ffmpeg_next as ffmpeg;

use super::clip::{Clip, Gap};
use super::encode::Track;
use super::error::{GenerateError, while_doing};
use crate::memory::Memory;

/// Time stamps of a gap and a shift are given in milliseconds.
const MILLIS: Rational = Rational(1, 1000);

/// Encodes a clip and gives the bytes of the file.
pub(super) fn encode(sample: &'static str, clip: &Clip) -> Result<Vec<u8>, GenerateError> {
    let memory = Memory::default();
    let mut output = StreamIo::from_write_seek(memory.clone())
        .and_then(|io| ffmpeg::format::output_to_stream(io, None, Some(clip.format)))
        .map_err(|_| GenerateError::NoFormat(clip.format))?;
    let mut tracks = open_tracks(sample, clip, &mut output)?;
    output
        .write_header_with(repeatable(clip))
        .map_err(while_doing(sample, "write the header"))?;
    while let Some(index) = hindmost(&tracks) {
        for mut packet in tracks[index].step()? {
            place(&mut packet, index, &tracks[index], &output, clip);
            packet
                .write_interleaved(&mut output)
                .map_err(while_doing(sample, "write a packet"))?;
        }
    }
    output
        .write_trailer()
        .map_err(while_doing(sample, "finish the file"))?;
    drop(output);
    Ok(memory.take())
}

fn open_tracks(
    sample: &'static str,
    clip: &Clip,
    output: &mut Output,
) -> Result<Vec<Track>, GenerateError> {
    let header = output
        .format()
        .flags()
        .contains(ffmpeg::format::Flags::GLOBAL_HEADER);
    let mut tracks = Vec::new();
    if let Some(video) = &clip.video {
        tracks.push(Track::pictures(sample, video, header)?);
    }
    for sound in clip.sound.iter().chain(&clip.second_sound) {
        tracks.push(Track::sound(sample, sound, header)?);
    }
    for track in &tracks {
        let mut stream = output
            .add_stream_with(track.context())
            .map_err(while_doing(sample, "add a stream"))?;
        stream.set_time_base(track.time_base());
        if let Track::Pictures(_) = track {
            stream.set_avg_frame_rate(track.context().frame_rate());
        }
    }
    Ok(tracks)
}

/// The track that is furthest behind; `None` when all are at their end.
fn hindmost(tracks: &[Track]) -> Option<usize> {
    let reached = |(index, track): (usize, &Track)| Some((index, track.reached()?));
    tracks
        .iter()
        .enumerate()
        .filter_map(reached)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(index, _)| index)
}

/// Gives a packet its stream and its times in the file.
fn place(packet: &mut Packet, index: usize, track: &Track, output: &Output, clip: &Clip) {
    let base = output
        .stream(index)
        .map_or(track.time_base(), |stream| stream.time_base());
    packet.set_stream(index);
    packet.rescale_ts(track.time_base(), base);
    let extra = packet
        .pts()
        .map_or(0, |pts| extra(pts, base, clip.shift_ms, clip.gap));
    packet.set_pts(packet.pts().map(|pts| pts + extra));
    packet.set_dts(packet.dts().map(|dts| dts + extra));
}

fn extra(pts: i64, base: Rational, shift_ms: i64, gap: Option<Gap>) -> i64 {
    let hole = gap
        .filter(|gap| pts >= gap.at_ms.rescale(MILLIS, base))
        .map_or(0, |gap| gap.length_ms);
    (shift_ms + hole).rescale(MILLIS, base)
}

fn repeatable(clip: &Clip) -> Dictionary<'static> {
    let mut dictionary = Dictionary::new();
    dictionary.set("fflags", "+bitexact");
    for (key, value) in clip.format_options {
        dictionary.set(key, value);
    }
    dictionary
}
