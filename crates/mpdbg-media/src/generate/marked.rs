//! The marked set: clips whose every picture and every half second of sound says itself what it is
//! (`mpdbg_model::mark`), so that what a player presents is known whatever it reports.

use super::clip::{Clip, Options, Pace, Recipe, Scene, Sound, Video, Voice};
use super::small::{AAC, B_FRAMES, H264, MP4, NO_B_FRAMES, whole};

/// Before version 60, libavformat says in Matroska by how much Opus begins too early, but does not take
/// account of it itself: the content has to be late by the 312 samples, in whole milliseconds.
const OPUS_IN_OLD_MATROSKA_US: i32 = -7000;
const NEW_MATROSKA: u32 = 60;
/// AVI cannot say that MP3 begins with 1105 samples of silence: they take the place of the first ones.
const MP3_IN_AVI_US: i32 = 1_105_000_000 / 44_100;

const FILM: Pace = Pace::Rational(24_000, 1001);
const NTSC: Pace = Pace::Rational(30_000, 1001);
const NTSC_FIELDS: Pace = Pace::Rational(60_000, 1001);

const PICTURES: Video = Video {
    scene: Scene::Marked,
    ..H264
};
const SOUND: Sound = Sound {
    options: &[("b", "64000")],
    voice: early_by(0),
    ..AAC
};
const CLIP: Clip = Clip {
    video: Some(PICTURES),
    sound: Some(SOUND),
    ..MP4
};

/// All recipes of the set.
pub(super) fn recipes() -> Vec<Recipe> {
    [rates(), formats(), sizes(), tracks(), shifted()].concat()
}

/// Marks of the first track whose content is early by so many milliseconds.
const fn early_by(millis: i32) -> Voice {
    Voice::Marks {
        track: 0,
        early_us: millis * 1000,
    }
}

const fn h264(pace: Pace, options: Options) -> Video {
    Video {
        options,
        pace,
        ..PICTURES
    }
}

const fn pictures(encoder: &'static str, pace: Pace, options: Options) -> Video {
    Video {
        encoder,
        options,
        pace,
        ..PICTURES
    }
}

const fn sound(encoder: &'static str, rate: u32, options: Options) -> Sound {
    Sound {
        encoder,
        options,
        rate,
        ..SOUND
    }
}

fn opus_in_matroska() -> Sound {
    let is_old = ffmpeg_next::format::version() >> 16 < NEW_MATROSKA;
    Sound {
        encoder: "libopus",
        rate: 48_000,
        voice: Voice::Marks {
            track: 0,
            early_us: if is_old { OPUS_IN_OLD_MATROSKA_US } else { 0 },
        },
        ..SOUND
    }
}

fn rates() -> Vec<Recipe> {
    vec![
        whole("h264-25.mp4", "25 pictures a second, H.264, AAC", CLIP),
        whole(
            "h264-23.976.mp4",
            "23.976 pictures a second, H.264 with B-frames, AAC",
            Clip {
                video: Some(h264(FILM, B_FRAMES)),
                ..CLIP
            },
        ),
        whole(
            "h264-29.97.mp4",
            "29.97 pictures a second, H.264, AAC",
            Clip {
                video: Some(h264(NTSC, NO_B_FRAMES)),
                ..CLIP
            },
        ),
        whole(
            "h264-59.94.mkv",
            "59.94 pictures a second, H.264 with B-frames, FLAC, Matroska",
            Clip {
                format: "matroska",
                video: Some(h264(NTSC_FIELDS, B_FRAMES)),
                sound: Some(sound("flac", 48_000, &[])),
                ..CLIP
            },
        ),
        whole(
            "h264-vfr.mkv",
            "variable frame rate, H.264 with B-frames, AAC, Matroska",
            Clip {
                format: "matroska",
                video: Some(h264(Pace::Variable, B_FRAMES)),
                ..CLIP
            },
        ),
    ]
}

