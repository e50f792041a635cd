//! The small set: every kind of file that a player meets, whole and broken, a few seconds each.

use super::clip::{Clip, Gap, Options, Pace, Recipe, Scene, Sound, Video, Voice};
use super::patch::Patch;

pub(super) const NO_B_FRAMES: Options = &[
    ("preset", "medium"),
    ("crf", "28"),
    ("g", "50"),
    ("bf", "0"),
];
pub(super) const B_FRAMES: Options = &[
    ("preset", "medium"),
    ("crf", "28"),
    ("g", "50"),
    ("bf", "3"),
];
/// One second more than 2^33 ticks of 90 kHz, where the clock of a transport stream begins again.
const SECOND_BEFORE_WRAP_MS: i64 = (1 << 33) / 90 - 1000;

pub(super) const H264: Video = Video {
    encoder: "libx264",
    options: NO_B_FRAMES,
    width: 320,
    height: 180,
    pace: Pace::Constant(25),
    length_ms: 4000,
    scene: Scene::Plain,
    damage_every: 0,
};

pub(super) const AAC: Sound = Sound {
    encoder: "aac",
    options: &[("b", "48000")],
    rate: 44_100,
    channels: 2,
    length_ms: 4000,
    voice: Voice::Tone,
};

pub(super) const MP4: Clip = Clip {
    format: "mp4",
    format_options: &[],
    video: Some(H264),
    sound: Some(AAC),
    second_sound: None,
    shift_ms: 0,
    gap: None,
};

pub(super) const WHOLE: Recipe = Recipe {
    name: "",
    about: "",
    clip: Some(MP4),
    patches: &[],
    opens: true,
    expects: &[],
    expects_under: &[],
};

/// All recipes of the set; what broken samples must show stands in [`broken`] alone.
pub(super) fn recipes() -> Vec<Recipe> {
    [formats(), sound_only(), timing(), super::broken::broken()].concat()
}

pub(super) fn whole(name: &'static str, about: &'static str, clip: Clip) -> Recipe {
    Recipe {
        name,
        about,
        clip: Some(clip),
        ..WHOLE
    }
}

const fn video(encoder: &'static str, options: Options) -> Video {
    Video {
        encoder,
        options,
        ..H264
    }
}

const fn sound(encoder: &'static str, options: Options, rate: u32) -> Sound {
    Sound {
        encoder,
        options,
        rate,
        ..AAC
    }
}

fn formats() -> Vec<Recipe> {
    let clip = |format, video, sound| Clip {
        format,
        video: Some(video),
        sound: Some(sound),
        ..MP4
    };
    let silent = |format, video| Clip {
        format,
        video: Some(video),
        sound: None,
        ..MP4
    };
    let h264_b = video("libx264", B_FRAMES);
    let vp9 = video(
        "libvpx-vp9",
        &[
            ("deadline", "good"),
            ("cpu-used", "4"),
            ("crf", "36"),
            ("b", "0"),
            ("g", "50"),
        ],
    );
    let opus = sound("libopus", &[("b", "48000")], 48_000);
    let mpeg4 = video("mpeg4", &[("b", "300000"), ("g", "25")]);
    let mp3 = sound("libmp3lame", &[("b", "64000")], 44_100);
    let mpeg2 = video("mpeg2video", &[("b", "400000"), ("g", "12"), ("bf", "2")]);
    let mp2 = sound("mp2", &[("b", "96000")], 44_100);
    let theora = video("libtheora", &[("b", "200000"), ("g", "50")]);
    let vorbis = sound("libvorbis", &[("b", "64000")], 44_100);
    let av1 = video(
        "libaom-av1",
        &[("cpu-used", "8"), ("crf", "40"), ("b", "0"), ("g", "50")],
    );
    // Otherwise the priming of the MP3 encoder makes a first picture that is empty.
    let avi = Clip {
        format_options: &[("avoid_negative_ts", "disabled")],
        ..clip("avi", mpeg4, mp3)
    };
    vec![
        whole("h264-aac.mp4", "H.264 without B-frames, AAC, MP4", MP4),
        whole(
            "h264-b-frames.mp4",
            "H.264 with B-frames, AAC, MP4",
            clip("mp4", h264_b, AAC),
        ),
        whole("vp9-opus.webm", "VP9, Opus, WebM", clip("webm", vp9, opus)),
        whole("mpeg4-mp3.avi", "MPEG-4 part 2, MP3, AVI", avi),
        whole(
            "mpeg2-mp2.ts",
            "MPEG-2 with B-frames, MP2, transport stream",
            clip("mpegts", mpeg2, mp2),
        ),
        whole(
            "theora-vorbis.ogv",
            "Theora, Vorbis, Ogg",
            clip("ogg", theora, vorbis),
        ),
        whole(
            "av1-video-only.mkv",
            "AV1, Matroska, no sound",
            silent("matroska", av1),
        ),
    ]
}

fn sound_only() -> Vec<Recipe> {
    let clip = |format, encoder, options, rate, channels| Clip {
        format,
        video: None,
        sound: Some(Sound {
            encoder,
            options,
            rate,
            channels,
            length_ms: 3000,
            voice: Voice::Tone,
        }),
        ..MP4
    };
    vec![
        whole(
            "tone.flac",
            "FLAC, sound only",
            clip("flac", "flac", &[], 22_050, 2),
        ),
        whole(
            "tone.mp3",
            "MP3, sound only",
            clip("mp3", "libmp3lame", &[("b", "64000")], 44_100, 2),
        ),
        whole(
            "tone.wav",
            "PCM of 16 bits, sound only",
            clip("wav", "pcm_s16le", &[], 22_050, 1),
        ),
    ]
}

