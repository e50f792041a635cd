//! The process group of a child that we started: the only one that is ever ended.

use std::process::Child;

use rustix::io::retry_on_intr;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

/// A child and everything it started that did not leave its group.
#[derive(Clone, Copy)]
pub(crate) struct Group(Pid);

impl Group {
    /// The group that `child` leads since it was spawned; none for a pid that cannot be one.
    pub(crate) fn of(child: &Child) -> Option<Self> {
        Pid::from_raw(child.id() as i32).map(Self)
    }

    /// Asks everyone in the group to end in order.
    pub(crate) fn ask_to_end(self) {
        self.signal(Signal::TERM);
    }

    /// Ends everyone in the group. To be called before the child is reaped: until then its number
    /// cannot belong to anyone else.
    pub(crate) fn end(self) {
        self.signal(Signal::KILL);
    }

    fn signal(self, signal: Signal) {
        // It fails only when nobody is left.
        let _ = kill_process_group(self.0, signal);
    }

    /// Waits until the child has ended, and leaves it to be reaped.
    pub(crate) fn wait(self) {
        let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        // It fails only when there is no such child, which is an end as well.
        let _ = retry_on_intr(|| waitid(WaitId::Pid(self.0), ended));
    }

    /// The child's number.
    pub(crate) fn leader(self) -> u32 {
        self.0.as_raw_nonzero().get() as u32
    }
}
