//! Which rules are right for which damage: those whose words describe what a viewer of the damaged file
//! would be told.

use mpdbg_media::mutate::Kind;

/// Coded data that cannot be decoded, or not to what it was.
const DAMAGED: &[&str] = &[
    "picture::corrupt",
    "picture::checksum",
    "picture::missing",
    "picture::tail-missing",
    "picture::null",
    "picture::dropped-by-decoder",
    "sound::corrupt",
    "sound::checksum",
    "sound::gap",
    "life::open-failed",
    "life::log-errors",
];
const PICTURES_LOST: &[&str] = &[
    "picture::missing",
    "picture::tail-missing",
    "picture::corrupt",
    "picture::checksum",
    "picture::freeze",
    "picture::dropped-by-decoder",
    "picture::null",
];
const PICTURES_CHANGED: &[&str] = &[
    "picture::corrupt",
    "picture::checksum",
    "picture::missing",
    "picture::tail-missing",
    "picture::null",
    "picture::dropped-by-decoder",
    "picture::repeated",
    "picture::out-of-order",
    "life::false-report",
];
const PICTURES_SHORT: &[&str] = &["picture::tail-missing", "timing::duration"];
const SOUND_LOST: &[&str] = &["sound::gap", "sound::checksum", "sound::corrupt"];
const SOUND_CHANGED: &[&str] = &["sound::corrupt", "sound::checksum", "sound::gap"];
const SOUND_LATE: &[&str] = &["sync::content", "sound::checksum"];
const APART: &[&str] = &[
    "sync::content",
    "sync::offset",
    "sync::start-skew",
    "sync::step",
    "timing::timestamp-jump",
];
const PICTURE_TIMES: &[&str] = &[
    "timing::timestamp-jump",
    "picture::missing",
    "picture::out-of-order",
    "picture::freeze",
    "picture::late",
    "picture::early",
    "sync::content",
    "life::false-report",
    "picture::checksum",
];
const SOUND_TIMES: &[&str] = &[
    "timing::timestamp-jump",
    "sound::gap",
    "sync::content",
    "sync::step",
    "sync::drift",
    "sync::offset",
    "sound::checksum",
];
const ALL_TIMES: &[&str] = &[
    "timing::timestamp-jump",
    "picture::freeze",
    "sound::gap",
    "timing::duration",
    "picture::checksum",
    "sound::checksum",
    "picture::dropped-by-decoder",
];
const DRIFT: &[&str] = &[
    "sync::drift",
    "sync::content",
    "sync::offset",
    "timing::timestamp-jump",
    "sound::gap",
    "timing::duration",
    "sound::checksum",
    "picture::checksum",
];
const LENGTH: &[&str] = &["timing::duration", "picture::tail-missing"];
const FORMAT: &[&str] = &["picture::format"];

/// The rules that are right for this damage.
pub(super) const fn rules_for(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::BytesFlipped
        | Kind::BlockZeroed
        | Kind::BytesRemoved
        | Kind::BytesInserted
        | Kind::FileCut => DAMAGED,
        Kind::PicturePacketLost
        | Kind::PictureBurstLost
        | Kind::KeyFrameLost
        | Kind::FirstKeyFrameLost => PICTURES_LOST,
        Kind::PicturePacketsSwapped
        | Kind::PicturePacketRepeated
        | Kind::PicturePacketCut
        | Kind::PicturePacketReplaced
        | Kind::PicturesFrozen => PICTURES_CHANGED,
        Kind::PicturesCut => PICTURES_SHORT,
        Kind::SoundPacketLost | Kind::SoundBurstLost | Kind::SoundCut => SOUND_LOST,
        Kind::SoundPacketsSwapped
        | Kind::SoundPacketRepeated
        | Kind::SoundPacketCut
        | Kind::SoundPacketReplaced => SOUND_CHANGED,
        Kind::SoundContentLate => SOUND_LATE,
        Kind::SoundLater | Kind::SoundEarlier => APART,
        Kind::PictureTimeShifted | Kind::PictureTimesJump => PICTURE_TIMES,
        Kind::SoundTimesJump => SOUND_TIMES,
        Kind::AllTimesJump => ALL_TIMES,
        Kind::PictureTimesScaled | Kind::SoundTimesScaled => DRIFT,
        Kind::PictureLengthChanged | Kind::DeclaredLonger | Kind::DeclaredShorter => LENGTH,
        Kind::SizeChanged | Kind::AspectChanged | Kind::Turned => FORMAT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_right_rule_is_a_rule() {
        for kind in Kind::ALL {
            for id in rules_for(kind) {
                assert!(mpdbg_analysis::rule(id).is_some(), "{kind}: {id}");
            }
        }
    }
}
