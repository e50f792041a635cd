//! Clips of the marked set say what they are.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

use ffmpeg::format::Pixel;
use ffmpeg::software::scaling::{Context, Flags};
use ffmpeg_next as ffmpeg;
use mpdbg_model::mark::{self, Heard, PictureMark, Reading, SoundReader};
use mpdbg_model::{MediaTime, StreamInfo, StreamKind, TimeBase};

use crate::generate::clip::{Scene, Voice};
use crate::generate::draw::Artist;
use crate::generate::marked::recipes;
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
        ffmpeg::software::resampling::Context::get(packed, mono, from, packed, mono, to).unwrap();
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
