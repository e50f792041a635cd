//! What becomes of the packets, for the kinds of damage that are done to packets. Pure.

use super::dice::Dice;
use super::kind::Kind;
use super::packets::{Piece, Slot, Track};
use super::{contents, times};

/// The packets to be written and what was done, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) pieces: Vec<Piece>,
    pub(super) words: String,
}

/// The clip as it is.
pub(super) fn unchanged(slots: &[Slot]) -> Vec<Piece> {
    let numbered = slots.iter().enumerate();
    numbered.map(|(of, slot)| Piece::whole(of, slot)).collect()
}

/// What `kind` does to the packets; none where it is not done to packets, or where there is nothing to
/// do it to.
pub(super) fn plan(kind: Kind, slots: &[Slot], dice: &mut Dice) -> Option<Plan> {
    let (pictures, sound) = (Track::Pictures, Track::Sound);
    match kind {
        Kind::PicturePacketLost => contents::one_lost(slots, dice, pictures),
        Kind::PictureBurstLost => contents::burst_lost(slots, dice, pictures, 12),
        Kind::PicturePacketsSwapped => contents::swapped(slots, dice, pictures),
        Kind::PicturePacketRepeated => contents::repeated(slots, dice, pictures),
        Kind::PicturePacketCut => contents::cut(slots, dice, pictures),
        Kind::PicturePacketReplaced => contents::replaced(slots, dice, pictures),
        Kind::KeyFrameLost => contents::key_lost(slots, dice),
        Kind::FirstKeyFrameLost => contents::first_key_lost(slots),
        Kind::PicturesFrozen => contents::frozen(slots, dice),
        Kind::PicturesCut => contents::ended(slots, dice, pictures),
        Kind::SoundPacketLost => contents::one_lost(slots, dice, sound),
        Kind::SoundBurstLost => contents::burst_lost(slots, dice, sound, 20),
        Kind::SoundPacketsSwapped => contents::swapped(slots, dice, sound),
        Kind::SoundPacketRepeated => contents::repeated(slots, dice, sound),
        Kind::SoundPacketCut => contents::cut(slots, dice, sound),
        Kind::SoundPacketReplaced => contents::replaced(slots, dice, sound),
        Kind::SoundCut => contents::ended(slots, dice, sound),
        Kind::SoundContentLate => contents::content_late(slots, dice, sound),
        Kind::PictureTimeShifted => times::one_shifted(slots, dice),
        Kind::SoundLater => times::all_later(slots, dice, sound),
        Kind::SoundEarlier => times::all_later(slots, dice, pictures),
        Kind::PictureTimesJump => times::jump(slots, dice, &[pictures]),
        Kind::SoundTimesJump => times::jump(slots, dice, &[sound]),
        Kind::AllTimesJump => times::jump(slots, dice, &[pictures, sound]),
        Kind::PictureTimesScaled => times::scaled(slots, dice, pictures),
        Kind::SoundTimesScaled => times::scaled(slots, dice, sound),
        Kind::PictureLengthChanged => times::length_changed(slots, dice),
        Kind::BytesFlipped
        | Kind::BlockZeroed
        | Kind::BytesRemoved
        | Kind::BytesInserted
        | Kind::FileCut
        | Kind::DeclaredLonger
        | Kind::DeclaredShorter
        | Kind::SizeChanged
        | Kind::AspectChanged
        | Kind::Turned => None,
    }
}

/// Numbers of the packets of a track that `wanted` accepts.
pub(super) fn of_track(slots: &[Slot], track: Track, wanted: impl Fn(&Slot) -> bool) -> Vec<usize> {
    let numbered = slots.iter().enumerate();
    let fitting = numbered.filter(|(_, slot)| slot.track == track && wanted(slot));
    fitting.map(|(number, _)| number).collect()
}

/// `picture 12 at 0.480 s`: the packet of a track by its number there.
pub(super) fn called(slots: &[Slot], number: usize) -> String {
    let track = slots[number].track;
    let of_its_track = slots[..number].iter().filter(|slot| slot.track == track);
    let word = match track {
        Track::Pictures => "picture",
        Track::Sound => "sound",
    };
    let seconds = slots[number].time() as f64 / 1e9;
    format!("{word} packet {} at {seconds:.3} s", of_its_track.count())
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    /// 25 pictures a second with a key frame each second, and sound in pieces of 20 ms, 2 s.
    pub(in crate::mutate) fn clip() -> Vec<Slot> {
        let slot = |track, time: i64, duration, key| Slot {
            track,
            pts: Some(time),
            dts: Some(time),
            duration,
            key,
            bytes: 100,
        };
        let mut slots = Vec::new();
        for n in 0..50 {
            let at = n * 40_000_000;
            slots.push(slot(Track::Pictures, at, 40_000_000, n % 25 == 0));
            slots.push(slot(Track::Sound, at, 20_000_000, true));
            slots.push(slot(Track::Sound, at + 20_000_000, 20_000_000, true));
        }
        slots
    }

    #[test]
    fn a_plan_repeats_and_always_changes_something() {
        let slots = clip();
        for kind in Kind::ALL {
            for seed in 0..50 {
                let plan = || plan(kind, &slots, &mut Dice::new(kind.name(), seed));
                let Some(planned) = plan() else {
                    continue;
                };
                assert_eq!(Some(&planned), plan().as_ref());
                assert_ne!(planned.pieces, unchanged(&slots), "{kind} {seed}");
                assert!(!planned.words.is_empty());
            }
        }
    }

    #[test]
    fn seeds_differ() {
        let slots = clip();
        let words = |seed| {
            let dice = &mut Dice::new("lost", seed);
            plan(Kind::PicturePacketLost, &slots, dice).unwrap().words
        };
        let different: std::collections::BTreeSet<String> = (0..10).map(words).collect();
        assert!(different.len() > 5);
    }

    #[test]
    fn only_the_track_that_is_named_is_touched() {
        let slots = clip();
        let of = |pieces: &[Piece], track| -> Vec<Piece> {
            let pieces = pieces.iter().filter(|piece| piece.track == track);
            pieces.copied().collect()
        };
        for kind in Kind::ALL {
            let Some(planned) = plan(kind, &slots, &mut Dice::new("x", 3)) else {
                continue;
            };
            let other = match kind.name().split('-').next() {
                _ if kind == Kind::SoundEarlier => Track::Sound,
                Some("sound") => Track::Pictures,
                Some("all") => continue,
                _ => Track::Sound,
            };
            let clean = unchanged(&slots);
            assert_eq!(of(&planned.pieces, other), of(&clean, other), "{kind}");
        }
    }

    #[test]
    fn a_clip_without_pictures_has_none_to_damage() {
        let sound: Vec<Slot> = clip()
            .into_iter()
            .filter(|slot| slot.track == Track::Sound)
            .collect();
        assert_eq!(
            plan(Kind::KeyFrameLost, &sound, &mut Dice::new("x", 1)),
            None
        );
        assert_eq!(
            plan(Kind::PictureTimesJump, &sound, &mut Dice::new("x", 1)),
            None
        );
    }
}
