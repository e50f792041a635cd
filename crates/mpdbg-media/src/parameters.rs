//! What a container says of its streams, in the words of the model.

use std::ffi::{CStr, c_char};

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use mpdbg_model::{
    AudioParameters, MediaTime, Span, StreamInfo, StreamKind, TimeBase, VideoParameters,
};

use crate::tags;

pub(crate) fn time_base(rational: ffmpeg::Rational) -> TimeBase {
    TimeBase {
        num: u32::try_from(rational.numerator()).unwrap_or(0),
        den: u32::try_from(rational.denominator()).unwrap_or(0),
    }
}

/// A time stamp of FFmpeg in nanoseconds; absent for its "no value".
pub(crate) fn media_time(base: TimeBase, ticks: i64) -> Option<MediaTime> {
    (ticks != ffi::AV_NOPTS_VALUE).then(|| MediaTime::from_nanos(base.nanos(ticks)))
}

pub(crate) fn stream_info(stream: &ffmpeg::Stream<'_>) -> StreamInfo {
    let base = time_base(stream.time_base());
    let parameters = stream.parameters();
    let kind = kind_of(stream);
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next gives no safe face to most of AVCodecParameters"
    )]
    // SAFETY: the parameters belong to the open container, which `stream` borrows.
    let raw = unsafe { &*parameters.as_ptr() };
    StreamInfo {
        index: u16::try_from(stream.index()).unwrap_or(u16::MAX),
        kind,
        selected: false,
        codec: codec_name(raw.codec_id),
        profile: profile_name(raw.codec_id, raw.profile),
        time_base: base,
        start: media_time(base, stream.start_time()),
        duration: media_time(base, stream.duration())
            .map(|end| end.since(MediaTime::ZERO))
            .filter(|length| *length > Span::ZERO),
        frames: u64::try_from(stream.frames())
            .ok()
            .filter(|&frames| frames > 0),
        bit_rate: u64::try_from(raw.bit_rate).ok().filter(|&rate| rate > 0),
        language: language(stream),
        video: (kind == StreamKind::Video).then(|| video_parameters(stream, raw)),
        audio: (kind == StreamKind::Audio).then(|| audio_parameters(raw)),
    }
}

#[expect(unsafe_code, reason = "ffmpeg-next takes every tag for UTF-8")]
fn language(stream: &ffmpeg::Stream<'_>) -> String {
    // SAFETY: the pointer is that of a stream of the open container.
    let dictionary = unsafe { (*stream.as_ptr()).metadata };
    tags::value(dictionary, c"language").unwrap_or_default()
}

fn kind_of(stream: &ffmpeg::Stream<'_>) -> StreamKind {
    let still = ffmpeg::format::stream::Disposition::ATTACHED_PIC;
    match stream.parameters().medium() {
        ffmpeg::media::Type::Video if stream.disposition().contains(still) => {
            StreamKind::Attachment
        }
        ffmpeg::media::Type::Video => StreamKind::Video,
        ffmpeg::media::Type::Audio => StreamKind::Audio,
        ffmpeg::media::Type::Subtitle => StreamKind::Subtitle,
        ffmpeg::media::Type::Attachment => StreamKind::Attachment,
        ffmpeg::media::Type::Data | ffmpeg::media::Type::Unknown => StreamKind::Data,
    }
}

fn video_parameters(stream: &ffmpeg::Stream<'_>, raw: &ffi::AVCodecParameters) -> VideoParameters {
    VideoParameters {
        width: u32::try_from(raw.width).unwrap_or(0),
        height: u32::try_from(raw.height).unwrap_or(0),
        pixel_format: pixel_format_name(raw.format),
        sample_aspect: sample_aspect(stream, raw),
        frame_rate: frame_rate(stream),
        rotation: rotation(stream),
        colour: colour_names(
            raw.color_range,
            raw.color_space,
            raw.color_primaries,
            raw.color_trc,
        ),
    }
}

/// The container's own word, else what the codec says.
fn sample_aspect(stream: &ffmpeg::Stream<'_>, raw: &ffi::AVCodecParameters) -> (u32, u32) {
    #[expect(
        unsafe_code,
        reason = "ffmpeg-next hides the sample aspect of a stream"
    )]
    // SAFETY: the pointer is that of a stream of the open container.
    let stated = unsafe { (*stream.as_ptr()).sample_aspect_ratio };
    let stated = ratio(stated.num, stated.den);
    if stated == (0, 1) {
        ratio(raw.sample_aspect_ratio.num, raw.sample_aspect_ratio.den)
    } else {
        stated
    }
}

