//! Events on their way to the listener.

use mpdbg_model::{Event, Listener, RunTime, What};

/// Puts the time on what happened and hands it on.
pub(crate) struct Telling<'a> {
    listener: &'a mut dyn Listener,
}

impl<'a> Telling<'a> {
    pub(crate) fn new(listener: &'a mut dyn Listener) -> Self {
        Self { listener }
    }

    pub(crate) fn tell(
        &mut self,
        at: RunTime,
        what: impl IntoIterator<Item = What>,
    ) -> std::io::Result<()> {
        what.into_iter()
            .try_for_each(|what| self.listener.event(&Event { at, what }))
    }

    pub(crate) fn settle(&mut self) -> std::io::Result<()> {
        self.listener.settle()
    }
}
