//! Signals that concern the terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::low_level::{emulate_default_handler, unregister};
use signal_hook::{SigId, flag};

/// Notes signals until it is dropped; the loop asks for them.
pub(super) struct Signals {
    /// The last one that is to end the screen; 0 for none.
    ending: Arc<AtomicUsize>,
    /// The last one of stopping and going on; 0 for none.
    stopping: Arc<AtomicUsize>,
    /// The terminal has another size.
    resized: Arc<AtomicBool>,
    ids: Vec<SigId>,
}

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// To end.
    End(i32),
    /// To stop until SIGCONT.
    Stop,
    /// Nothing, but someone else may have used the terminal.
    Redraw,
    /// Nothing, but the terminal has another size.
    Resize,
}

impl Signals {
    /// Notes them from now on.
    pub(super) fn note() -> io::Result<Self> {
        let mut signals = Self {
            ending: Arc::default(),
            stopping: Arc::default(),
            resized: Arc::default(),
            ids: Vec::new(),
        };
        for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] {
            let id = flag::register_usize(signal, Arc::clone(&signals.ending), signal as usize)?;
            signals.ids.push(id);
        }
        for signal in [SIGTSTP, SIGCONT] {
            let id = flag::register_usize(signal, Arc::clone(&signals.stopping), signal as usize)?;
            signals.ids.push(id);
        }
        let id = flag::register(SIGWINCH, Arc::clone(&signals.resized))?;
        signals.ids.push(id);
        Ok(signals)
    }

    /// What was asked for since the last call.
    pub(super) fn asked(&self) -> Option<Asked> {
        let ending = self.ending.swap(0, Ordering::SeqCst);
        if ending > 0 {
            return Some(Asked::End(ending as i32));
        }
        match self.stopping.swap(0, Ordering::SeqCst) as i32 {
            SIGTSTP => Some(Asked::Stop),
            SIGCONT => Some(Asked::Redraw),
            _ => {
                let resized = self.resized.swap(false, Ordering::SeqCst);
                resized.then_some(Asked::Resize)
            }
        }
    }

    /// Stops this process until it is told to go on.
    pub(super) fn stop(&self) {
        let _ = emulate_default_handler(SIGTSTP);
        self.stopping.store(0, Ordering::SeqCst);
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        for id in self.ids.drain(..) {
            unregister(id);
        }
    }
}

/// How the screens were left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Someone left them.
    Left,
    /// This signal asked for it.
    Signal(i32),
}

impl Ended {
    /// Ends this process as the signal asks, so that whoever sent it sees that; does nothing where the
    /// screens were left.
    pub(crate) fn pass_on(self) {
        if let Self::Signal(signal) = self {
            let _ = emulate_default_handler(signal);
        }
    }
}
