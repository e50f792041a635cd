//! The broken samples of the small set.

use super::clip::{Clip, Options, Recipe, Video};
use super::patch::Patch;
use super::small::{H264, MP4, WHOLE, whole};

/// Room for the index at the front, so that a file that was cut still opens.
const INDEX_FIRST: Options = &[("moov_size", "16000")];

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