fn audio_parameters(raw: &ffi::AVCodecParameters) -> AudioParameters {
    AudioParameters {
        rate: u32::try_from(raw.sample_rate).unwrap_or(0),
        channels: u16::try_from(raw.ch_layout.nb_channels).unwrap_or(0),
        sample_format: sample_format_name(raw.format),
    }
}

/// The average rate; where there is none, the lowest rate that all time stamps fit.
fn frame_rate(stream: &ffmpeg::Stream<'_>) -> (u32, u32) {
    let average = stream.avg_frame_rate();
    let guessed = stream.rate();
    let known = ratio(average.numerator(), average.denominator());
    if known == (0, 1) {
        ratio(guessed.numerator(), guessed.denominator())
    } else {
        known
    }
}

fn ratio(num: i32, den: i32) -> (u32, u32) {
    match (u32::try_from(num), u32::try_from(den)) {
        (Ok(num), Ok(den)) if num > 0 && den > 0 => (num, den),
        _ => (0, 1),
    }
}

fn rotation(stream: &ffmpeg::Stream<'_>) -> u16 {
    let matrix = stream
        .side_data()
        .find(|data| data.kind() == ffmpeg::codec::packet::side_data::Type::DisplayMatrix);
    let Some(matrix) = matrix
        .map(|data| data.data().to_vec())
        .filter(|data| data.len() >= 36)
    else {
        return 0;
    };
    let cells: Vec<i32> = matrix
        .as_chunks::<4>()
        .0
        .iter()
        .map(|cell| i32::from_ne_bytes(*cell))
        .collect();
    #[expect(unsafe_code, reason = "FFmpeg's own reading of a display matrix")]
    // SAFETY: the matrix has nine cells, as the length above says.
    let counter_clockwise = unsafe { ffi::av_display_rotation_get(cells.as_ptr()) };
    if counter_clockwise.is_nan() {
        0
    } else {
        (-counter_clockwise).round().rem_euclid(360.0) as u16
    }
}

/// FFmpeg's names of range, space, primaries and transfer, joined by `/`; `unknown` each where
/// nothing is stated.
#[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
pub(crate) fn colour_names(
    range: ffi::AVColorRange,
    space: ffi::AVColorSpace,
    primaries: ffi::AVColorPrimaries,
    transfer: ffi::AVColorTransferCharacteristic,
) -> String {
    // SAFETY: the functions take any value of their enum and give a static string or null.
    let names = unsafe {
        [
            ffi::av_color_range_name(range),
            ffi::av_color_space_name(space),
            ffi::av_color_primaries_name(primaries),
            ffi::av_color_transfer_name(transfer),
        ]
    };
    names.map(static_text).join("/")
}

#[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
pub(crate) fn codec_name(id: ffi::AVCodecID) -> String {
    // SAFETY: takes any id, gives a static string.
    static_text(unsafe { ffi::avcodec_get_name(id) })
}

#[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
fn profile_name(id: ffi::AVCodecID, profile: i32) -> String {
    // SAFETY: takes any id and number, gives a static string or null.
    static_text(unsafe { ffi::avcodec_profile_name(id, profile) })
}

#[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
pub(crate) fn pixel_format_name(format: i32) -> String {
    // SAFETY: the number came from FFmpeg of the version this was built with, so it is a value of
    // the enum; the function gives a static string or null.
    static_text(unsafe {
        ffi::av_get_pix_fmt_name(std::mem::transmute::<i32, ffi::AVPixelFormat>(format))
    })
}

#[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
pub(crate) fn sample_format_name(format: i32) -> String {
    // SAFETY: as for the pixel format.
    static_text(unsafe {
        ffi::av_get_sample_fmt_name(std::mem::transmute::<i32, ffi::AVSampleFormat>(format))
    })
}

pub(crate) fn static_text(text: *const c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    #[expect(unsafe_code, reason = "the names of FFmpeg's enums come as C strings")]
    // SAFETY: not null, and FFmpeg's names are static and end with a NUL.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_string_lossy().into_owned()
}
