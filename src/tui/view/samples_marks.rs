//! How a case of the list is marked: a character, its ASCII twin, a colour, and words.

use mpdbg_analysis::{Bucket, Conclusion};

use super::help::Legend;
use crate::browse::Progress;
use crate::tui::{Ink, Look};

/// What the marks mean.
pub(super) const LEGEND: Legend = &[
    ("✗", "x", "something was not as expected"),
    ("!", "!", "crashed or hung"),
    ("~", "~", "defects, and they are expected"),
    ("✓", "+", "perfect"),
    ("∅", "0", "refused, as expected"),
    (
        "–",
        "-",
        "not applicable: the sample lacks what the scenario needs",
    ),
    ("?", "?", "no recording that can be judged"),
    ("#", "#", "the recording is damaged"),
    ("▶", ">", "played just now"),
    ("·", ".", "waits for being played"),
    ("…", ":", "not judged yet"),
    (
        "▁▄█",
        "_=#",
        "share of the pictures that came late, along the play",
    ),
];

/// The mark of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    unicode: &'static str,
    ascii: &'static str,
    /// Its colour.
    pub(super) ink: Ink,
    /// What it says in a word or two.
    pub(super) words: &'static str,
}

const fn mark(unicode: &'static str, ascii: &'static str, ink: Ink, words: &'static str) -> Mark {
    Mark {
        unicode,
        ascii,
        ink,
        words,
    }
}

impl Mark {
    /// The mark of a case of which so much is known.
    pub(super) fn of(progress: &Progress, conclusion: Option<Conclusion>) -> Self {
        let found = match progress {
            Progress::Unknown => return mark("…", ":", Ink::Quiet, "not judged yet"),
            Progress::Waiting => return mark("·", ".", Ink::Quiet, "waiting"),
            Progress::Playing => return mark("▶", ">", Ink::Done, "playing"),
            Progress::Was(found) => found,
        };
        match (conclusion, found.bucket) {
            (Some(Conclusion::Crashed), _) => mark("!", "!", Ink::Critical, "crashed"),
            (_, Bucket::AlwaysCrashed) => mark("!", "!", Ink::Major, "crashed, as expected"),
            (Some(Conclusion::Unexpected), Bucket::Perfect) => {
                mark("✗", "x", Ink::Major, "expected defects stayed away")
            }
            (Some(Conclusion::Unexpected), _) => mark("✗", "x", Ink::Major, "not as expected"),
            (_, Bucket::NotRecorded) if found.is_damaged() => {
                mark("#", "#", Ink::Major, "damaged recording")
            }
            (_, Bucket::NotRecorded) => mark("?", "?", Ink::Minor, "no recording"),
            (Some(Conclusion::AsExpected), Bucket::Defective) => {
                mark("~", "~", Ink::Minor, "defects, as expected")
            }
            (None, Bucket::Defective) => mark("✗", "x", Ink::Minor, "defects"),
            (_, Bucket::RefusedAsExpected) => mark("∅", "0", Ink::Text, "refused, as expected"),
            (_, Bucket::NotApplicable) => mark("–", "-", Ink::Quiet, "not applicable"),
            (_, Bucket::Perfect) => mark("✓", "+", Ink::Good, "perfect"),
        }
    }

    /// The character.
    pub(super) fn shown(self, look: Look) -> &'static str {
        look.pick(self.unicode, self.ascii)
    }
}
