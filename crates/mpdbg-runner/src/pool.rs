//! Work side by side.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Whether more work is to be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Go,
    Stop,
}

/// Does every task, `jobs` at a time, started in order, until one of them says stop; answers whether one
/// did.
pub(crate) fn each<T: Send>(
    jobs: NonZeroUsize,
    tasks: Vec<T>,
    work: impl Fn(T) -> Next + Sync,
) -> Next {
    let threads = jobs.get().min(tasks.len());
    let waiting = Mutex::new(tasks.into_iter());
    let stopped = AtomicBool::new(false);
    let take = || {
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if stopped.load(Ordering::Relaxed) {
            None
        } else {
            waiting.next()
        }
    };
    std::thread::scope(|scope| {
        let worker = || {
            while let Some(task) = take() {
                if work(task) == Next::Stop {
                    stopped.store(true, Ordering::Relaxed);
                }
            }
        };
        for _ in 1..threads {
            // Where the system has no thread to give, fewer samples are played side by side.
            let _ = std::thread::Builder::new().spawn_scoped(scope, worker);
        }
        worker();
    });
    if stopped.into_inner() {
        Next::Stop
    } else {
        Next::Go
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn tasks_run_side_by_side_and_all_of_them() {
        let done = Mutex::new(Vec::new());
        let both = Barrier::new(2);
        let next = each(NonZeroUsize::new(2).unwrap(), vec![1, 2, 3, 4], |task| {
            // Two at a time, or this waits for ever.
            both.wait();
            done.lock().unwrap().push(task);
            Next::Go
        });
        let mut done = done.into_inner().unwrap();
        done.sort_unstable();
        assert_eq!((done, next), (vec![1, 2, 3, 4], Next::Go));
    }

    #[test]
    fn a_stop_leaves_the_rest() {
        let done = Mutex::new(Vec::new());
        let next = each(NonZeroUsize::MIN, vec![1, 2, 3, 4], |task| {
            done.lock().unwrap().push(task);
            if task == 2 { Next::Stop } else { Next::Go }
        });
        assert_eq!((done.into_inner().unwrap(), next), (vec![1, 2], Next::Stop));
    }
}
