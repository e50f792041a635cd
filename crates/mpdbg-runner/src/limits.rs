//! What a child process may not do, set by itself before it touches the sample.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Ends this process with its parent, keeps it from writing core files, and bounds its memory.
pub(crate) fn confine(parent: u32, memory_bytes: u64) -> io::Result<()> {
    end_with(parent)?;
    lower(Resource::Core, 0)?;
    lower(Resource::As, memory_bytes)
}

#[cfg(target_os = "linux")]
fn end_with(parent: u32) -> io::Result<()> {
    use rustix::process::{Signal, getppid, set_parent_process_death_signal};
    set_parent_process_death_signal(Some(Signal::KILL))?;
    // The parent may have gone before it was asked for.
    let now = getppid().map(|pid| pid.as_raw_nonzero().get() as u32);
    if now == Some(parent) {
        Ok(())
    } else {
        Err(io::Error::other("mpdbg has ended"))
    }
}

#[cfg(not(target_os = "linux"))]
fn end_with(_parent: u32) -> io::Result<()> {
    Ok(())
}

fn lower(resource: Resource, limit: u64) -> io::Result<()> {
    let maximum = getrlimit(resource).maximum;
    let limit = Some(maximum.map_or(limit, |maximum| maximum.min(limit)));
    let both = Rlimit {
        current: limit,
        maximum: limit,
    };
    Ok(setrlimit(resource, both)?)
}
