//! What this process uses.

use mpdbg_model::{Resources, Span};
use rustix::time::{ClockId, clock_gettime};

/// What this process used so far. What the system does not tell is zero.
pub(crate) fn measure() -> Resources {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let handles = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    Resources {
        cpu: cpu_time(),
        resident: field(&status, "VmRSS:").saturating_mul(1024),
        // One of them is that of the listing itself.
        handles: u32::try_from(handles.saturating_sub(1)).unwrap_or(u32::MAX),
        threads: u32::try_from(field(&status, "Threads:")).unwrap_or(u32::MAX),
    }
}

fn cpu_time() -> Span {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Span::from_secs(time.tv_sec).plus(Span::from_nanos(time.tv_nsec))
}

/// The number behind a name in the system's table.
fn field(status: &str, name: &str) -> u64 {
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_name() {
        let status = "Name:\tplayer\nVmRSS:\t   12345 kB\nThreads:\t7\n";
        assert_eq!(field(status, "VmRSS:"), 12345);
        assert_eq!(field(status, "Threads:"), 7);
        assert_eq!(field(status, "VmSwap:"), 0);
    }

    #[test]
    fn a_thread_and_an_open_file_are_seen() -> std::io::Result<()> {
        let (done, until_done) = std::sync::mpsc::channel::<()>();
        let (begun, has_begun) = std::sync::mpsc::channel();
        let file = std::fs::File::open("/proc/self/status")?;
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let _ = begun.send(());
                let _ = until_done.recv();
            });
            let _ = has_begun.recv();
            let used = measure();
            drop(done);
            assert!(used.threads >= 2, "{used:?}");
            assert!(used.handles >= 1, "{used:?}");
            assert!(used.resident > 100_000, "{used:?}");
            assert!(used.cpu > Span::ZERO, "{used:?}");
        });
        drop(file);
        Ok(())
    }
}