fn formats() -> Vec<Recipe> {
    vec![
        whole(
            "vp9-opus.webm",
            "29.97 pictures a second, VP9, Opus, WebM",
            Clip {
                format: "webm",
                video: Some(pictures(
                    "libvpx-vp9",
                    NTSC,
                    &[
                        ("deadline", "good"),
                        ("cpu-used", "4"),
                        ("crf", "36"),
                        ("b", "0"),
                        ("g", "50"),
                    ],
                )),
                sound: Some(opus_in_matroska()),
                ..CLIP
            },
        ),
        whole(
            "mpeg2-mp2.ts",
            "29.97 pictures a second, MPEG-2 with B-frames, MP2, transport stream",
            Clip {
                format: "mpegts",
                video: Some(pictures(
                    "mpeg2video",
                    NTSC,
                    &[("b", "600000"), ("g", "12"), ("bf", "2")],
                )),
                sound: Some(sound("mp2", 48_000, &[("b", "96000")])),
                ..CLIP
            },
        ),
        whole(
            "mpeg4-mp3.avi",
            "25 pictures a second, MPEG-4 part 2, MP3, AVI",
            Clip {
                format: "avi",
                // Otherwise the priming of the MP3 encoder makes a first picture that is empty.
                format_options: &[("avoid_negative_ts", "disabled")],
                video: Some(pictures(
                    "mpeg4",
                    Pace::Constant(25),
                    &[("b", "400000"), ("g", "25")],
                )),
                sound: Some(Sound {
                    encoder: "libmp3lame",
                    voice: Voice::Marks {
                        track: 0,
                        early_us: MP3_IN_AVI_US,
                    },
                    ..SOUND
                }),
                ..CLIP
            },
        ),
        whole(
            "theora-vorbis.ogv",
            "25 pictures a second, Theora, Vorbis, Ogg",
            Clip {
                format: "ogg",
                video: Some(pictures(
                    "libtheora",
                    Pace::Constant(25),
                    &[("b", "300000"), ("g", "50")],
                )),
                sound: Some(sound("libvorbis", 44_100, &[("b", "64000")])),
                ..CLIP
            },
        ),
        whole(
            "av1-opus.mkv",
            "23.976 pictures a second, AV1, Opus, Matroska",
            Clip {
                format: "matroska",
                video: Some(pictures(
                    "libaom-av1",
                    FILM,
                    &[("cpu-used", "8"), ("crf", "40"), ("b", "0"), ("g", "50")],
                )),
                sound: Some(opus_in_matroska()),
                ..CLIP
            },
        ),
        whole(
            "sound-only.flac",
            "FLAC, sound only",
            Clip {
                format: "flac",
                video: None,
                sound: Some(sound("flac", 44_100, &[])),
                ..CLIP
            },
        ),
    ]
}

fn sizes() -> Vec<Recipe> {
    let sized = |width, height, length_ms| Clip {
        video: Some(Video {
            width,
            height,
            length_ms,
            ..PICTURES
        }),
        sound: Some(Sound {
            encoder: "pcm_s16le",
            options: &[],
            rate: 48_000,
            length_ms,
            ..SOUND
        }),
        format: "mov",
        ..MP4
    };
    vec![
        whole(
            "h264-crf-35.mp4",
            "as h264-25.mp4, at a low quality",
            Clip {
                video: Some(h264(
                    Pace::Constant(25),
                    &[("preset", "medium"), ("crf", "35"), ("g", "50")],
                )),
                ..CLIP
            },
        ),
        whole(
            "h264-360p.mov",
            "640x360, H.264, PCM of 16 bits, QuickTime",
            sized(640, 360, 4000),
        ),
        whole(
            "h264-1080p.mov",
            "1920x1080, H.264, PCM of 16 bits, QuickTime",
            sized(1920, 1080, 2000),
        ),
    ]
}

fn tracks() -> Vec<Recipe> {
    let second = Sound {
        voice: Voice::Marks {
            track: 1,
            early_us: 0,
        },
        ..SOUND
    };
    vec![whole(
        "two-tracks.mp4",
        "two audio tracks, each of which says which it is",
        Clip {
            second_sound: Some(second),
            ..CLIP
        },
    )]
}

