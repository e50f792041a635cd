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
/// well as can be; others as long as they come back within some steps. No side is preferred: swapping the
/// rows swaps the answer.
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
        match (in_one, in_other) {
            (Some(steps), Some(others)) if steps == others && a > b => j += others,
            (Some(steps), Some(others)) if steps > others => j += others,
            (None, Some(others)) => j += others,
            (Some(steps), _) => i += steps,
            (None, None) if a < b => i += 1,
            (None, None) => j += 1,
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
}
