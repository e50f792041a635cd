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
