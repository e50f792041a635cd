//! Times that are shifted, jump, or run too fast.

use super::dice::Dice;
use super::packets::{Piece, Slot, Track};
use super::plan::{Plan, called, of_track, unchanged};

const MILLI: i64 = 1_000_000;

/// Milliseconds from `first` to `last`, as nanoseconds.
fn millis(dice: &mut Dice, first: usize, last: usize) -> i64 {
    dice.within(first, last) as i64 * MILLI
}

/// One picture is presented 10 to 400 ms later; it is decoded when it was.
pub(super) fn one_shifted(slots: &[Slot], dice: &mut Dice) -> Option<Plan> {
    let number = dice.among(&of_track(slots, Track::Pictures, |slot| slot.pts.is_some()))?;
    let by = millis(dice, 10, 400);
    let mut pieces = unchanged(slots);
    pieces[number].pts = slots[number].pts.map(|pts| pts + by);
    let words = format!(
        "the time of {} is {} ms later",
        called(slots, number),
        by / MILLI
    );
    Some(Plan { pieces, words })
}

/// All of a track comes 10 to 1000 ms later.
pub(super) fn all_later(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let by = millis(dice, 10, 1000);
    let mut pieces = unchanged(slots);
    let moved = delay_from(&mut pieces, &[track], i64::MIN, by);
    let words = match track {
        Track::Sound => format!("all sound is {} ms later", by / MILLI),
        Track::Pictures => format!("all pictures are {} ms later", by / MILLI),
    };
    (moved > 0).then_some(Plan { pieces, words })
}

/// From somewhere between 10 % and 90 % on, all of these tracks comes 30 to 1500 ms later.
pub(super) fn jump(slots: &[Slot], dice: &mut Dice, tracks: &[Track]) -> Option<Plan> {
    let times = |track| {
        let numbers = of_track(slots, track, |_| true);
        numbers.into_iter().map(|number| slots[number].time())
    };
    let end = tracks.iter().copied().flat_map(times).max()?;
    let from = end / 100 * dice.within(10, 90) as i64;
    let by = millis(dice, 30, 1500);
    let mut pieces = unchanged(slots);
    let moved = delay_from(&mut pieces, tracks, from, by);
    let words = format!("from {:.3} s on {} ms later", from as f64 / 1e9, by / MILLI);
    (moved > 0).then_some(Plan { pieces, words })
}

/// Delays what is decoded from `from` on; gives how many packets that are.
fn delay_from(pieces: &mut [Piece], tracks: &[Track], from: i64, by: i64) -> usize {
    let is_behind =
        |piece: &&mut Piece| tracks.contains(&piece.track) && piece.dts.or(piece.pts) >= Some(from);
    let behind = pieces.iter_mut().filter(is_behind);
    behind.map(|piece| piece.delay(by)).count()
}

/// The times of a track run 0.5 % to 5 % too fast or too slowly.
pub(super) fn scaled(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let mut pieces = unchanged(slots);
    let permille = dice.among(&[-50, -20, -10, -5, 5, 10, 20, 50])?;
    let first = of_track(slots, track, |_| true)
        .first()
        .map(|&n| slots[n].time())?;
    for piece in pieces.iter_mut().filter(|piece| piece.track == track) {
        piece.retime(|time| time + (time - first) / 1000 * permille);
    }
    let words = format!("the times run {:+.1} % off", permille as f64 / 10.0);
    Some(Plan { pieces, words })
}

/// One packet says two to five times the length of its picture.
pub(super) fn length_changed(slots: &[Slot], dice: &mut Dice) -> Option<Plan> {
    let number = dice.among(&of_track(slots, Track::Pictures, |slot| slot.duration > 0))?;
    let times = dice.within(2, 5);
    let mut pieces = unchanged(slots);
    pieces[number].duration *= times as i64;
    let words = format!("{} says {times} times its length", called(slots, number));
    Some(Plan { pieces, words })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::plan::tests::clip;
    use super::*;

    /// By how many milliseconds the packets of a track moved.
    fn moved(plan: &Plan, slots: &[Slot], track: Track) -> Vec<i64> {
        let of_track = plan.pieces.iter().zip(slots);
        let of_track = of_track.filter(|(piece, _)| piece.track == track);
        of_track
            .map(|(piece, slot)| (piece.pts.unwrap() - slot.pts.unwrap()) / MILLI)
            .collect()
    }

    #[test]
    fn a_shift_is_the_same_for_all_of_a_track() {
        let slots = clip();
        let plan = all_later(&slots, &mut Dice::new("x", 1), Track::Sound).unwrap();
        let by = moved(&plan, &slots, Track::Sound);
        assert!((10..=1000).contains(&by[0]) && by.iter().all(|it| *it == by[0]));
        assert_eq!(plan.words, format!("all sound is {} ms later", by[0]));
    }

    #[test]
    fn a_jump_divides_the_clip_in_two() {
        let slots = clip();
        for seed in 0..20 {
            let both = [Track::Pictures, Track::Sound];
            let plan = jump(&slots, &mut Dice::new("x", seed), &both).unwrap();
            for track in both {
                let by = moved(&plan, &slots, track);
                assert!(by.is_sorted() && by[0] == 0 && by[by.len() - 1] >= 30);
                assert_eq!(
                    by.iter()
                        .filter(|it| **it != 0 && **it != by[by.len() - 1])
                        .count(),
                    0
                );
            }
        }
    }

    #[test]
    fn scaled_times_drift_from_the_first_on() {
        let slots = clip();
        let plan = scaled(&slots, &mut Dice::new("x", 4), Track::Pictures).unwrap();
        let by = moved(&plan, &slots, Track::Pictures);
        assert_eq!(by[0], 0);
        assert!(by.is_sorted() || by.iter().rev().is_sorted());
        assert!((9..=98).contains(&by[49].abs()));
    }
}
