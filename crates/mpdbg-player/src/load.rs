//! How other work holds up this process, as Linux tells it.

use std::collections::BTreeMap;
use std::fs;

use mpdbg_model::{Load, Span};
use rustix::param::clock_ticks_per_second;

/// Where each thread's time is told.
const TASKS: &str = "/proc/self/task";

/// Measures how other work holds up this process from its making on.
pub(crate) struct LoadMeter {
    /// Nanoseconds that each thread had waited for a core when the measuring began.
    before: BTreeMap<u32, u64>,
    /// And when it was looked at last; threads that have ended stay.
    waited: BTreeMap<u32, u64>,
    /// What threads had waited whose number another one has by now.
    ended: u64,
    /// Ticks that were stolen before the measuring began.
    stolen: Option<u64>,
}

impl LoadMeter {
    /// Begins to measure.
    pub(crate) fn start() -> Self {
        let before = delays().unwrap_or_default();
        Self {
            waited: before.clone(),
            before,
            ended: 0,
            stolen: stolen_ticks(),
        }
    }

    /// What was measured so far; nothing where the system does not tell.
    pub(crate) fn measure(&mut self) -> Option<Load> {
        self.look(delays()?);
        let ticks = stolen_ticks().zip(self.stolen);
        let ticks = ticks.map_or(0, |(now, before)| now.saturating_sub(before));
        Some(Load {
            waited: self.total(),
            stolen: of_ticks(ticks, clock_ticks_per_second()),
        })
    }

    fn look(&mut self, now: BTreeMap<u32, u64>) {
        for (thread, delay) in now {
            let last = self.waited.insert(thread, delay).unwrap_or(0);
            if delay < last {
                let before = self.before.remove(&thread).unwrap_or(0);
                self.ended += last.saturating_sub(before);
            }
        }
    }

    fn total(&self) -> Span {
        let since = |(thread, waited): (&u32, &u64)| {
            let before = self.before.get(thread).copied().unwrap_or(0);
            waited.saturating_sub(before)
        };
        let nanos = self.ended + self.waited.iter().map(since).sum::<u64>();
        Span::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
    }
}

/// Nanoseconds that each thread waited for a core so far; nothing where the system does not tell.
fn delays() -> Option<BTreeMap<u32, u64>> {
    let mut delays = BTreeMap::new();
    for entry in fs::read_dir(TASKS).ok()?.flatten() {
        let thread = entry.file_name().to_str().and_then(|it| it.parse().ok());
        // A thread may end between the listing and the reading.
        let told = fs::read_to_string(entry.path().join("schedstat")).ok();
        if let Some((thread, delay)) = thread.zip(told.as_deref().and_then(run_delay)) {
            delays.insert(thread, delay);
        }
    }
    (!delays.is_empty()).then_some(delays)
}

/// The second figure of a thread's `schedstat`.
fn run_delay(told: &str) -> Option<u64> {
    told.split_whitespace().nth(1)?.parse().ok()
}

/// Ticks that other guests of the same host took from all cores since the start of the system.
fn stolen_ticks() -> Option<u64> {
    steal(&fs::read_to_string("/proc/stat").ok()?)
}

/// The eighth figure of the first line of `/proc/stat`.
fn steal(told: &str) -> Option<u64> {
    let cores = told.lines().next()?.strip_prefix("cpu ")?;
    cores.split_whitespace().nth(7)?.parse().ok()
}

fn of_ticks(ticks: u64, in_a_second: u64) -> Span {
    let nanos = u128::from(ticks) * 1_000_000_000 / u128::from(in_a_second.max(1));
    Span::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_figures_are_read() {
        assert_eq!(run_delay("12 345 6\n"), Some(345));
        assert_eq!(run_delay("12\n"), None);
        let stat = "cpu  1 2 3 4 5 6 7 88 9 10\ncpu0 1 1 1 1 1 1 1 1 1 1\n";
        assert_eq!(steal(stat), Some(88));
        assert_eq!((steal("cpu0 1"), steal("")), (None, None));
        assert_eq!(of_ticks(3, 100), Span::from_millis(30));
    }

    #[test]
    fn threads_that_come_and_go_are_added_up() {
        let of = |threads: &[(u32, u64)]| threads.iter().copied().collect::<BTreeMap<_, _>>();
        let mut meter = LoadMeter {
            before: of(&[(1, 100)]),
            waited: of(&[(1, 100)]),
            ended: 0,
            stolen: None,
        };
        let mut after = |threads: &[(u32, u64)]| {
            meter.look(of(threads));
            meter.total().nanos()
        };
        assert_eq!(after(&[(1, 130), (2, 5)]), 35);
        assert_eq!(after(&[(1, 150)]), 55, "the second has ended");
        assert_eq!(after(&[(1, 150), (2, 1)]), 56, "another one has its number");
        assert_eq!(after(&[(1, 7)]), 63, "even that of the first");
    }

    #[test]
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn a_thread_that_waits_is_no_load_and_this_system_tells() {
        let mut meter = LoadMeter::start();
        if let Some(load) = meter.measure() {
            assert!(load.waited >= Span::ZERO && load.waited < Span::from_secs(60));
        } else {
            println!("skipped: this system has no schedstat");
        }
    }
}