fn timing() -> Vec<Recipe> {
    let short = Sound {
        length_ms: 2000,
        ..AAC
    };
    let variable = Video {
        pace: Pace::Variable,
        options: B_FRAMES,
        ..H264
    };
    vec![
        whole(
            "vfr.mkv",
            "variable frame rate: each picture is shown for 17 to 150 ms",
            Clip {
                format: "matroska",
                video: Some(variable),
                ..MP4
            },
        ),
        whole(
            "edit-list.mp4",
            "the first second is decoded but not shown: an edit list begins at 1 s, between key frames",
            Clip {
                shift_ms: -1000,
                ..MP4
            },
        ),
        whole(
            "negative-start.ts",
            "the clock of the transport stream begins again after 1 s, so that the start is at -1 s",
            Clip {
                format: "mpegts",
                format_options: &[("mpegts_copyts", "1")],
                shift_ms: SECOND_BEFORE_WRAP_MS,
                ..MP4
            },
        ),
        Recipe {
            patches: &[Patch::TurnRight],
            ..whole("rotated.mp4", "to be shown a quarter turn clockwise", MP4)
        },
        whole(
            "audio-shorter.mp4",
            "4 s of pictures, 2 s of sound",
            Clip {
                sound: Some(short),
                ..MP4
            },
        ),
        whole(
            "gap.mkv",
            "a hole of 2 s in the time stamps of both streams, at 2 s",
            Clip {
                format: "matroska",
                gap: Some(Gap {
                    at_ms: 2000,
                    length_ms: 2000,
                }),
                ..MP4
            },
        ),
    ]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    #![expect(clippy::print_stdout, reason = "a test that cannot run here says so")]

    use mpdbg_model::{ExpectedTimeline, MediaTime, Span};

    use super::*;
    use crate::generate::write::write_set;
    use crate::generate::{GenerateError, Set};
    use crate::probe;

    /// Makes one sample of the set and reads what it promises; not every FFmpeg can.
    fn promised(name: &str) -> Option<ExpectedTimeline> {
        let dir = tempfile::tempdir().unwrap();
        let recipes = recipes()
            .into_iter()
            .filter(|recipe| recipe.name == name)
            .collect();
        match write_set(Set::Small, recipes, dir.path(), |_| {}) {
            Err(error @ GenerateError::NoEncoder(_)) => {
                println!("skipped: {error}");
                None
            }
            made => {
                assert_eq!(made.unwrap()[0].name, name);
                Some(probe(&dir.path().join(name)).unwrap())
            }
        }
    }

    /// Milliseconds, rounded.
    fn ms(time: MediaTime) -> i64 {
        (time.nanos() + 500_000).div_euclid(1_000_000)
    }

    #[test]
    fn the_words_of_the_recipes_stand_in_toml_as_they_are() {
        for recipe in recipes() {
            for text in [recipe.name, recipe.about] {
                assert!(!text.is_empty());
                assert!(
                    text.bytes()
                        .all(|b| (b' '..=b'~').contains(&b) && b != b'"' && b != b'\\')
                );
            }
        }
    }

    #[test]
    fn an_edit_list_hides_the_first_second() {
        let Some(timeline) = promised("edit-list.mp4") else {
            return;
        };
        assert_eq!(timeline.declared, Some(Span::from_secs(3)));
        let frames = &timeline.video().unwrap().frames;
        assert_eq!(frames.len(), 75);
        assert!(!frames[0].key);
        assert_eq!(ms(frames[0].pts), 0);
    }

    #[test]
    fn the_clock_that_begins_again_starts_below_zero() {
        let Some(timeline) = promised("negative-start.ts") else {
            return;
        };
        let frames = &timeline.video().unwrap().frames;
        assert_eq!(frames.len(), 100);
        assert_eq!(ms(frames[0].pts), -1001);
        assert_eq!(ms(frames[99].pts), 2959);
    }

    #[test]
    fn a_rotated_picture_says_so() {
        let Some(timeline) = promised("rotated.mp4") else {
            return;
        };
        let video = timeline.video().unwrap().info.video.as_ref().unwrap();
        assert_eq!((video.rotation, video.width, video.height), (90, 320, 180));
    }

    #[test]
    fn a_gap_is_in_both_streams() {
        let Some(timeline) = promised("gap.mkv") else {
            return;
        };
        let frames = &timeline.video().unwrap().frames;
        let longest = frames.windows(2).map(|two| ms(two[1].pts) - ms(two[0].pts));
        assert_eq!(longest.max(), Some(2040));
        let sound = &timeline.audio().unwrap().sound;
        assert_eq!(sound.len(), 2);
        assert!((1990..2010).contains(&(ms(sound[1].from) - ms(sound[0].to))));
    }

    #[test]
    fn pictures_of_a_variable_rate_are_shown_for_different_times() {
        let Some(timeline) = promised("vfr.mkv") else {
            return;
        };
        let frames = &timeline.video().unwrap().frames;
        let shown: Vec<i64> = frames
            .windows(2)
            .map(|two| ms(two[1].pts) - ms(two[0].pts))
            .take(11)
            .collect();
        assert_eq!(shown, [40, 33, 17, 60, 40, 100, 20, 45, 150, 25, 42]);
    }

    #[test]
    fn short_sound_is_short() {
        let Some(timeline) = promised("audio-shorter.mp4") else {
            return;
        };
        assert_eq!(timeline.video().unwrap().frames.len(), 100);
        let end = ms(timeline.audio().unwrap().sound.last().unwrap().to);
        assert!((2000..2030).contains(&end), "{end}");
    }

    #[test]
    fn a_truncated_file_still_declares_its_whole_length() {
        let Some(timeline) = promised("truncated.mp4") else {
            return;
        };
        assert_eq!(timeline.declared, Some(Span::from_secs(4)));
    }
}
