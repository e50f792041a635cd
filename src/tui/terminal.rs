//! The terminal, taken and given back.

use std::io;

use ratatui::DefaultTerminal;

/// The terminal in raw mode on its other screen; as it was before when this is dropped.
pub(super) struct Guard {
    terminal: DefaultTerminal,
}

impl Guard {
    /// Takes the terminal.
    ///
    /// # Errors
    /// When standard output is none.
    pub(super) fn take() -> io::Result<Self> {
        Ok(Self {
            terminal: ratatui::try_init()?,
        })
    }

    /// The terminal to draw on.
    pub(super) const fn terminal(&mut self) -> &mut DefaultTerminal {
        &mut self.terminal
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        let _ = ratatui::try_restore();
    }
}
