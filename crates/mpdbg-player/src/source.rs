//! Where pictures and sound come from: the container and its decoders.

use std::collections::VecDeque;

use mpdbg_media::{Decoder, Demuxer, LogCapture, Packet, Picture, Read, Received, Sound};
use mpdbg_model::{
    DecodeFailure, DecodeStage, Failure, MediaTime, QueueLevels, Span, StreamInfo, StreamKind, What,
};

use crate::engine::{Engine, Settings, TimedPicture, TimedSound};

/// Errors in a row after which a stream or the file is given up.
const MOST_ERRORS: u32 = 1000;

/// Bytes of packets that may wait while the stream that is asked for has none: far more than any
/// interleaving needs, so that a stream without packets does not put the whole file into memory.
const MOST_WAITING: u64 = 256 << 20;

/// An open sample with its decoders.
///
/// Reads only as far as the stream that is asked for needs; packets of the other stream wait, so
/// that badly interleaved files play too.
pub(crate) struct Source {
    demuxer: Demuxer,
    lanes: Vec<Lane>,
    read_errors: u32,
    at_end: bool,
}

/// One selected stream.
struct Lane {
    info: StreamInfo,
    decoder: Decoder,
    packets: VecDeque<Packet>,
    bytes: u64,
    geometry: Option<Geometry>,
    last: Option<MediaTime>,
    sent: Option<MediaTime>,
    errors: u32,
    flushed: bool,
    drained: bool,
}

#[derive(PartialEq, Eq)]
enum Geometry {
    Picture([i32; 9]),
    Sound([i32; 3]),
}

/// What asking for a picture or for sound gave.
pub(crate) enum Pulled {
    Picture(Picture),
    Sound(Sound),
    /// Nothing yet, but something happened that should be told first.
    Nothing,
    /// The stream is at its end.
    End,
}

impl Source {
    /// Takes an open container; says in `told` which decoders could not be opened.
    pub(crate) fn new(demuxer: Demuxer, told: &mut Vec<What>) -> Self {
        let mut lanes = Vec::new();
        for info in demuxer.streams().iter().filter(|stream| stream.selected) {
            match demuxer.decoder(info.index) {
                Ok(decoder) => lanes.push(Lane::new(info.clone(), decoder)),
                Err(error) => told.push(What::DecodeFailed(Box::new(DecodeFailure {
                    stream: info.index,
                    stage: DecodeStage::Open,
                    pts: None,
                    failure: error.into(),
                }))),
            }
        }
        Self {
            demuxer,
            lanes,
            read_errors: 0,
            at_end: false,
        }
    }

    /// The stream of this kind that is played, if there is one.
    pub(crate) fn stream(&self, kind: StreamKind) -> Option<&StreamInfo> {
        self.lanes
            .iter()
            .map(|lane| &lane.info)
            .find(|info| info.kind == kind)
    }

    /// Packets that wait, as part of the queue levels.
    pub(crate) fn levels(&self) -> QueueLevels {
        let mut levels = QueueLevels::default();
        for lane in &self.lanes {
            let packets = u32::try_from(lane.packets.len()).unwrap_or(u32::MAX);
            match lane.info.kind {
                StreamKind::Video => levels.video_packets = packets,
                _ => levels.audio_packets = packets,
            }
            levels.bytes += lane.bytes;
        }
        levels
    }

    /// Decodes until there is something to give or to tell.
    pub(crate) fn pull(
        &mut self,
        kind: StreamKind,
        log: &LogCapture,
        told: &mut Vec<What>,
    ) -> Pulled {
        let Some(index) = self.lanes.iter().position(|lane| lane.info.kind == kind) else {
            return Pulled::End;
        };
        loop {
            let before = told.len();
            let received = self.lanes[index].decoder.receive();
            tell_log(log, told);
            match received {
                Received::Picture(picture) => {
                    self.lanes[index].tell_picture(&picture, told);
                    return Pulled::Picture(picture);
                }
                Received::Sound(sound) => {
                    self.lanes[index].tell_sound(&sound, told);
                    return Pulled::Sound(sound);
                }
                Received::End => return self.lanes[index].end(told),
                Received::NeedsPacket => self.feed(index, log, told),
                Received::Failed(failure) => {
                    self.lanes[index].tell_failure(DecodeStage::Receive, failure, told);
                    if self.lanes[index].gives_up() {
                        return self.lanes[index].end(told);
                    }
                }
            }
            if told.len() > before {
                return Pulled::Nothing;
            }
        }
    }

