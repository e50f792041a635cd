//! What is judged next.

use std::collections::{BTreeSet, HashSet};

/// Cases that are to be judged: those that are seen, then the others in their order. No case is handed out
/// twice, unless it was played again.
#[derive(Debug, Default)]
pub(super) struct Queue {
    seen: Vec<usize>,
    others: BTreeSet<usize>,
    handed_out: HashSet<usize>,
}

impl Queue {
    /// A case that has to be judged, for the first time or again.
    pub(super) fn add(&mut self, case: usize) {
        self.handed_out.remove(&case);
        self.others.insert(case);
    }

    /// The cases that are seen now and whose recording was not read yet; in the order of the screen.
    pub(super) fn see(&mut self, cases: &[usize]) {
        self.seen.clear();
        let new = cases
            .iter()
            .rev()
            .filter(|it| !self.handed_out.contains(it));
        self.seen.extend(new);
    }

    /// The next case.
    pub(super) fn next(&mut self) -> Option<usize> {
        while let Some(case) = self.seen.pop() {
            self.others.remove(&case);
            if self.handed_out.insert(case) {
                return Some(case);
            }
        }
        let case = self.others.pop_first()?;
        self.handed_out.insert(case);
        Some(case)
    }

    /// True when nothing is left to be judged.
    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_empty() && self.others.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_seen_comes_first_and_nothing_twice() {
        let mut queue = Queue::default();
        (0..4).for_each(|case| queue.add(case));
        assert_eq!(queue.next(), Some(0));
        queue.see(&[3, 0, 9]);
        let rest: Vec<usize> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(rest, [3, 9, 1, 2]);
        queue.see(&[1]);
        assert!(queue.is_empty());
        queue.add(1);
        assert_eq!(queue.next(), Some(1));
    }
}
