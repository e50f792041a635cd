//! Aligns two rows of keys in linear time.

use std::ops::Range;

/// How far a key is looked for before the rows are taken to differ.
const REACH: usize = 32;

/// A step of an alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aligned {
    /// These two belong together.
    Pair(usize, usize),
    /// What lies between two pairs and has no counterpart; at least one of the ranges holds something.
    Gap(Range<usize>, Range<usize>),
}

/// Aligns the keys of two ranges of two rows and tells each step in order. Keys that rise are aligned as
/// well as can be; others as long as they come back within some steps, where the way that goes on longer
/// without a difference is taken. No side is preferred: swapping the rows swaps the answer.
pub(super) fn align(
    before: (Range<usize>, impl Fn(usize) -> i64),
    after: (Range<usize>, impl Fn(usize) -> i64),
    mut tell: impl FnMut(Aligned),
) {
    let ((one, key), (other, key_after)) = (before, after);
    let (mut i, mut j) = (one.start, other.start);
    let (mut from_i, mut from_j) = (i, j);
    while i < one.end && j < other.end {
        let (a, b) = (key(i), key_after(j));
        if a == b {
            if i > from_i || j > from_j {
                tell(Aligned::Gap(from_i..i, from_j..j));
            }
            tell(Aligned::Pair(i, j));
            (i, j) = (i + 1, j + 1);
            (from_i, from_j) = (i, j);
            continue;
        }
        let in_one = steps_to(b, &key, i..one.end);
        let in_other = steps_to(a, &key_after, j..other.end);
        let run = |i, j| same(&key, i..one.end, &key_after, j..other.end);
        let skips_one = match (in_one, in_other) {
            (Some(steps), Some(others)) if steps == others => {
                let (behind_one, behind_other) = (run(i + steps, j), run(i, j + others));
                behind_one > behind_other || (behind_one == behind_other && a < b)
            }
            (Some(steps), Some(others)) => steps < others,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => a < b,
        };
        if skips_one {
            i += in_one.unwrap_or(1);
        } else {
            j += in_other.unwrap_or(1);
        }
    }
    if from_i < one.end || from_j < other.end {
        tell(Aligned::Gap(from_i..one.end, from_j..other.end));
    }
}

/// How far `wanted` is ahead.
fn steps_to(wanted: i64, key: &impl Fn(usize) -> i64, ahead: Range<usize>) -> Option<usize> {
    ahead.take(REACH).position(|at| key(at) == wanted)
}

/// How many keys in a row are the same. The longer of two such rows is taken as a whole, so that the time
/// stays linear.
fn same(
    key: &impl Fn(usize) -> i64,
    one: Range<usize>,
    key_after: &impl Fn(usize) -> i64,
    other: Range<usize>,
) -> usize {
    let both = one.zip(other);
    both.take_while(|(i, j)| key(*i) == key_after(*j)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(one: &[i64], other: &[i64]) -> Vec<Aligned> {
        let mut steps = Vec::new();
        align(
            (0..one.len(), |at| one[at]),
            (0..other.len(), |at| other[at]),
            |step| steps.push(step),
        );
        steps
    }

    #[test]
    fn what_lacks_is_a_gap_between_pairs() {
        use Aligned::{Gap, Pair};
        assert_eq!(
            aligned(&[1, 2, 3, 4], &[1, 3, 4, 9]),
            [
                Pair(0, 0),
                Gap(1..2, 1..1),
                Pair(2, 1),
                Pair(3, 2),
                Gap(4..4, 3..4)
            ]
        );
        assert_eq!(
            aligned(&[1, 2], &[2, 1]),
            [Gap(0..1, 0..0), Pair(1, 0), Gap(2..2, 1..2)]
        );
        assert_eq!(
            aligned(&[2, 1], &[1, 2]),
            [Gap(0..0, 0..1), Pair(0, 1), Gap(1..2, 2..2)]
        );
        assert_eq!(aligned(&[5, 6], &[15, 16]), [Gap(0..2, 0..2)]);
    }

    #[test]
    fn of_keys_that_come_again_the_one_is_missing_without_which_the_rest_is_the_same() {
        use Aligned::{Gap, Pair};
        let missing_at_once = |row: &[i64], at: usize| {
            let mut rest = row.to_vec();
            rest.remove(at);
            let steps = aligned(row, &rest);
            let gaps = steps.iter().filter(|step| matches!(step, Gap(..)));
            let pairs = steps.iter().filter(|step| matches!(step, Pair(..)));
            assert_eq!(
                (gaps.count(), pairs.count()),
                (1, rest.len()),
                "{row:?} without {at}"
            );
        };
        for row in [
            &[1, 2, 1, 2, 3, 1, 2][..],
            &[2, 1, 2, 1, 2, 1],
            &[7, 7, 8, 7, 7, 8],
        ] {
            for at in 0..row.len() {
                missing_at_once(row, at);
            }
        }
    }
}
