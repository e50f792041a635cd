//! Pictures that come as two fields, a packet each: two packets, one picture.

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;

use crate::Packet;

/// Which part of a picture a packet holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it, or unknown.
    Whole,
    /// The lines of one parity.
    Top,
    /// The lines of the other.
    Bottom,
}

/// Reads picture headers with FFmpeg's own parser; decodes nothing.
pub(crate) struct FieldReader {
    parser: *mut ffi::AVCodecParserContext,
    context: ffmpeg::codec::Context,
}

impl FieldReader {
    /// A reader for a stream that may hold field pictures; none for any other, since reading
    /// headers costs time.
    #[expect(unsafe_code, reason = "FFmpeg's parsers have no safe face")]
    pub(crate) fn for_stream(stream: &ffmpeg::Stream<'_>) -> Option<Self> {
        let parameters = stream.parameters();
        // SAFETY: the parameters belong to the open container, which `stream` borrows.
        let (id, order) = unsafe {
            (
                (*parameters.as_ptr()).codec_id,
                (*parameters.as_ptr()).field_order,
            )
        };
        let one_field_a_packet = id == ffi::AVCodecID::AV_CODEC_ID_H264;
        let progressive = order == ffi::AVFieldOrder::AV_FIELD_PROGRESSIVE;
        if !one_field_a_packet || progressive {
            return None;
        }
        let context = ffmpeg::codec::Context::from_parameters(parameters).ok()?;
        // SAFETY: takes any codec id; null where there is no parser.
        let parser = unsafe { ffi::av_parser_init(id as i32) };
        if parser.is_null() {
            return None;
        }
        // SAFETY: not null.
        unsafe { (*parser).flags |= ffi::PARSER_FLAG_COMPLETE_FRAMES };
        Some(Self { parser, context })
    }

    /// What this packet holds.
    #[expect(unsafe_code, reason = "FFmpeg's parsers have no safe face")]
    pub(crate) fn part(&mut self, packet: &Packet) -> Part {
        let (mut out, mut size) = (std::ptr::null_mut(), 0);
        let data = packet.data();
        let length = i32::try_from(data.len()).unwrap_or(0);
        // SAFETY: `data` is followed by FFmpeg's padding, since it is the buffer of a packet; the
        // parser only reads it, and what comes out is not used.
        let structure = unsafe {
            ffi::av_parser_parse2(
                self.parser,
                self.context.as_mut_ptr(),
                &raw mut out,
                &raw mut size,
                data.as_ptr(),
                length,
                ffi::AV_NOPTS_VALUE,
                ffi::AV_NOPTS_VALUE,
                0,
            );
            (*self.parser).picture_structure
        };
        match structure {
            ffi::AVPictureStructure::AV_PICTURE_STRUCTURE_TOP_FIELD => Part::Top,
            ffi::AVPictureStructure::AV_PICTURE_STRUCTURE_BOTTOM_FIELD => Part::Bottom,
            ffi::AVPictureStructure::AV_PICTURE_STRUCTURE_FRAME
            | ffi::AVPictureStructure::AV_PICTURE_STRUCTURE_UNKNOWN => Part::Whole,
        }
    }
}

impl Drop for FieldReader {
    #[expect(unsafe_code, reason = "FFmpeg's parsers have no safe face")]
    fn drop(&mut self) {
        // SAFETY: made by av_parser_init and closed once.
        unsafe { ffi::av_parser_close(self.parser) };
    }
}
