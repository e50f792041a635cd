//! A decoder of one stream, on one thread.

use ffmpeg_next as ffmpeg;
use ffmpeg_next::ffi;
use mpdbg_model::{Failure, StreamInfo, TimeBase};

use crate::error::failure;
use crate::parameters::{codec_name, stream_info, time_base};
use crate::{MediaError, Packet, Picture, Sound};

/// A decoder of one video or audio stream.
///
/// One thread: the same packets give the same pictures and the same messages, which frame threads
/// do not on damaged streams.
pub struct Decoder {
    opened: ffmpeg::codec::decoder::Opened,
    base: TimeBase,
    video: bool,
}

/// What a decoder gave.
pub enum Received {
    /// A picture.
    Picture(Picture),
    /// A piece of sound.
    Sound(Sound),
    /// Nothing until it gets another packet.
    NeedsPacket,
    /// Everything it held was given.
    End,
    /// It could not decode something; it can be asked again.
    Failed(Failure),
}

impl Decoder {
    pub(crate) fn open(stream: &ffmpeg::Stream<'_>) -> Result<Self, MediaError> {
        let parameters = stream.parameters();
        let info: StreamInfo = stream_info(stream);
        let base = stream.time_base();
        let codec = ffmpeg::codec::decoder::find(parameters.id())
            .ok_or_else(|| MediaError::NoDecoder(codec_name(parameters.id().into())))?;
        let mut context = ffmpeg::codec::Context::from_parameters(parameters)?;
        context.set_threading(ffmpeg::codec::threading::Config::count(1));
        context.set_flags(ffmpeg::codec::Flags::OUTPUT_CORRUPT);
        context.set_frame_rate(info.video.as_ref().map(|v| {
            ffmpeg::Rational::new(
                i32::try_from(v.frame_rate.0).unwrap_or(0),
                i32::try_from(v.frame_rate.1).unwrap_or(1),
            )
        }));
        let mut decoder = context.decoder();
        decoder.set_packet_time_base(base);
        Ok(Self {
            opened: decoder.open_as(codec)?,
            base: time_base(base),
            video: info.video.is_some(),
        })
    }

    /// Hands over a packet; `None` says that there are no more. Call [`Decoder::receive`] until it
    /// needs a packet before every call.
    ///
    /// # Errors
    /// What the library says of a packet that it cannot decode.
    pub fn send(&mut self, packet: Option<&Packet>) -> Result<(), Failure> {
        match packet {
            Some(packet) => self.opened.send_packet(&packet.inner),
            None => self.opened.send_eof(),
        }
        .map_err(failure)
    }

    /// Forgets what it was given so far; the next packet may come from anywhere and is best a key
    /// frame. Also takes back that there are no more packets.
    pub fn flush(&mut self) {
        self.opened.flush();
    }

    /// The next picture or piece of sound.
    pub fn receive(&mut self) -> Received {
        let mut frame = if self.video {
            Frame::Video(ffmpeg::frame::Video::empty())
        } else {
            Frame::Audio(ffmpeg::frame::Audio::empty())
        };
        match self.opened.receive_frame(frame.any()) {
            Ok(()) => match frame {
                Frame::Video(frame) => Received::Picture(Picture::new(frame, self.base)),
                Frame::Audio(frame) => Received::Sound(Sound::new(frame, self.base)),
            },
            Err(ffmpeg::Error::Eof) => Received::End,
            Err(ffmpeg::Error::Other { errno }) if errno == ffi::EAGAIN => Received::NeedsPacket,
            Err(error) => Received::Failed(failure(error)),
        }
    }
}

enum Frame {
    Video(ffmpeg::frame::Video),
    Audio(ffmpeg::frame::Audio),
}

impl Frame {
    fn any(&mut self) -> &mut ffmpeg::Frame {
        match self {
            Self::Video(frame) => frame,
            Self::Audio(frame) => frame,
        }
    }
}
