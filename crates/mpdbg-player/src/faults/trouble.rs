//! Faults that end the process or use it up.

use std::fs::File;

use super::Fault;

/// Picture at which a process comes to grief.
const AT: u64 = 30;

/// What a leaking player keeps.
#[derive(Default)]
pub(super) struct Hoard {
    memory: Vec<Vec<u8>>,
    files: Vec<File>,
}

impl Hoard {
    /// Picture `number` is about to be presented.
    pub(super) fn picture(&mut self, number: u64) {
        if number == AT {
            come_to_grief();
        }
        if Fault::Leaks.is_injected() {
            self.memory.push(vec![1; 1 << 20]);
        }
        if Fault::LeaksHandles.is_injected() {
            self.files.extend(File::open("/dev/null"));
        }
    }
}

fn come_to_grief() {
    assert!(!Fault::Panics.is_injected(), "the fault `panics`");
    if Fault::Aborts.is_injected() {
        std::process::abort();
    }
    if Fault::ExitsWithError.is_injected() {
        std::process::exit(3);
    }
    while Fault::WaitsForEver.is_injected() {
        std::thread::park();
    }
    while Fault::SpinsForEver.is_injected() {
        std::hint::spin_loop();
    }
}