/// Sound that is early (plus) or late (minus) by so many milliseconds.
fn shifted() -> Vec<Recipe> {
    const AT_25: [(&str, i32); 6] = [
        ("shift-minus-250.mp4", -250),
        ("shift-minus-120.mp4", -120),
        ("shift-minus-40.mp4", -40),
        ("shift-plus-40.mp4", 40),
        ("shift-plus-120.mp4", 120),
        ("shift-plus-250.mp4", 250),
    ];
    const AT_29_97: [(&str, i32); 6] = [
        ("shift-minus-250-29.97.mp4", -250),
        ("shift-minus-120-29.97.mp4", -120),
        ("shift-minus-40-29.97.mp4", -40),
        ("shift-plus-40-29.97.mp4", 40),
        ("shift-plus-120-29.97.mp4", 120),
        ("shift-plus-250-29.97.mp4", 250),
    ];
    const AT_VFR: [(&str, i32); 6] = [
        ("shift-minus-250-vfr.mkv", -250),
        ("shift-minus-120-vfr.mkv", -120),
        ("shift-minus-40-vfr.mkv", -40),
        ("shift-plus-40-vfr.mkv", 40),
        ("shift-plus-120-vfr.mkv", 120),
        ("shift-plus-250-vfr.mkv", 250),
    ];
    let clips = [
        (AT_25, "mp4", Pace::Constant(25)),
        (AT_29_97, "mp4", NTSC),
        (AT_VFR, "matroska", Pace::Variable),
    ];
    clips
        .into_iter()
        .flat_map(|(names, format, pace)| {
            names.map(|(name, millis)| Recipe {
                expects: &["sync::content"],
                ..whole(
                    name,
                    "the sound is early (plus) or late (minus) by the milliseconds in the name",
                    Clip {
                        format,
                        video: Some(h264(pace, NO_B_FRAMES)),
                        sound: Some(Sound {
                            voice: early_by(millis),
                            ..SOUND
                        }),
                        ..CLIP
                    },
                )
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    #![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

    use ffmpeg::format::Pixel;
    use ffmpeg::software::scaling::{Context, Flags};
    use ffmpeg_next as ffmpeg;
    use mpdbg_model::mark::{self, Heard, PictureMark, Reading, SoundReader};
    use mpdbg_model::{MediaTime, StreamInfo, StreamKind, TimeBase};

    use super::*;
    use crate::generate::draw::Artist;
    use crate::generate::write::write_set;
    use crate::generate::{GenerateError, Set};
    use crate::{Demuxer, Picture, Read, Received, Sound as Piece};

    /// What the decoders give for a clip.
    #[derive(Default)]
    struct Decoded {
        pictures: Vec<Picture>,
        pieces: Vec<Piece>,
    }

    /// Makes one sample of the set and decodes it; not every FFmpeg can.
    fn decoded(name: &str) -> Option<Decoded> {
        let dir = tempfile::tempdir().unwrap();
        let mut recipes = recipes();
        recipes.retain(|recipe| recipe.name == name);
        assert_eq!(recipes.len(), 1, "{name}");
        match write_set(Set::Marked, recipes, dir.path(), |_| {}) {
            Err(error @ GenerateError::NoEncoder(_)) => {
                println!("skipped: {error}");
                return None;
            }
            made => assert_eq!(made.unwrap()[0].name, name),
        }
        let mut all = Decoded::default();
        for kind in [StreamKind::Video, StreamKind::Audio] {
            let mut demuxer = Demuxer::open(&dir.path().join(name)).unwrap();
            let of_kind = |stream: &&StreamInfo| stream.selected && stream.kind == kind;
            let Some(index) = demuxer.streams().iter().find(of_kind).map(|it| it.index) else {
                continue;
            };
            let mut decoder = demuxer.decoder(index).unwrap();
            loop {
                match decoder.receive() {
                    Received::Picture(picture) => all.pictures.push(picture),
                    Received::Sound(piece) => all.pieces.push(piece),
                    Received::End => break,
                    Received::Failed(failure) => panic!("{name}: {failure:?}"),
                    Received::NeedsPacket => match demuxer.read() {
                        Read::Packet(packet) if packet.stream() == index => {
                            decoder.send(Some(&packet)).unwrap();
                        }
                        Read::Packet(_) => {}
                        Read::End => decoder.send(None).unwrap(),
                        Read::Failed(failure) => panic!("{name}: {failure:?}"),
                    },
                }
            }
        }
        Some(all)
    }

    impl Decoded {
        fn marks(&self) -> Vec<PictureMark> {
            let marks = self.pictures.iter().map(|picture| match picture.mark() {
                Reading::Mark(mark) => mark,
                other => panic!("{other:?} at {:?}", picture.pts()),
            });
            marks.collect()
        }

        fn mono(&self, rate: u32) -> Vec<f32> {
            let own = self.pieces[0].rate();
            let samples: Vec<f32> = self
                .pieces
                .iter()
                .flat_map(|piece| piece.to_interleaved(own, 1).unwrap())
                .collect();
            if rate == own {
                samples
            } else {
                resampled(&samples, own, rate)
            }
        }

        /// The ticks, and how many milliseconds each is heard after the time that it says.
        fn ticks(&self, rate: u32) -> Vec<(Heard, f64)> {
            let begin = self.pieces[0].pts().unwrap().as_secs_f64();
            let heard = SoundReader::new(rate).push(&self.mono(rate));
            let late = |heard: Heard| {
                let said = heard.mark.unwrap().time().as_secs_f64();
                (heard, (begin + heard.at / f64::from(rate) - said) * 1e3)
            };
            heard.into_iter().map(late).collect()
        }
    }

    fn resampled(samples: &[f32], from: u32, to: u32) -> Vec<f32> {
        let packed = ffmpeg::format::Sample::F32(ffmpeg::format::sample::Type::Packed);
        let mono = ffmpeg::ChannelLayout::MONO;
        let mut converter =
            ffmpeg::software::resampling::Context::get(packed, mono, from, packed, mono, to)
                .unwrap();
        let mut input = ffmpeg::frame::Audio::new(packed, samples.len(), mono);
        input.set_rate(from);
        for (to, from) in input.data_mut(0).chunks_mut(4).zip(samples) {
            to.copy_from_slice(&from.to_ne_bytes());
        }
        let mut out = ffmpeg::frame::Audio::new(packed, samples.len() * 2, mono);
        converter.run(&input, &mut out).unwrap();
        let count = out.samples();
        let bytes = out.data(0).as_chunks::<4>().0;
        bytes
            .iter()
            .take(count)
            .map(|it| f32::from_ne_bytes(*it))
            .collect()
    }

    /// Holds a clip against what it should say: pictures exact to `rounding` milliseconds, sound to
    /// 0.2 ms, early by `shift` milliseconds.
    fn check(name: &str, rounding: f64, shift: f64) {
        let Some(decoded) = decoded(name) else {
            return;
        };
        let late = decoded.pictures_late();
        let (least, most) = range(&late);
        assert!(most - least <= 2.0 * rounding, "{name}: {late:?} ms");
        let begin = f64::midpoint(least, most);
        let own = decoded.pieces[0].rate();
        for rate in [own, if own == 48_000 { 44_100 } else { 48_000 }] {
            let ticks = decoded.ticks(rate);
            assert!(ticks.len() >= 7, "{name}: {ticks:?}");
            for (tick, late) in &ticks {
                let off = late - begin + shift;
                assert!(off.abs() < 0.2 + rounding, "{name}: {tick:?} {off} ms");
            }
            let numbers = ticks.iter().map(|(tick, _)| tick.mark.unwrap().number);
            assert!(
                numbers
                    .collect::<Vec<_>>()
                    .windows(2)
                    .all(|two| two[1] == two[0] + 1)
            );
        }
    }

    impl Decoded {
        /// How many milliseconds each picture is presented after the time that it says.
        fn pictures_late(&self) -> Vec<f64> {
            let marks = self.marks();
            assert!(
                marks
                    .iter()
                    .zip(0..)
                    .all(|(mark, number)| mark.number == number)
            );
            let pairs = marks.iter().zip(&self.pictures);
            pairs
                .map(|(mark, picture)| {
                    let pts = picture.pts().unwrap();
                    pts.since(mark.time).as_millis_f64()
                })
                .collect()
        }
    }

    fn scaled(picture: &Picture, format: Pixel, width: u32, height: u32) -> Picture {
        let frame = &picture.frame;
        let (from, flags) = (frame.format(), Flags::BILINEAR);
        let mut scaled = ffmpeg::frame::Video::empty();
        Context::get(
            from,
            frame.width(),
            frame.height(),
            format,
            width,
            height,
            flags,
        )
        .unwrap()
        .run(frame, &mut scaled)
        .unwrap();
        Picture::new(scaled, picture.base)
    }

    fn range(values: &[f64]) -> (f64, f64) {
        let smaller = values.iter().copied().fold(f64::MAX, f64::min);
        (smaller, values.iter().copied().fold(f64::MIN, f64::max))
    }

    #[test]
    fn h264_says_the_right_times_at_every_rate() {
        for (name, rounding) in [
            ("h264-25.mp4", 0.05),
            ("h264-23.976.mp4", 0.05),
            ("h264-29.97.mp4", 0.05),
            ("h264-crf-35.mp4", 0.05),
            ("h264-59.94.mkv", 0.5),
            ("h264-vfr.mkv", 0.5),
        ] {
            check(name, rounding, 0.0);
        }
    }

    #[test]
    fn other_formats_say_the_right_times() {
        for (name, rounding) in [
            ("mpeg2-mp2.ts", 0.06),
            ("mpeg4-mp3.avi", 0.05),
            ("theora-vorbis.ogv", 0.05),
            ("vp9-opus.webm", 0.55),
            ("av1-opus.mkv", 0.55),
        ] {
            check(name, rounding, 0.0);
        }
    }

    #[test]
    fn a_shift_is_that_of_the_name() {
        check("shift-minus-250.mp4", 0.05, -250.0);
        check("shift-plus-40-29.97.mp4", 0.05, 40.0);
        check("shift-plus-250-vfr.mkv", 0.5, 250.0);
    }

    #[test]
    fn marks_survive_half_the_size_and_are_read_in_any_pixel_format() {
        let Some(decoded) = decoded("h264-crf-35.mp4") else {
            return;
        };
        for format in [
            "yuv420p",
            "nv12",
            "yuyv422",
            "yuv422p10le",
            "p010le",
            "gray16be",
            "rgb24",
        ] {
            let format: Pixel = format.parse().unwrap();
            for (width, height) in [(160, 90), (320, 180)] {
                for (picture, mark) in decoded.pictures.iter().zip(decoded.marks()).step_by(7) {
                    let found = scaled(picture, format, width, height).mark();
                    assert_eq!(found, Reading::Mark(mark), "{format:?} {width}");
                }
            }
        }
    }

    #[test]
    fn pictures_without_marks_have_none() {
        for scene in [Scene::Plain, Scene::Busy] {
            let artist = Artist::new(scene, 160, 90);
            for number in 0..2500 {
                let at = MediaTime::from_nanos(i64::from(number) * 40_000_000);
                let frame = artist.draw(number, at);
                let picture = Picture::new(frame, TimeBase { num: 1, den: 25 });
                assert!(
                    !matches!(picture.mark(), Reading::Mark(_)),
                    "{scene:?} {number}"
                );
            }
        }
    }

    #[test]
    fn the_second_track_says_that_it_is() {
        let recipes = recipes();
        let two = recipes
            .iter()
            .find(|it| it.name == "two-tracks.mp4")
            .unwrap();
        let voice = two.clip.unwrap().second_sound.unwrap().voice;
        let Voice::Marks { track, early_us } = voice else {
            panic!("{voice:?}");
        };
        assert_eq!((track, early_us), (1, 0));
        let sound: Vec<f32> = (0..44_100)
            .map(|n| mark::sound_at(track, f64::from(n) / 44_100.0))
            .collect();
        let heard = SoundReader::new(44_100).push(&sound);
        assert!(heard.iter().all(|it| it.mark.unwrap().track == 1) && heard.len() == 2);
    }
}
