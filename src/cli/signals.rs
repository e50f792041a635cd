//! Ctrl-C and SIGTERM.

use std::sync::Arc;

use mpdbg_runner::Interrupt;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::exit_code::Exit;
use super::failure::Failure;
use super::progress::Show;

/// Counts signals into `interrupt` from now on, and lets `show` say so. Who asks a third time, when the
/// run should be over already, ends the process; everything on disk is whole at any moment.
pub(crate) fn heed(interrupt: Interrupt, show: Arc<dyn Show>) -> Result<(), Failure> {
    let mut signals = Signals::new([SIGINT, SIGTERM])
        .map_err(|error| Failure::work(format!("signals cannot be handled: {error}")))?;
    std::thread::spawn(move || {
        for _ in signals.forever() {
            if interrupt.is_urgent() {
                std::process::exit(Exit::Failed as i32);
            }
            interrupt.raise();
            show.interrupted(interrupt.is_urgent());
        }
    });
    Ok(())
}
