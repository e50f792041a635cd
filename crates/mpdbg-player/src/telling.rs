//! Events on their way to the listener.

use mpdbg_model::{Event, Listener, RunTime, What};

use crate::faults::Liar;

/// Puts the time on what happened and hands it on.
pub(crate) struct Telling<'a> {
    listener: &'a mut dyn Listener,
    liar: Liar,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(listener: &'a mut dyn Listener) -> Self {
        Self {
            listener,
            liar: Liar::default(),
        }
    }

    pub(crate) fn tell(
        &mut self,
        at: RunTime,
        what: impl IntoIterator<Item = What>,
    ) -> std::io::Result<()> {
        for what in what {
            for what in self.liar.told(what) {
                self.listener.event(&Event { at, what })?;
            }
        }
        Ok(())
    }

    pub(crate) fn settle(&mut self) -> std::io::Result<()> {
        self.listener.settle()
    }
}
