//! Ctrl-C, SIGTERM, and the terminal that goes away.

use std::sync::Arc;

use mpdbg_runner::Interrupt;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

use super::exit_code::Exit;
use super::failure::Failure;
use crate::tui;

/// Counts signals into `interrupt` from now on, and says so with `tell`, true for the second. Who asks a third time, when the
/// run should be over already, ends the process; everything on disk is whole at any moment.
pub(crate) fn heed(
    interrupt: Interrupt,
    tell: impl Fn(bool) + Send + 'static,
) -> Result<(), Failure> {
    let cannot = |error| Failure::work(format!("signals cannot be handled: {error}"));
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(cannot)?;
    // A limit on the size of files is then an error of the write, with a message.
    signal_hook::flag::register(SIGXFSZ, Arc::default()).map_err(cannot)?;
    std::thread::Builder::new()
        .spawn(move || {
            for _ in signals.forever() {
                if interrupt.is_urgent() {
                    tui::give_back();
                    std::process::exit(Exit::Failed as i32);
                }
                interrupt.raise();
                tell(interrupt.is_urgent());
            }
        })
        .map_err(cannot)?;
    Ok(())
}
