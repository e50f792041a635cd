//! Drawn pictures and sound in, packets out.

use ffmpeg::codec::{Context, encoder};
use ffmpeg::format::Pixel;
use ffmpeg::{Dictionary, Packet, Rational};
use ffmpeg_next as ffmpeg;
use mpdbg_model::{MediaTime, TimeBase};

use super::clip::{Options, Pace, Sound, Video};
use super::draw::Artist;
use super::error::{GenerateError, while_doing};
use super::tone::{self, Tune};

/// Samples that a piece of sound has where the encoder takes any number.
const PIECE: usize = 1024;

/// One stream of a clip, encoded step by step.
pub(super) enum Track {
    Pictures(Pictures),
    Sound(Tones),
}

pub(super) struct Pictures {
    sample: &'static str,
    encoder: encoder::Video,
    artist: Artist,
    /// When each picture is shown and for how long, in units of the encoder's time base.
    times: Vec<(i64, i64)>,
    drawn: usize,
    packets: usize,
    damage_every: usize,
    done: bool,
}

pub(super) struct Tones {
    sample: &'static str,
    encoder: encoder::Audio,
    tune: Tune,
    piece: usize,
    made: u64,
    done: bool,
}

impl Track {
    pub(super) fn pictures(
        sample: &'static str,
        video: &Video,
        global_header: bool,
    ) -> Result<Self, GenerateError> {
        let codec =
            encoder::find_by_name(video.encoder).ok_or(GenerateError::NoEncoder(video.encoder))?;
        let opening = while_doing(sample, "open the video encoder");
        let mut context = Context::new_with_codec(codec)
            .encoder()
            .video()
            .map_err(&opening)?;
        context.set_width(video.width);
        context.set_height(video.height);
        context.set_format(Pixel::YUV420P);
        context.set_time_base(time_base(video.pace));
        context.set_frame_rate(frame_rate(video.pace));
        let encoder = context
            .open_with(repeatable(video.options, global_header))
            .map_err(&opening)?;
        Ok(Self::Pictures(Pictures {
            sample,
            encoder,
            artist: Artist::new(video.scene, video.width, video.height),
            times: times(video.pace, i64::from(video.length_ms)),
            drawn: 0,
            packets: 0,
            damage_every: video.damage_every,
            done: false,
        }))
    }

    pub(super) fn sound(
        sample: &'static str,
        sound: &Sound,
        global_header: bool,
    ) -> Result<Self, GenerateError> {
        let codec =
            encoder::find_by_name(sound.encoder).ok_or(GenerateError::NoEncoder(sound.encoder))?;
        let opening = while_doing(sample, "open the audio encoder");
        let format = codec
            .audio()
            .ok()
            .and_then(|audio| audio.formats()?.find(|format| tone::can_make(*format)))
            .ok_or(GenerateError::Unsuitable {
                sample,
                message: "the audio encoder takes neither 16-bit nor floating-point samples",
            })?;
        let mut context = Context::new_with_codec(codec)
            .encoder()
            .audio()
            .map_err(&opening)?;
        context.set_rate(sound.rate as i32);
        context.set_format(format);
        context.set_channel_layout(tone::layout(sound.channels));
        context.set_time_base((1, sound.rate as i32));
        let encoder = context
            .open_with(repeatable(sound.options, global_header))
            .map_err(&opening)?;
        let piece = match encoder.frame_size() {
            0 => PIECE,
            size => size as usize,
        };
        Ok(Self::Sound(Tones {
            sample,
            encoder,
            tune: Tune {
                voice: sound.voice,
                rate: sound.rate,
                total: u64::from(sound.rate) * u64::from(sound.length_ms) / 1000,
            },
            piece,
            made: 0,
            done: false,
        }))
    }

    /// The encoder's parameters, for the muxer.
    pub(super) fn context(&self) -> &Context {
        match self {
            Self::Pictures(track) => &track.encoder,
            Self::Sound(track) => &track.encoder,
        }
    }

    pub(super) fn time_base(&self) -> Rational {
        match self {
            Self::Pictures(track) => track.encoder.time_base(),
            Self::Sound(track) => track.encoder.time_base(),
        }
    }

    /// Seconds that are encoded so far; `None` at the end.
    pub(super) fn reached(&self) -> Option<f64> {
        match self {
            Self::Pictures(track) => (!track.done).then(|| {
                let next = track.times.get(track.drawn).or(track.times.last());
                next.map_or(0.0, |time| time.0 as f64) * f64::from(track.encoder.time_base())
            }),
            Self::Sound(track) => {
                (!track.done).then(|| track.made as f64 / f64::from(track.encoder.rate()))
            }
        }
    }

    /// Encodes one more picture or piece of sound, or what the encoder still holds.
    pub(super) fn step(&mut self) -> Result<Vec<Packet>, GenerateError> {
        match self {
            Self::Pictures(track) => track.step(),
            Self::Sound(track) => track.step(),
        }
    }
}

