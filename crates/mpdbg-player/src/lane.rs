//! One selected stream: its decoder, the packets that wait for it, and what it tells.

use std::collections::VecDeque;

use mpdbg_media::{Decoder, Packet, Picture, Sound};
use mpdbg_model::{DecodeFailure, DecodeStage, Failure, MediaTime, StreamInfo, StreamKind, What};

use crate::source::{MOST_ERRORS, MOST_WAITING, Pulled};

/// One selected stream.
pub(crate) struct Lane {
    pub(crate) info: StreamInfo,
    pub(crate) decoder: Decoder,
    pub(crate) packets: VecDeque<Packet>,
    pub(crate) bytes: u64,
    geometry: Option<Geometry>,
    last: Option<MediaTime>,
    pub(crate) sent: Option<MediaTime>,
    errors: u32,
    pub(crate) flushed: bool,
    drained: bool,
}

#[derive(PartialEq, Eq)]
enum Geometry {
    Picture([i32; 9]),
    Sound([i32; 3]),
}

impl Lane {
    pub(crate) const fn new(info: StreamInfo, decoder: Decoder) -> Self {
        Self {
            info,
            decoder,
            packets: VecDeque::new(),
            bytes: 0,
            geometry: None,
            last: None,
            sent: None,
            errors: 0,
            flushed: false,
            drained: false,
        }
    }

    /// Forgets what it was given and what came of it, and goes on with the decoder `anew` if there is
    /// one; its parameters stay known.
    pub(crate) fn flush(&mut self, anew: Option<Decoder>) {
        match anew {
            Some(decoder) => self.decoder = decoder,
            None => self.decoder.flush(),
        }
        self.packets.clear();
        self.bytes = 0;
        self.last = None;
        self.sent = None;
        self.errors = 0;
        self.flushed = false;
        self.drained = false;
    }

    pub(crate) fn tell_picture(&mut self, picture: &Picture, told: &mut Vec<What>) {
        self.errors = 0;
        let geometry = Geometry::Picture(picture.geometry());
        if let Some(known) = &self.info.video
            && self.geometry.as_ref() != Some(&geometry)
        {
            let refined = picture.refine(known);
            if refined != *known {
                self.info.video = Some(refined);
                told.push(What::ParametersChanged(Box::new(self.info.clone())));
            }
            self.geometry = Some(geometry);
        }
        self.last = picture.pts();
        told.push(What::FrameDecoded {
            stream: self.info.index,
            pts: picture.pts(),
            duration: picture.duration(),
            marks: picture.marks(),
        });
    }

    pub(crate) fn tell_sound(&mut self, sound: &Sound, told: &mut Vec<What>) {
        self.errors = 0;
        let geometry = Geometry::Sound(sound.geometry());
        if self.geometry.as_ref() != Some(&geometry) {
            let refined = Some(sound.parameters());
            if refined != self.info.audio {
                self.info.audio = refined;
                told.push(What::ParametersChanged(Box::new(self.info.clone())));
            }
            self.geometry = Some(geometry);
        }
        told.push(What::AudioDecoded {
            stream: self.info.index,
            pts: sound.pts(),
            samples: sound.samples(),
            marks: sound.marks(),
        });
    }

    pub(crate) fn tell_failure(
        &mut self,
        stage: DecodeStage,
        failure: Failure,
        told: &mut Vec<What>,
    ) {
        self.errors += 1;
        let stream = self.info.index;
        let pts = self.sent;
        told.push(What::DecodeFailed(Box::new(DecodeFailure {
            stream,
            stage,
            pts,
            failure,
        })));
        if self.info.kind == StreamKind::Video {
            told.push(What::FrameNotReturned {
                stream,
                after: self.last,
            });
        }
    }

    /// The file holds nothing of this stream for so long that the other could not be kept.
    pub(crate) fn starved(&self) -> What {
        What::ReadFailed(Box::new(Failure {
            code: 0,
            message: format!(
                "stream {} is given up: {} MiB of the other stream came without any of it",
                self.info.index,
                MOST_WAITING >> 20
            ),
        }))
    }

    /// A decoder that fails again and again after its last packet has nothing more to give.
    pub(crate) const fn gives_up(&self) -> bool {
        self.flushed && self.errors >= MOST_ERRORS
    }

    pub(crate) fn end(&mut self, told: &mut Vec<What>) -> Pulled {
        if !self.drained {
            self.drained = true;
            told.push(What::StreamDrained {
                stream: self.info.index,
            });
        }
        Pulled::End
    }
}
