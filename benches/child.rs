//! A child process, and what it used.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a child process used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Used {
    /// Its exit code; none where a signal ended it.
    pub(crate) exit: Option<i32>,
    /// From its start to its end.
    pub(crate) took: Duration,
    /// CPU time of all its threads, to 10 ms.
    pub(crate) cpu: Duration,
    /// Bytes of memory that it had at most.
    pub(crate) peak: u64,
}

/// Runs a command to its end.
pub(crate) fn used(command: &mut Command) -> Used {
    let before = children_cpu();
    let begun = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let watched = watch(&child);
    let status = child.wait().unwrap();
    Used {
        exit: status.code(),
        took: begun.elapsed(),
        cpu: children_cpu().saturating_sub(before),
        peak: watched.join().unwrap(),
    }
}

/// Reads the high-water mark of a process until it is gone.
fn watch(child: &Child) -> thread::JoinHandle<u64> {
    let status = format!("/proc/{}/status", child.id());
    thread::spawn(move || {
        let mut peak = 0;
        while let Some(kilobytes) = fs::read_to_string(&status)
            .ok()
            .as_deref()
            .and_then(high_water)
        {
            peak = peak.max(kilobytes * 1024);
            thread::sleep(Duration::from_millis(2));
        }
        peak
    })
}

/// `VmHWM`, kilobytes; none once the process has ended.
fn high_water(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// CPU time of all children that were waited for; zero where the system has no `/proc`.
fn children_cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // Behind the name in brackets come the fields from the third on; 16 and 17 are wanted, in ticks of 10 ms.
    let fields = stat.rsplit(") ").next().unwrap_or_default();
    let ticks: u64 = fields
        .split(' ')
        .skip(13)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}
