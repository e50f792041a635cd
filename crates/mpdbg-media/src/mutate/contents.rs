//! Packets that are lost, repeated, or hold something else.

use super::dice::Dice;
use super::packets::{Piece, Slot, Track};
use super::plan::{Plan, called, of_track, unchanged};

const fn any(_: &Slot) -> bool {
    true
}

/// One packet is lacking; no key frame of pictures, which is a kind of its own.
pub(super) fn one_lost(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let plain = |slot: &Slot| track == Track::Sound || !slot.key;
    let lost = dice.among(&of_track(slots, track, plain))?;
    Some(without(slots, &[lost]))
}

/// Two to `most` packets in a row are lacking.
pub(super) fn burst_lost(
    slots: &[Slot],
    dice: &mut Dice,
    track: Track,
    most: usize,
) -> Option<Plan> {
    let all = of_track(slots, track, any);
    let count = dice.within(2, most).min(all.len());
    let first = dice.below(all.len() + 1 - count);
    Some(without(
        slots,
        all.get(first..first + count).filter(|it| !it.is_empty())?,
    ))
}

pub(super) fn key_lost(slots: &[Slot], dice: &mut Dice) -> Option<Plan> {
    let keys = of_track(slots, Track::Pictures, |slot| slot.key);
    let lost = dice.among(keys.get(1..)?)?;
    Some(without(slots, &[lost]))
}

pub(super) fn first_key_lost(slots: &[Slot]) -> Option<Plan> {
    let keys = of_track(slots, Track::Pictures, |slot| slot.key);
    Some(without(slots, &[*keys.first()?]))
}

fn without(slots: &[Slot], lost: &[usize]) -> Plan {
    let mut pieces = unchanged(slots);
    pieces.retain(|piece| !lost.contains(&piece.of));
    let first = called(slots, lost[0]);
    let words = match lost.len() {
        1 => format!("{first} is lacking"),
        count => format!("{count} packets from {first} on are lacking"),
    };
    Plan { pieces, words }
}

/// A track ends between 30 % and 90 % of its packets.
pub(super) fn ended(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let all = of_track(slots, track, any);
    let first = all.len() * dice.within(30, 90) / 100;
    Some(without(
        slots,
        all.get(first..).filter(|it| !it.is_empty())?,
    ))
}

/// Two packets in a row have each other's data.
pub(super) fn swapped(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let all = of_track(slots, track, any);
    let pairs: Vec<&[usize]> = all.windows(2).collect();
    let pair = dice.among(&pairs)?;
    let mut pieces = unchanged(slots);
    give(&mut pieces[pair[0]], pair[1], slots);
    give(&mut pieces[pair[1]], pair[0], slots);
    let words = format!(
        "{} and the next have each other's data",
        called(slots, pair[0])
    );
    Some(Plan { pieces, words })
}

/// A packet comes a second time, half of its length later.
pub(super) fn repeated(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let number = dice.among(&of_track(slots, track, any))?;
    let mut pieces = unchanged(slots);
    let mut again = pieces[number];
    again.delay(again.duration / 2);
    pieces.insert(number + 1, again);
    let words = format!("{} is there twice", called(slots, number));
    Some(Plan { pieces, words })
}

/// A packet keeps 5 % to 95 % of its bytes.
pub(super) fn cut(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let number = dice.among(&of_track(slots, track, |slot| slot.bytes > 1))?;
    let mut pieces = unchanged(slots);
    let bytes = slots[number].bytes;
    let kept = (bytes * dice.within(5, 95) / 100).clamp(1, bytes - 1);
    pieces[number].bytes = kept;
    let words = format!("{} keeps {kept} of {bytes} bytes", called(slots, number));
    Some(Plan { pieces, words })
}

/// A packet has the data of another.
pub(super) fn replaced(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let all = of_track(slots, track, any);
    let number = dice.among(&all)?;
    let others: Vec<usize> = all.into_iter().filter(|&other| other != number).collect();
    let other = dice.among(&others)?;
    let mut pieces = unchanged(slots);
    give(&mut pieces[number], other, slots);
    let words = format!(
        "{} has the data of {}",
        called(slots, number),
        called(slots, other)
    );
    Some(Plan { pieces, words })
}

