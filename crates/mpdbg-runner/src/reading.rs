//! How much a process has read.

/// Bytes that all threads of the process have read so far, from whatever; none where the system does not
/// say.
pub(crate) fn bytes_read(process: u32) -> Option<u64> {
    let counters = std::fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    let read = counters
        .lines()
        .find_map(|line| line.strip_prefix("rchar: "))?;
    read.parse().ok()
}
