//! What is judged next.

use std::collections::{BTreeSet, HashMap, HashSet};

/// Cases that are to be judged: those that are seen, then the others in their order. No case is handed out
/// twice, unless it was played again.
#[derive(Debug, Default)]
pub(super) struct Queue {
    seen: Vec<usize>,
    others: BTreeSet<usize>,
    handed_out: HashSet<usize>,
    /// How often something became of a case since it was listed; absent for never.
    turns: HashMap<usize, u64>,
}

/// A case that is judged, as it was when it was handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) case: usize,
    turn: u64,
}

impl Queue {
    /// A case that has to be judged, for the first time or again.
    pub(super) fn add(&mut self, case: usize) {
        self.outdate(case);
        self.handed_out.remove(&case);
        self.others.insert(case);
    }

    /// Something became of a case: whoever judges it judges what was before.
    pub(super) fn outdate(&mut self, case: usize) {
        *self.turns.entry(case).or_default() += 1;
    }

    /// True when nothing became of a case since it was handed out.
    pub(super) fn is_fresh(&self, task: Task) -> bool {
        self.turn(task.case) == task.turn
    }

    fn turn(&self, case: usize) -> u64 {
        self.turns.get(&case).copied().unwrap_or_default()
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
    pub(super) fn next(&mut self) -> Option<Task> {
        let case = self.next_case()?;
        let turn = self.turn(case);
        Some(Task { case, turn })
    }

    fn next_case(&mut self) -> Option<usize> {
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
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    fn next(queue: &mut Queue) -> Option<usize> {
        queue.next().map(|it| it.case)
    }

    #[test]
    fn what_is_seen_comes_first_and_nothing_twice() {
        let mut queue = Queue::default();
        (0..4).for_each(|case| queue.add(case));
        assert_eq!(next(&mut queue), Some(0));
        queue.see(&[3, 0, 9]);
        let rest: Vec<usize> = std::iter::from_fn(|| next(&mut queue)).collect();
        assert_eq!(rest, [3, 9, 1, 2]);
        queue.see(&[1]);
        assert!(queue.is_empty());
        queue.add(1);
        assert_eq!(next(&mut queue), Some(1));
    }

    #[test]
    fn what_was_judged_before_a_case_was_played_again_is_old() {
        let mut queue = Queue::default();
        queue.add(7);
        let first = queue.next().unwrap();
        assert!(queue.is_fresh(first));
        queue.outdate(7);
        assert!(!queue.is_fresh(first));
        queue.add(7);
        let second = queue.next().unwrap();
        assert!(queue.is_fresh(second) && !queue.is_fresh(first));
        // Nothing became of one that was only seen.
        queue.see(&[3]);
        let seen = queue.next().unwrap();
        assert!(queue.is_fresh(seen));
    }
}
