//! How much CPU time a process has used.

use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System};

/// CPU time of all threads of the process so far; none when it cannot be read.
pub(crate) fn cpu_time(process: u32) -> Option<Duration> {
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
