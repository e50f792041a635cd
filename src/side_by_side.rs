//! Work on several threads.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Does every task, `jobs` at a time; the answers are in the order of the tasks.
pub(crate) fn side_by_side<T: Send, R: Send>(
    jobs: NonZeroUsize,
    tasks: Vec<T>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let waiting = Mutex::new(tasks.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let next = || {
        waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
    };
    let worker = || {
        while let Some((number, task)) = next() {
            let answer = work(task);
            let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
            done.push((number, answer));
        }
    };
    thread::scope(|scope| {
        for _ in 1..jobs.get() {
            scope.spawn(worker);
        }
        worker();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_tasks() {
        let jobs = NonZeroUsize::MIN.saturating_add(2);
        let doubled = side_by_side(jobs, (0..100).collect(), |n| 2 * n);
        assert_eq!(doubled, (0..100).map(|n| 2 * n).collect::<Vec<i32>>());
        assert!(side_by_side(jobs, Vec::<i32>::new(), |n| n).is_empty());
    }
}
