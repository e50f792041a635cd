//! How much CPU time a process has used.

use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// What a process did with the processors so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Load {
    /// CPU time of all its threads.
    ran: Duration,
    /// How long its threads waited for a processor; zero where the system does not say.
    queued: Duration,
}

/// More than this part of a core is work.
const WORKS: f64 = 0.1;
/// Who runs or waits for a processor for this part of the time never waits for anything else, however little
/// a busy computer lets it run.
const NEVER_WAITS: f64 = 0.9;

impl Load {
    /// Of the process; none when it cannot be read.
    pub(crate) fn of(process: u32) -> Option<Self> {
        Some(Self {
            ran: cpu_time(process)?,
            queued: queued(process).unwrap_or_default(),
        })
    }

    /// Whether a process with this load turned in a loop in the `wall` time since `before`; none where no time
    /// passed.
    pub(crate) fn spins_since(self, before: Self, wall: Duration) -> Option<bool> {
        let share = |now: Duration, then: Duration| {
            now.saturating_sub(then).as_secs_f64() / wall.as_secs_f64()
        };
        let ran = share(self.ran, before.ran);
        let queued = share(self.queued, before.queued);
        (!ran.is_nan()).then_some(ran > WORKS || ran + queued > NEVER_WAITS)
    }
}

/// How long the threads of a process waited for a processor; none where the system does not say.
fn queued(process: u32) -> Option<Duration> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let waited = threads.filter_map(|thread| {
        let told = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        told.split_whitespace().nth(1)?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(waited.sum()))
}

/// CPU time of all threads of the process so far; none when it cannot be read.
fn cpu_time(process: u32) -> Option<Duration> {
    let pid = Pid::from_u32(process);
    let mut system = System::new();
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        false,
        ProcessRefreshKind::nothing().with_cpu(),
    );
    let process = system.process(pid)?;
    Some(Duration::from_millis(process.accumulated_cpu_time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_never_waits_for_anything_else_turns_in_a_loop() {
        let load = |ran: u64, queued: u64| Load {
            ran: Duration::from_millis(ran),
            queued: Duration::from_millis(queued),
        };
        let wall = Duration::from_millis(300);
        let spins = |ran: u64, queued: u64| load(ran + 5, queued + 7).spins_since(load(5, 7), wall);
        assert_eq!(spins(300, 0), Some(true));
        assert_eq!(spins(40, 0), Some(true));
        assert_eq!(spins(20, 270), Some(true), "on a busy computer");
        assert_eq!(spins(20, 200), Some(false), "it wakes up now and then");
        assert_eq!(spins(0, 0), Some(false));
        assert_eq!(load(1, 0).spins_since(load(1, 0), Duration::ZERO), None);
    }

    #[test]
    fn time_is_used_by_working() {
        let before = cpu_time(std::process::id());
        let mut sum = 0_u64;
        while cpu_time(std::process::id()) == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(before.is_some());
        assert!(cpu_time(std::process::id()) > before);
    }
}
