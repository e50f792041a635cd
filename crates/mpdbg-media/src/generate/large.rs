//! The large set: a minute each, as costly to decode as filmed material, for benchmarks.

use super::clip::{Clip, Options, Pace, Recipe, Scene, Sound, Video, Voice};

/// Length of each clip, milliseconds.
pub(super) const LENGTH_MS: u32 = 60_000;

/// All recipes of the set at a length of `length_ms` each.
pub(super) fn recipes(length_ms: u32) -> Vec<Recipe> {
    let h264 = |name, about, width, height, options| Recipe {
        clip: Some(clip(
            "mp4",
            Some(video("libx264", options, width, height, length_ms)),
            Some(sound("aac", &[("b", "128000")], 48_000, length_ms)),
        )),
        ..whole(name, about)
    };
    let vp9 = Recipe {
        clip: Some(clip(
            "webm",
            Some(video("libvpx-vp9", VP9, 640, 360, length_ms)),
            Some(sound("libopus", &[("b", "96000")], 48_000, length_ms)),
        )),
        ..whole("vp9-360p.webm", "VP9 at 0.8 Mbit/s, Opus")
    };
    let tone = |name, about, format, encoder, options| Recipe {
        clip: Some(clip(
            format,
            None,
            Some(sound(encoder, options, 44_100, length_ms)),
        )),
        ..whole(name, about)
    };
    vec![
        h264(
            "h264-360p.mp4",
            "H.264 at 0.8 Mbit/s, AAC",
            640,
            360,
            &[
                ("preset", "medium"),
                ("threads", "2"),
                ("b", "800000"),
                ("g", "250"),
            ],
        ),
        h264(
            "h264-720p.mp4",
            "H.264 at 2.5 Mbit/s, AAC",
            1280,
            720,
            &[
                ("preset", "veryfast"),
                ("threads", "2"),
                ("b", "2500000"),
                ("bf", "3"),
                ("g", "250"),
            ],
        ),
        h264(
            "h264-1080p.mp4",
            "H.264 at 5 Mbit/s, AAC",
            1920,
            1080,
            &[
                ("preset", "veryfast"),
                ("threads", "2"),
                ("b", "5000000"),
                ("bf", "3"),
                ("g", "250"),
            ],
        ),
        vp9,
        tone(
            "tone.mp3",
            "MP3 at 128 kbit/s, sound only",
            "mp3",
            "libmp3lame",
            &[("b", "128000")],
        ),
        tone("tone.flac", "FLAC, sound only", "flac", "flac", &[]),
    ]
}

const VP9: Options = &[
    ("deadline", "realtime"),
    ("cpu-used", "7"),
    ("b", "800000"),
    ("g", "250"),
];

fn whole(name: &'static str, about: &'static str) -> Recipe {
    Recipe {
        name,
        about,
        clip: None,
        patches: &[],
        opens: true,
        expects: &[],
        expects_under: &[],
    }
}

fn clip(format: &'static str, video: Option<Video>, sound: Option<Sound>) -> Clip {
    Clip {
        format,
        format_options: &[],
        video,
        sound,
        second_sound: None,
        shift_ms: 0,
        gap: None,
    }
}

fn video(
    encoder: &'static str,
    options: Options,
    width: u32,
    height: u32,
    length_ms: u32,
) -> Video {
    Video {
        encoder,
        options,
        width,
        height,
        pace: Pace::Constant(30),
        length_ms,
        scene: Scene::Busy,
        damage_every: 0,
    }
}

fn sound(encoder: &'static str, options: Options, rate: u32, length_ms: u32) -> Sound {
    Sound {
        encoder,
        options,
        rate,
        channels: 2,
        length_ms,
        voice: Voice::Tone,
    }
}
