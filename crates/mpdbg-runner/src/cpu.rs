//! How much CPU time a process has used.

use std::time::{Duration, Instant};

use mpdbg_model::Hang;
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// More than this part of a core is work.
const WORKS: f64 = 0.1;

/// What a process does with the processors while it says nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Silence {
    since: Instant,
    /// CPU time when it began.
    ran: Option<Duration>,
    /// At every look it ran or waited for a processor: so it waits for nothing else, however little a busy
    /// computer lets it run.
    always_ready: bool,
}

impl Silence {
    /// Begins to look at a process.
    pub(crate) fn of(process: u32, now: Instant) -> Self {
        Self {
            since: now,
            ran: cpu_time(process),
            always_ready: is_ready(process),
        }
    }

    /// Looks again, now and then.
    pub(crate) fn look(&mut self, process: u32) {
        self.always_ready &= is_ready(process);
    }

    /// How the process hangs.
    pub(crate) fn how(self, process: u32, now: Instant) -> Hang {
        let (Some(before), Some(after)) = (self.ran, cpu_time(process)) else {
            return Hang::Unknown;
        };
        let ran = after.saturating_sub(before).as_secs_f64();
        self.told(ran / (now - self.since).as_secs_f64())
    }

    fn told(self, share: f64) -> Hang {
        if share.is_nan() {
            Hang::Unknown
        } else if share > WORKS || self.always_ready {
            Hang::Spinning
        } else {
            Hang::Waiting
        }
    }
}

/// Whether a thread of the process runs or waits for a processor; false where the system does not say.
fn is_ready(process: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else {
        return false;
    };
    threads.flatten().any(|thread| {
        let told = std::fs::read_to_string(thread.path().join("stat")).unwrap_or_default();
        // The name before it, in parentheses, may hold anything.
        let (_, state) = told.rsplit_once(") ").unwrap_or_default();
        state.starts_with('R')
    })
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
        let told = |share, always_ready| {
            let silence = Silence {
                since: Instant::now(),
                ran: None,
                always_ready,
            };
            silence.told(share)
        };
        assert_eq!(told(1.0, true), Hang::Spinning);
        assert_eq!(told(0.2, false), Hang::Spinning);
        assert_eq!(told(0.02, true), Hang::Spinning, "on a busy computer");
        assert_eq!(told(0.02, false), Hang::Waiting);
        assert_eq!(told(f64::NAN, true), Hang::Unknown);
    }

    #[test]
    fn who_reads_this_is_ready() {
        if std::path::Path::new("/proc/self/task").exists() {
            assert!(is_ready(std::process::id()));
        }
        assert!(!is_ready(0));
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
