//! The broken samples of the small set.

use super::clip::{Clip, Options, Recipe, Under, Video};
use super::patch::Patch;
use super::small::{H264, MP4, WHOLE, whole};

/// Room for the index at the front, so that a file that was cut still opens.
const INDEX_FIRST: Options = &[("moov_size", "16000")];

/// Where a seek goes to what is gone.
const GONE: &str = "the place lies behind the bytes that are left";
/// What the truncated sample shows when one seeks behind its end.
const TRUNCATED: &[Under] = &[
    behind("seek-forward", &["seek::landing"]),
    behind("seek-storm", &["seek::landing", "picture::corrupt"]),
    behind("seek-to-end", &["seek::landing"]),
    behind("seek-past-end", &["seek::landing", "picture::corrupt"]),
    behind("scrub", &["seek::landing"]),
];

const fn behind(scenario: &'static str, rules: &'static [&'static str]) -> Under {
    Under {
        scenario,
        rules,
        reason: GONE,
    }
}

/// The broken samples, and the defects that a play of each must show.
pub(super) fn broken() -> Vec<Recipe> {
    vec![
        Recipe {
            clip: Some(Clip {
                format_options: INDEX_FIRST,
                ..MP4
            }),
            patches: &[Patch::KeepPercent(60)],
            expects: &["life::log-errors", "picture::tail-missing"],
            expects_under: TRUNCATED,
            ..whole(
                "truncated.mp4",
                "the index says 4 s, the last 40 % of the bytes are gone",
                MP4,
            )
        },
        Recipe {
            expects: &["picture::corrupt", "life::log-errors"],
            ..whole(
                "corrupted.mp4",
                "every 7th packet of the pictures has wrong bytes",
                Clip {
                    video: Some(Video {
                        damage_every: 7,
                        ..H264
                    }),
                    ..MP4
                },
            )
        },
        Recipe {
            patches: &[Patch::CutBeforeMoov],
            opens: false,
            expects: &["life::open-failed", "life::log-errors"],
            ..whole("no-moov.mp4", "the index is missing", MP4)
        },
        Recipe {
            name: "empty.mp4",
            about: "no byte at all",
            clip: None,
            opens: false,
            expects: &["life::open-failed", "life::log-errors"],
            ..WHOLE
        },
    ]
}