    /// Gives the decoder of a lane its next packet, or the end.
    fn feed(&mut self, index: usize, log: &LogCapture, told: &mut Vec<What>) {
        while self.lanes[index].packets.is_empty() && !self.at_end && !self.lanes[index].flushed {
            if self.levels().bytes > MOST_WAITING {
                told.push(self.lanes[index].starved());
                break;
            }
            self.read(log, told);
        }
        let lane = &mut self.lanes[index];
        let packet = lane.packets.pop_front();
        lane.bytes -= packet.as_ref().map_or(0, |packet| packet.size() as u64);
        lane.sent = packet.as_ref().and_then(Packet::pts);
        lane.flushed |= packet.is_none();
        let sent = lane.decoder.send(packet.as_ref());
        tell_log(log, told);
        if let Err(failure) = sent {
            self.lanes[index].tell_failure(DecodeStage::Send, failure, told);
        }
    }

    fn read(&mut self, log: &LogCapture, told: &mut Vec<What>) {
        match self.demuxer.read() {
            Read::Packet(packet) => {
                self.read_errors = 0;
                if packet.is_damaged() {
                    told.push(What::PacketDamaged {
                        stream: packet.stream(),
                        pts: packet.pts(),
                    });
                }
                if let Some(lane) = self
                    .lanes
                    .iter_mut()
                    .find(|l| l.info.index == packet.stream())
                {
                    lane.bytes += packet.size() as u64;
                    lane.packets.push_back(packet);
                }
            }
            Read::End => self.at_end = true,
            Read::Failed(failure) => {
                self.read_errors += 1;
                self.at_end = self.read_errors >= MOST_ERRORS;
                told.push(What::ReadFailed(Box::new(failure)));
            }
        }
        tell_log(log, told);
    }
}

impl Lane {
    const fn new(info: StreamInfo, decoder: Decoder) -> Self {
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

    fn tell_picture(&mut self, picture: &Picture, told: &mut Vec<What>) {
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

    fn tell_sound(&mut self, sound: &Sound, told: &mut Vec<What>) {
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

    fn tell_failure(&mut self, stage: DecodeStage, failure: Failure, told: &mut Vec<What>) {
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
    fn starved(&self) -> What {
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
    const fn gives_up(&self) -> bool {
        self.flushed && self.errors >= MOST_ERRORS
    }

    fn end(&mut self, told: &mut Vec<What>) -> Pulled {
        if !self.drained {
            self.drained = true;
            told.push(What::StreamDrained {
                stream: self.info.index,
            });
        }
        Pulled::End
    }
}

/// Moves the log lines of this thread since the last call to `told`.
pub(crate) fn tell_log(log: &LogCapture, told: &mut Vec<What>) {
    told.extend(
        log.take()
            .into_iter()
            .map(|line| What::LogWritten(Box::new(line))),
    );
}

/// What the engine has to know of a source.
pub(crate) fn settings(source: &Source, latency: Span) -> Settings {
    let video = source.stream(StreamKind::Video);
    let rate = video
        .and_then(|info| info.video.as_ref())
        .map_or((0, 1), |video| video.frame_rate);
    let usual_picture = if rate.0 == 0 {
        Span::from_millis(40)
    } else {
        Span::from_nanos(1_000_000_000 * i64::from(rate.1) / i64::from(rate.0))
    };
    Settings {
        video: video.map(|info| info.index),
        audio: source.stream(StreamKind::Audio).map(|info| info.index),
        usual_picture,
        latency,
    }
}

/// Hands the engine what was decoded.
pub(crate) fn hand_over(engine: &mut Engine<Picture, Sound>, kind: StreamKind, pulled: Pulled) {
    match pulled {
        Pulled::Picture(content) => engine.add_picture(TimedPicture {
            pts: content.pts(),
            duration: content.duration(),
            content,
        }),
        Pulled::Sound(content) => engine.add_sound(TimedSound {
            pts: content.pts(),
            samples: content.samples(),
            rate: content.rate().max(1),
            content,
        }),
        Pulled::Nothing => {}
        Pulled::End if kind == StreamKind::Audio => engine.end_sounds(),
        Pulled::End => engine.end_pictures(),
    }
}
