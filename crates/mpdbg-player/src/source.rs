//! Where pictures and sound come from: the container and its decoders.

use std::time::Instant;

use mpdbg_media::{
    Demuxer, Landed, LogCapture, MediaError, Packet, Picture, Read, Received, Sound,
};
use mpdbg_model::{
    DecodeFailure, DecodeStage, MediaTime, QueueLevels, RunTime, Span, StreamInfo, StreamKind, What,
};

use crate::engine::{Engine, Reposition, Settings, TimedPicture, TimedSound};
use crate::faults::Saboteur;
use crate::lane::Lane;
use crate::reading::Reading;

/// Errors in a row after which a stream or the file is given up.
pub(crate) const MOST_ERRORS: u32 = 1000;

/// Bytes of packets that may wait while the stream that is asked for has none: far more than any
/// interleaving needs, so that a stream without packets does not put the whole file into memory.
pub(crate) const MOST_WAITING: u64 = 256 << 20;

/// An open sample with its decoders.
///
/// Reads only as far as the stream that is asked for needs; packets of the other stream wait, so
/// that badly interleaved files play too.
pub(crate) struct Source {
    demuxer: Demuxer,
    lanes: Vec<Lane>,
    read_errors: u32,
    reads: u64,
    reading: Reading,
    at_end: bool,
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

impl Pulled {
    /// Presentation time of what came, if anything did and it has one.
    pub(crate) fn pts(&self) -> Option<MediaTime> {
        match self {
            Self::Picture(picture) => picture.pts(),
            Self::Sound(sound) => sound.pts(),
            Self::Nothing | Self::End => None,
        }
    }
}

impl Source {
    /// Takes an open container; says in `told` which decoders could not be opened.
    pub(crate) fn new(demuxer: Demuxer, told: &mut Vec<What>) -> Self {
        let mut lanes = Vec::new();
        for info in demuxer.streams().iter().filter(|stream| stream.selected) {
            match demuxer.decoder(info.index) {
                Ok(decoder) => lanes.push(Lane::new(info.clone(), decoder)),
                Err(error) => told.push(not_opened(info.index, error)),
            }
        }
        Self {
            demuxer,
            lanes,
            read_errors: 0,
            reads: 0,
            reading: Reading::default(),
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

    /// Goes where the engine says, on another audio stream where that changes.
    pub(crate) fn reposition(&mut self, to: Reposition, told: &mut Vec<What>) {
        if let Some(track) = to.audio {
            self.select_audio(track, told);
        }
        let target = if to.from_begin {
            MediaTime::from_nanos(i64::MIN)
        } else {
            to.target
        };
        self.seek(target, told);
    }

    /// Goes to the last key frame at or before `target`, or to the beginning where there is none;
    /// what comes next begins there, sound a little earlier. When that fails, which `told` says, the
    /// end comes next.
    fn seek(&mut self, target: MediaTime, told: &mut Vec<What>) {
        self.read_errors = 0;
        let landed = self.demuxer.seek(target);
        self.at_end = landed.is_err();
        let is_beginning = matches!(landed, Ok(Landed::AtBeginning));
        for lane in &mut self.lanes {
            let anew = is_beginning.then(|| self.demuxer.decoder(lane.info.index));
            lane.flush(anew.and_then(Result::ok));
        }
        if let Err(error) = landed {
            told.push(What::ReadFailed(Box::new(error.into())));
        }
    }

    /// Plays the audio stream with this number, 1 for the first of the container, instead of the one
    /// that is played now; a seek should follow. Nothing changes when there is no such stream, or when
    /// its decoder cannot be opened, which `told` says.
    fn select_audio(&mut self, track: u16, told: &mut Vec<What>) {
        let streams = self.demuxer.streams().iter();
        let mut numbered = (1..).zip(streams.filter(|stream| stream.kind == StreamKind::Audio));
        let Some((_, stream)) = numbered.find(|(number, _)| *number == track) else {
            return;
        };
        let index = stream.index;
        let decoder = match self.demuxer.decoder(index) {
            Ok(decoder) => decoder,
            Err(error) => {
                told.push(not_opened(index, error));
                return;
            }
        };
        self.demuxer.select(index);
        self.lanes
            .retain(|lane| lane.info.kind != StreamKind::Audio);
        let info = self.demuxer.streams().iter().find(|it| it.index == index);
        self.lanes
            .extend(info.map(|info| Lane::new(info.clone(), decoder)));
    }

    /// How often the file was read.
    pub(crate) const fn reads(&self) -> u64 {
        self.reads
    }

    /// How long the file was read since the last call.
    pub(crate) fn take_reading(&mut self) -> Reading {
        std::mem::take(&mut self.reading)
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
        self.reads += 1;
        let begun = Instant::now();
        let read = self.demuxer.read();
        self.reading.add(begun.elapsed());
        match read {
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

fn not_opened(stream: u16, error: MediaError) -> What {
    What::DecodeFailed(Box::new(DecodeFailure {
        stream,
        stage: DecodeStage::Open,
        pts: None,
        failure: error.into(),
    }))
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

fn timed(content: Picture) -> TimedPicture<Picture> {
    TimedPicture {
        pts: content.pts(),
        duration: content.duration(),
        marks: content.marks(),
        content,
    }
}

/// Hands the engine what was decoded.
pub(crate) fn hand_over(
    engine: &mut Engine<Picture, Sound>,
    saboteur: &mut Saboteur,
    kind: StreamKind,
    pulled: Pulled,
) {
    if saboteur.ends() {
        engine.end_pictures();
        engine.end_sounds();
        return;
    }
    match pulled {
        Pulled::Picture(content) => {
            for picture in saboteur.picture(timed(content)) {
                engine.add_picture(picture);
            }
        }
        Pulled::Sound(content) => {
            let sound = TimedSound {
                pts: content.pts(),
                samples: content.samples(),
                rate: content.rate().max(1),
                content,
            };
            for sound in saboteur.sound(sound) {
                engine.add_sound(sound);
            }
        }
        Pulled::Nothing => {}
        Pulled::End if kind == StreamKind::Audio => engine.end_sounds(),
        Pulled::End => engine.end_pictures(),
    }
}

/// Hands the engine what was asked of the source before it was positioned anew.
pub(crate) fn hand_over_stale(engine: &mut Engine<Picture, Sound>, now: RunTime, pulled: Pulled) {
    if let Pulled::Picture(content) = pulled {
        engine.discard(now, &timed(content));
    }
}
