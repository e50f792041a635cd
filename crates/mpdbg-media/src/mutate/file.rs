//! What becomes of the bytes of the file, for the kinds of damage that are done to bytes. Pure.

use std::ops::Range;

use super::dice::Dice;
use super::kind::Kind;

/// Damages `file`, which holds coded data at `data`, and says how; none where `kind` is not done to
/// bytes or there is no coded data.
pub(super) fn damage(
    kind: Kind,
    file: &mut Vec<u8>,
    data: &[Range<usize>],
    dice: &mut Dice,
) -> Option<String> {
    if kind == Kind::FileCut {
        return cut(file, dice);
    }
    let place = place(file, data, dice)?;
    match kind {
        Kind::BytesFlipped => Some(flip(file, &place, dice)),
        Kind::BlockZeroed => Some(zero(file, &place, dice)),
        Kind::BytesRemoved => Some(remove(file, &place, dice)),
        Kind::BytesInserted => Some(insert(file, &place, dice)),
        _ => None,
    }
}

/// The data of one packet, as far as the file has it.
fn place(file: &[u8], data: &[Range<usize>], dice: &mut Dice) -> Option<Range<usize>> {
    let within = |range: &Range<usize>| !range.is_empty() && range.end <= file.len();
    let whole: Vec<usize> = (0..data.len()).filter(|&n| within(&data[n])).collect();
    dice.among(&whole).map(|n| data[n].clone())
}

/// The file keeps 30 % to 95 % of its bytes.
fn cut(file: &mut Vec<u8>, dice: &mut Dice) -> Option<String> {
    let percent = dice.within(30, 95);
    let kept = file.len() * percent / 100;
    (kept < file.len()).then(|| {
        file.truncate(kept);
        format!("cut off after {percent} % of its bytes")
    })
}

fn flip(file: &mut [u8], place: &Range<usize>, dice: &mut Dice) -> String {
    let count = dice.within(1, 8).min(place.len());
    let mut left: Vec<usize> = place.clone().collect();
    for _ in 0..count {
        let at = left.swap_remove(dice.below(left.len()));
        file[at] ^= dice.within(1, 255) as u8;
    }
    format!("{count} bytes from {} on flipped", place.start)
}

fn zero(file: &mut [u8], place: &Range<usize>, dice: &mut Dice) -> String {
    let from = place.start + dice.below(place.len());
    let to = (from + dice.within(64, 2048)).min(file.len());
    file[from..to].fill(0);
    format!("{} bytes from {from} on zeroed", to - from)
}

fn remove(file: &mut Vec<u8>, place: &Range<usize>, dice: &mut Dice) -> String {
    let from = place.start + dice.below(place.len());
    let to = (from + dice.within(1, 64)).min(file.len());
    file.drain(from..to);
    format!("{} bytes at {from} removed", to - from)
}

fn insert(file: &mut Vec<u8>, place: &Range<usize>, dice: &mut Dice) -> String {
    let at = place.start + dice.below(place.len());
    let count = dice.within(1, 64);
    let new: Vec<u8> = (0..count).map(|_| dice.below(256) as u8).collect();
    file.splice(at..at, new);
    format!("{count} bytes at {at} inserted")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn every_kind_does_what_it_says_within_the_data() {
        let clean: Vec<u8> = (0..4000_u32).map(|n| (n % 251 + 1) as u8).collect();
        let data = vec![1000..1500, 1000..1100];
        let kinds = [
            Kind::BytesFlipped,
            Kind::BlockZeroed,
            Kind::BytesRemoved,
            Kind::BytesInserted,
        ];
        for (kind, seed) in kinds
            .into_iter()
            .flat_map(|kind| (0..50).map(move |n| (kind, n)))
        {
            let mut file = clean.clone();
            let dice = &mut Dice::new(kind.name(), seed);
            damage(kind, &mut file, &data, dice).unwrap();
            assert_eq!(file[..1000], clean[..1000], "{kind} {seed}");
            let expected = match kind {
                Kind::BytesRemoved => clean.len() - 64..clean.len(),
                Kind::BytesInserted => clean.len() + 1..clean.len() + 65,
                _ => clean.len()..clean.len() + 1,
            };
            assert!(expected.contains(&file.len()), "{kind} {seed}");
            let differ = file.iter().zip(&clean).filter(|(a, b)| a != b).count();
            match kind {
                Kind::BytesFlipped => assert!((1..=8).contains(&differ)),
                Kind::BlockZeroed => assert!((64..=2048).contains(&differ)),
                _ => assert!(differ > 0),
            }
        }
    }

    #[test]
    fn a_cut_file_keeps_its_beginning() {
        let clean = vec![7; 1000];
        let mut file = clean.clone();
        damage(Kind::FileCut, &mut file, &[], &mut Dice::new("x", 1)).unwrap();
        assert!((300..=950).contains(&file.len()));
    }

    #[test]
    fn without_data_in_the_file_there_is_nothing_to_damage() {
        let mut file = vec![1; 10];
        let data = vec![5..20, 0..0];
        for kind in [Kind::BytesFlipped, Kind::BytesRemoved, Kind::Turned] {
            assert_eq!(damage(kind, &mut file, &data, &mut Dice::new("x", 1)), None);
        }
        assert_eq!(file, [1; 10]);
    }
}