impl Pictures {
    fn step(&mut self) -> Result<Vec<Packet>, GenerateError> {
        let sending = while_doing(self.sample, "encode a picture");
        if let Some(&(pts, _)) = self.times.get(self.drawn) {
            let at = media_time(pts, self.encoder.time_base());
            let mut picture = self.artist.draw(self.drawn as u32, at);
            picture.set_pts(Some(pts));
            self.encoder.send_frame(&picture).map_err(sending)?;
            self.drawn += 1;
        } else {
            self.encoder.send_eof().map_err(sending)?;
            self.done = true;
        }
        let mut packets = received(&mut self.encoder);
        for packet in &mut packets {
            self.finish(packet);
        }
        Ok(packets)
    }

    fn finish(&mut self, packet: &mut Packet) {
        if packet.duration() == 0
            && let Some((_, duration)) = self.times.iter().find(|time| Some(time.0) == packet.pts())
        {
            packet.set_duration(*duration);
        }
        let due = self.damage_every > 0
            && self.packets > 0
            && self.packets.is_multiple_of(self.damage_every);
        if due && !packet.is_key() {
            damage(packet);
        }
        self.packets += 1;
    }
}

impl Tones {
    fn step(&mut self) -> Result<Vec<Packet>, GenerateError> {
        let sending = while_doing(self.sample, "encode sound");
        let left = self.tune.total - self.made;
        if left > 0 {
            let count = left.min(self.piece as u64);
            let mut piece = tone::piece(
                &self.tune,
                self.encoder.format(),
                self.encoder.channels(),
                self.made,
                count as usize,
            );
            piece.set_pts(Some(self.made as i64));
            self.encoder.send_frame(&piece).map_err(sending)?;
            self.made += count;
        } else {
            self.encoder.send_eof().map_err(sending)?;
            self.done = true;
        }
        Ok(received(&mut self.encoder))
    }
}

fn received(encoder: &mut encoder::Encoder) -> Vec<Packet> {
    std::iter::from_fn(|| {
        let mut packet = Packet::empty();
        encoder.receive_packet(&mut packet).ok().map(|()| packet)
    })
    .collect()
}

/// Changes bytes in the middle of a packet, behind the headers.
fn damage(packet: &mut Packet) {
    let Some(data) = packet.data_mut() else {
        return;
    };
    let from = data.len() / 3;
    for (i, byte) in data.iter_mut().enumerate().skip(from).step_by(3).take(24) {
        *byte ^= 0x5a ^ (i as u8).rotate_left(3);
    }
}

/// The options, and what makes an encoder give the same bytes every time.
fn repeatable(options: Options, global_header: bool) -> Dictionary<'static> {
    let mut dictionary = Dictionary::new();
    let flags = if global_header {
        "+bitexact+global_header"
    } else {
        "+bitexact"
    };
    dictionary.set("flags", flags);
    dictionary.set("threads", "1");
    // With B-frames, x264's macroblock tree otherwise depends on the CPU and on memory that nobody
    // wrote. Other encoders do not know the option and pass it over.
    dictionary.set("x264-params", "cpu-independent=1");
    for (key, value) in options {
        dictionary.set(key, value);
    }
    dictionary
}

fn frame_rate(pace: Pace) -> Option<Rational> {
    match pace {
        Pace::Constant(rate) => Some(Rational(rate, 1)),
        Pace::Rational(pictures, seconds) => Some(Rational(pictures, seconds)),
        Pace::Variable => None,
    }
}

fn media_time(ticks: i64, base: Rational) -> MediaTime {
    let base = TimeBase {
        num: base.numerator() as u32,
        den: base.denominator() as u32,
    };
    MediaTime::from_nanos(base.nanos(ticks))
}

fn time_base(pace: Pace) -> Rational {
    match pace {
        Pace::Constant(rate) => Rational(1, rate),
        Pace::Rational(pictures, seconds) => Rational(seconds, pictures),
        Pace::Variable => Rational(1, 1000),
    }
}

/// When each picture is shown and for how long.
fn times(pace: Pace, length_ms: i64) -> Vec<(i64, i64)> {
    match pace {
        Pace::Constant(rate) => times(Pace::Rational(rate, 1), length_ms),
        Pace::Rational(pictures, seconds) => {
            (0..length_ms * i64::from(pictures) / i64::from(seconds) / 1000)
                .map(|number| (number, 1))
                .collect()
        }
        Pace::Variable => {
            let lengths = [40, 33, 17, 60, 40, 100, 20, 45, 150, 25, 42]
                .into_iter()
                .cycle();
            lengths
                .scan(0, |at, length| {
                    let begins = *at;
                    *at += length;
                    Some((begins, length))
                })
                .take_while(|(begins, _)| *begins < length_ms)
                .collect()
        }
    }
}
