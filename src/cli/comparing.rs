//! How far a comparison is.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::Terminal;

/// A line on standard error that counts the cases; nothing where nobody looks.
pub(crate) struct Watched {
    bar: ProgressBar,
    done: AtomicUsize,
}

impl Watched {
    /// A line that is drawn where `terminal` allows it.
    pub(crate) fn new(terminal: Terminal) -> Self {
        let drawn = Terminal::draws() && !terminal.quiet;
        let target = if drawn {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("comparing {pos} of {len}, {elapsed}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            done: AtomicUsize::new(0),
        }
    }

    /// One more of so many is done.
    pub(crate) fn step(&self, of: usize) -> ControlFlow<()> {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if done == 1 {
            self.bar.set_length(of as u64);
        }
        self.bar.set_position(done as u64);
        ControlFlow::Continue(())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