/// The 5 to 25 packets behind a key frame hold the key frame.
pub(super) fn frozen(slots: &[Slot], dice: &mut Dice) -> Option<Plan> {
    let all = of_track(slots, Track::Pictures, any);
    let last = all.len().checked_sub(6)?;
    let keys: Vec<usize> = (0..=last).filter(|&n| slots[all[n]].key).collect();
    let key = dice.among(&keys)?;
    let count = dice.within(5, 25).min(all.len() - key - 1);
    let mut pieces = unchanged(slots);
    for &number in &all[key + 1..=key + count] {
        give(&mut pieces[number], all[key], slots);
    }
    let words = format!(
        "the {count} packets behind {} hold it too",
        called(slots, all[key])
    );
    Some(Plan { pieces, words })
}

/// Every packet has the data of the one 2 to 20 packets before it, the first ones that of the first.
pub(super) fn content_late(slots: &[Slot], dice: &mut Dice, track: Track) -> Option<Plan> {
    let all = of_track(slots, track, any);
    let late = dice.within(2, 20).min(all.len().checked_sub(2)?);
    let mut pieces = unchanged(slots);
    for (n, &number) in all.iter().enumerate() {
        give(&mut pieces[number], all[n.saturating_sub(late)], slots);
    }
    let by = slots[all[late]].time() - slots[all[0]].time();
    let words = format!(
        "the data of {late} packets, {:.0} ms, later than the times say",
        by as f64 / 1e6
    );
    Some(Plan { pieces, words })
}

fn give(piece: &mut Piece, data: usize, slots: &[Slot]) {
    piece.data = data;
    piece.bytes = slots[data].bytes;
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::super::plan::tests::clip;
    use super::*;

    fn numbers(plan: &Plan, track: Track) -> Vec<usize> {
        let pieces = plan.pieces.iter().filter(|piece| piece.track == track);
        pieces.map(|piece| piece.of).collect()
    }

    #[test]
    fn a_lost_packet_of_pictures_is_no_key_frame() {
        let slots = clip();
        for seed in 0..50 {
            let plan = one_lost(&slots, &mut Dice::new("x", seed), Track::Pictures).unwrap();
            assert_eq!(plan.pieces.len(), slots.len() - 1);
            let kept = numbers(&plan, Track::Pictures);
            assert!(kept.contains(&0) && kept.contains(&75), "{}", plan.words);
        }
    }

    #[test]
    fn the_first_key_frame_and_the_others_are_told_apart() {
        let slots = clip();
        assert!(!numbers(&first_key_lost(&slots).unwrap(), Track::Pictures).contains(&0));
        let other = key_lost(&slots, &mut Dice::new("x", 1)).unwrap();
        assert!(!numbers(&other, Track::Pictures).contains(&75));
        assert_eq!(other.words, "picture packet 25 at 1.000 s is lacking");
    }

    #[test]
    fn a_burst_is_one_run_of_its_track() {
        let slots = clip();
        for seed in 0..50 {
            let plan = burst_lost(&slots, &mut Dice::new("x", seed), Track::Sound, 20).unwrap();
            let lost: Vec<usize> = of_track(&slots, Track::Sound, any)
                .into_iter()
                .enumerate()
                .filter(|(_, number)| !plan.pieces.iter().any(|piece| piece.of == *number))
                .map(|(n, _)| n)
                .collect();
            assert!((2..=20).contains(&lost.len()));
            assert_eq!(lost[lost.len() - 1] - lost[0] + 1, lost.len());
        }
    }

    #[test]
    fn a_frozen_picture_is_the_key_frame_before_it() {
        let slots = clip();
        let plan = frozen(&slots, &mut Dice::new("x", 2)).unwrap();
        let stands = plan.pieces.iter().filter(|piece| piece.data != piece.of);
        let keys: Vec<usize> = stands.map(|piece| piece.data).collect();
        assert!((5..=25).contains(&keys.len()));
        assert!(slots[keys[0]].key && keys.iter().all(|&key| key == keys[0]));
    }

    #[test]
    fn late_content_leaves_the_times_alone() {
        let slots = clip();
        let plan = content_late(&slots, &mut Dice::new("x", 5), Track::Sound).unwrap();
        let clean = unchanged(&slots);
        for (piece, was) in plan.pieces.iter().zip(&clean) {
            assert_eq!((piece.pts, piece.dts, piece.of), (was.pts, was.dts, was.of));
        }
        let last = plan.pieces.last().unwrap();
        assert!(last.data < last.of);
    }

    #[test]
    fn a_cut_packet_keeps_something_and_loses_something() {
        let slots = clip();
        for seed in 0..50 {
            let plan = cut(&slots, &mut Dice::new("x", seed), Track::Sound).unwrap();
            let kept: usize = plan.pieces.iter().map(|piece| piece.bytes).sum();
            let all: usize = slots.iter().map(|slot| slot.bytes).sum();
            assert!((1..100).contains(&(all - kept)));
        }
    }
}
